"""The scenarios of a quarter: what each changes, its newest plan, and whether that is old."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, PlanHead, Scenario
from portfolio.screens.lever_names import LeverNames, names_of
from portfolio.store import okrs, plans, scenarios
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario with its levers and its newest plan that says where work goes."""

    scenario: Scenario
    levers: tuple[Lever, ...]
    head: PlanHead | None

    @property
    def is_outdated(self) -> bool:
        """Whether something was wished since its plan was made."""
        return self.head is not None and self.scenario.is_newer_than(self.head)


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows."""

    cycle: Cycle
    rows: tuple[Row, ...]
    names: LeverNames

    @property
    def base(self) -> Row | None:
        """The quarter's own scenario."""
        return next((one for one in self.rows if one.scenario.is_base), None)


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, on: date) -> Screen:
    """Read the scenarios in a constant number of queries."""
    every = scenarios.all_scenarios(tx, cycle.id)
    ids = [one.id for one in every]
    levers = scenarios.levers_of(tx, ids)
    heads = plans.newest_answers(tx, ids)
    tree = okrs.tree(tx, cycle.id, on=on)
    return Screen(
        cycle=cycle,
        rows=tuple(Row(one, levers.get(one.id, ()), heads.get(one.id)) for one in every),
        names=names_of(tx, cycle, levers.values(), tree=tree),
    )
