"""The plans of a cycle: each with its state, gap and score; and what is being planned now."""

from dataclasses import dataclass

from portfolio.domain.cycles import Cycle
from portfolio.domain.jobs import Job
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import PlanHead, PlanState, Scenario
from portfolio.store import jobs, plans, scenarios
from portfolio.store.unit import Tx

HIDDEN = (PlanState.DRAFT, PlanState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows."""

    cycle: Cycle
    heads: tuple[PlanHead, ...]
    scenarios: tuple[Scenario, ...]
    jobs: tuple[Job, ...]

    @property
    def in_force(self) -> PlanHead | None:
        """The published plan."""
        return self._of(PlanState.PUBLISHED)

    @property
    def proposed(self) -> PlanHead | None:
        """The proposed plan."""
        return self._of(PlanState.PROPOSED)

    @property
    def best(self) -> PlanHead | None:
        """The newest plan with an answer."""
        return next((one for one in self.heads if one.has_answer), None)

    def _of(self, state: PlanState) -> PlanHead | None:
        return next((one for one in self.heads if one.state is state), None)


def load(tx: Tx, viewer: Viewer, cycle: Cycle) -> Screen:
    """Read the plans that the viewer may know of, in three queries."""
    sees_drafts = may(viewer, Deed.SEE_DRAFTS)
    heads = plans.all_plans(tx, cycle.id)
    return Screen(
        cycle=cycle,
        heads=tuple(one for one in heads if sees_drafts or one.state not in HIDDEN),
        scenarios=tuple(scenarios.all_scenarios(tx, cycle.id)),
        jobs=tuple(jobs.open_jobs(tx)) if sees_drafts else (),
    )
