"""The drawer of a cell of the board: what a team has in a sprint, and how full that is."""

from dataclasses import dataclass

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import Lever
from portfolio.planning.terms import Item
from portfolio.screens.plan import Screen
from portfolio.screens.plan_board import Lane, Load
from portfolio.store import backlog
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class CellPart:
    """An item that the plan has in the cell."""

    key: str
    title: str
    points: float
    epic_key: str
    epic_title: str
    is_estimated: bool
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What the drawer shows."""

    lane: Lane
    load: Load
    worth: float | None  # of one more point here
    parts: tuple[CellPart, ...]
    may_pull: bool

    @property
    def room(self) -> float:
        """The points that are free; below 0 where there is too much."""
        return self.load.capacity - self.load.points


def load(tx: Tx, viewer: Viewer, screen: Screen, name: str) -> Cell:
    """Read the cell called `team.sprint`, such as falcon.S3; raise NotFound."""
    team, _dot, sprint = name.rpartition(".")
    lane = next((one for one in screen.board.lanes if one.slug == team), None)
    here = next((one for one in lane.loads if one.sprint == sprint), None) if lane else None
    if lane is None or here is None:
        raise NotFound("cell of the board", name)
    keys = [one.item for one in screen.plan.assignments if (one.team, one.sprint) == (team, sprint)]
    items = backlog.items_by_key(tx, keys)
    by_id = {item.id: item.key for item in items.values()}
    levers: dict[str, list[Lever]] = {}
    for lever in screen.levers:
        if lever.item_id in by_id:
            levers.setdefault(by_id[lever.item_id], []).append(lever)
    worth = [
        one.per_point
        for one in screen.plan.capacity_value
        if (one.team, one.sprint) == (team, sprint)
    ]
    named = {one.id: one for one in screen.problem.items if one.id in set(keys)}
    parts = [
        _part(
            screen,
            named[key],
            items[key].title if key in items else key,
            tuple(levers.get(key, ())),
        )
        for key in keys
    ]
    return Cell(
        lane=lane,
        load=here,
        worth=worth[0] if worth else (0.0 if screen.plan.capacity_value else None),
        parts=tuple(sorted(parts, key=lambda one: (one.epic_key == "", one.epic_key, one.key))),
        may_pull=may(viewer, Deed.PULL_LEVER),
    )


def _part(screen: Screen, item: Item, title: str, levers: tuple[Lever, ...]) -> CellPart:
    epic = screen.row_of.get(item.epic or "")
    return CellPart(
        key=item.id,
        title=title,
        points=item.points / 100,
        epic_key=item.epic or "",
        epic_title=epic.title if epic else item.epic or "",
        is_estimated=item.id in screen.marks.get("estimated", {}),
        levers=levers,
    )
