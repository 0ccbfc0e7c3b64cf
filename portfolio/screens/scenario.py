"""The page of a scenario: its levers, what may be changed, its newest plan beside the own one."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, PlanHead, Scenario
from portfolio.domain.teams import Area, Team
from portfolio.screens.lever_names import LeverNames, names_of
from portfolio.store import cycles, okrs, plans, scenarios, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows; `beside` is what it is compared with: its origin, else the own one."""

    scenario: Scenario
    cycle: Cycle
    levers: tuple[Lever, ...]
    names: LeverNames
    head: PlanHead | None
    beside: Scenario | None
    beside_head: PlanHead | None
    teams: tuple[Team, ...]
    areas: tuple[Area, ...]
    objectives: tuple[Objective, ...]
    has_plan_in_force: bool

    @property
    def is_outdated(self) -> bool:
        """Whether something was wished since its plan was made."""
        return self.head is not None and self.scenario.is_newer_than(self.head)

    @property
    def gain(self) -> float | None:
        """How much more it expects than what it is compared with."""
        if self.head is None or self.beside_head is None:
            return None
        mine, theirs = self.head.score_after, self.beside_head.score_after
        return None if mine is None or theirs is None else mine - theirs


def load(tx: Tx, viewer: Viewer, scenario_id: int, *, on: date) -> Screen:
    """Read a scenario in a constant number of queries; raise NotFound."""
    scenario = scenarios.one_scenario(tx, scenario_id)
    cycle = cycles.cycle_by_id(tx, scenario.cycle_id)
    every = {one.id: one for one in scenarios.all_scenarios(tx, cycle.id)}
    beside = _beside(scenario, every)
    heads = plans.newest_answers(tx, [one.id for one in (scenario, beside) if one])
    levers = scenarios.all_levers(tx, scenario_id)
    tree = okrs.tree(tx, cycle.id, on=on)
    return Screen(
        scenario=scenario,
        cycle=cycle,
        levers=levers,
        names=names_of(tx, cycle, [levers], tree=tree),
        head=heads.get(scenario_id),
        beside=beside,
        beside_head=heads.get(beside.id) if beside else None,
        teams=tuple(one for one in teams.all_teams(tx) if one.exists_on(on)),
        areas=tuple(teams.all_areas(tx)),
        objectives=tree.every_objective(),
        has_plan_in_force=plans.in_force(tx, cycle.id) is not None,
    )


def _beside(scenario: Scenario, every: dict[int, Scenario]) -> Scenario | None:
    if scenario.is_base:
        return None
    origin = every.get(scenario.copied_from or 0)
    return origin or next((one for one in every.values() if one.is_base), None)
