"""The ranked rows of a plan alone, without its documents: for lists that load as one scrolls."""

from dataclasses import dataclass

from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, PlanHead, by_item
from portfolio.screens import ranked
from portfolio.screens.plan import known_on, seen, under
from portfolio.screens.ranked import Ranked
from portfolio.store import cycles, okrs, plan_marks, plans, scenarios
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective as a row shows it; its number gives the colour."""

    number: int
    id: int
    code: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What the rows of the ranked list need of a plan's page, by the same names."""

    head: PlanHead
    cycle: Cycle
    ranked: Ranked
    objectives: tuple[Goal, ...]
    levers: tuple[Lever, ...]

    @property
    def held(self) -> dict[int, tuple[Lever, ...]]:
        """The wishes of the scenario by the item they are about."""
        return by_item(self.levers)

    @property
    def numbers(self) -> dict[int, Goal]:
        """The objectives by id, for their colours and codes."""
        return {one.id: one for one in self.objectives}


def load(tx: Tx, viewer: Viewer, plan_id: int) -> Screen:
    """Read the rows of a plan in a constant number of queries; raise NotFound."""
    head = seen(viewer, plans.one_plan(tx, plan_id))
    cycle = cycles.cycle_by_id(tx, head.cycle_id)
    tree = okrs.tree(tx, cycle.id, on=known_on(plan_marks.document(tx, plan_id), head))
    goal_of = {one.id: one.objective_id for one in tree.every_key_result()}
    return Screen(
        head=head,
        cycle=cycle,
        ranked=ranked.load(tx, cycle.id, plan_id, goal_of),
        objectives=tuple(
            Goal(number, one.id, one.code)
            for number, top in enumerate(tree.objectives, start=1)
            for one in (top, *under(top.children))
        ),
        levers=scenarios.all_levers(tx, head.scenario_id),
    )
