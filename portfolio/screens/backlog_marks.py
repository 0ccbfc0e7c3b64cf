"""What the plan in view says of the rows of the backlog, and the wishes that hold for them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import Lever, PlanHead
from portfolio.screens import plan_in_view
from portfolio.store import plan_marks, plans, scenarios
from portfolio.store.plan_marks import Cut, Mark
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Marks:
    """A plan's word on some items, by id; empty where the quarter has no plan."""

    head: PlanHead | None = None
    cut: Cut | None = None
    of: Mapping[int, Mark] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    levers: Mapping[int, tuple[Lever, ...]] = field(default_factory=dict)

    @property
    def highest(self) -> float:
        """The largest value on the page, for the bars."""
        return max((one.value for one in self.of.values()), default=0.0)


def head_in_view(tx: Tx, viewer: Viewer, cycle_id: int | None) -> PlanHead | None:
    """Return the plan that the viewer plans by: the newest own one, else the one in force."""
    if cycle_id is None:
        return None
    if may(viewer, Deed.SEE_DRAFTS):
        return plan_in_view.newest_head(plans.all_plans(tx, cycle_id))
    return plans.in_force(tx, cycle_id)


def load(tx: Tx, head: PlanHead | None, item_ids: Collection[int]) -> Marks:
    """Read the marks of some items in four queries."""
    if head is None:
        return Marks()
    levers: defaultdict[int, list[Lever]] = defaultdict(list)
    for lever in scenarios.all_levers(tx, head.scenario_id):
        levers[lever.item_id or 0].append(lever)
    return Marks(
        head=head,
        cut=plan_marks.cut_of(tx, head.id),
        of=plan_marks.marks(tx, head.id, item_ids),
        teams=plan_marks.suggested_teams(tx, head.id, item_ids),
        levers={one: tuple(own) for one, own in levers.items()},
    )
