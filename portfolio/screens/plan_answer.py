"""A stored plan as `flask plan` answers it: the plan's document and what the product adds."""

from dataclasses import dataclass
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.plans import PlanHead, Scenario
from portfolio.store import plans, scenarios
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """The head, and the document: of the contract's form, with more keys."""

    head: PlanHead
    document: dict[str, Any]


def load(tx: Tx, plan_id: int) -> PlanAnswer:
    """Return the answer; raise NotFound."""
    head = plans.one_plan(tx, plan_id)
    plan, marks = plans.full_plan(tx, plan_id)
    document = plan.to_document()
    added = {
        "plan_id": head.id,
        "name": head.name,
        "state": head.state.value,
        "scenario": head.scenario,
        "score_before": head.score_before,
        "score_after": head.score_after,
        "epics_in": head.epics_in,
        "epics_out": head.epics_out,
        "points_planned": head.points_planned,
        "points_asked": head.points_asked,
        "others": dict(head.others),
        "marks": marks,
    }
    return PlanAnswer(head, {**document, **added})


def scenario(tx: Tx, cycle: Cycle, name: str | None) -> Scenario | None:
    """Return the named scenario, the cycle's own one where it exists; raise NotFound."""
    found = scenarios.named(tx, cycle.id, name)
    if found is None and name is not None:
        raise NotFound("scenario", name)
    return found
