"""The drawer of an epic (or item) of a plan: why in or out, its goals, its items, its levers."""

from dataclasses import dataclass

from portfolio.domain.backlog import Item
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.plans import Lever
from portfolio.domain.trail import Entry
from portfolio.screens.plan import LeftOutRow, Screen
from portfolio.screens.ranked import Row
from portfolio.store import backlog, trail
from portfolio.store.unit import Tx

NEWEST = 7


@dataclass(frozen=True, slots=True)
class Claimed:
    """A key result that the epic is expected to move."""

    number: int
    code: str
    title: str
    weight: float
    share: float  # of the open gap
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """An item of the epic with where the plan has it."""

    key: str
    title: str
    points: float
    team: str | None
    sprint: str | None
    is_estimated: bool
    levers: tuple[Lever, ...] = ()
    waits_for: tuple[str, ...] = ()  # keys of what must be ready first


@dataclass(frozen=True, slots=True)
class Drawer:
    """What the drawer shows."""

    item: Item
    row: Row | None
    left_out: LeftOutRow | None
    claims: tuple[Claimed, ...]
    parts: tuple[Part, ...]
    levers: tuple[Lever, ...]
    changes: tuple[Entry, ...]
    actors: dict[str, str]
    may_pull: bool
    place: str  # the sprint that finishes it, "" where it is out
    team: str
    above: Item | None  # its initiative, or the epic of an item


def load(tx: Tx, viewer: Viewer, screen: Screen, key: str) -> Drawer:
    """Read the drawer of a key; raise NotFound."""
    item = backlog.one_item(tx, key)
    areas = frozenset({item.area_id} if item.area_id is not None else ())
    changes = trail.newest(tx, object=f"item:{key}", limit=NEWEST)
    levers = screen.levers
    row = screen.row_of.get(key)
    ends = {one.id: one.finish for one in screen.plan.epics}
    own = next((one.sprint for one in screen.plan.assignments if one.item == key), "")
    above = backlog.items_by_id(tx, [item.parent_id]) if item.parent_id else {}
    return Drawer(
        item=item,
        row=row,
        left_out=next((one for one in screen.left_out if one.row.key == key), None),
        claims=_claims(screen, key),
        parts=_parts(tx, screen, item, levers),
        levers=tuple(lever for lever in levers if lever.item_id == item.id),
        changes=tuple(changes),
        actors=trail.actor_names(tx, {one.actor for one in changes}),
        may_pull=may(viewer, Deed.PULL_LEVER, Thing(area_ids=areas)),
        place=ends.get(key, own),
        team=row.team if row else "",
        above=above.get(item.parent_id or 0),
    )


def _claims(screen: Screen, key: str) -> tuple[Claimed, ...]:
    epic = next((one for one in screen.problem.epics if one.id == key), None)
    if epic is None:
        return ()
    goals = {goal.id: goal for goal in screen.problem.key_results}
    names = {
        f"kr:{one.id}": (objective.number, one)
        for objective in screen.objectives
        for one in objective.key_results
    }
    found = []
    for claim in epic.contributions:
        goal, (number, one) = goals[claim.key_result], names.get(claim.key_result, (0, None))
        share = min(1.0, claim.amount / goal.gap)
        code, title = (one.code, one.title) if one else ("", claim.key_result)
        found.append(Claimed(number, code, title, goal.weight, share, goal.weight * share))
    return tuple(found)


def _parts(tx: Tx, screen: Screen, item: Item, levers: tuple[Lever, ...]) -> tuple[Part, ...]:
    own = [one for one in screen.problem.items if item.key in (one.epic, one.id)]
    places = {one.item: one for one in screen.plan.assignments}
    titles = backlog.items_by_key(tx, [one.id for one in own])
    teams = {lane.slug: lane.name for lane in screen.board.lanes}
    estimated = screen.marks.get("estimated", {})
    return tuple(
        Part(
            key=one.id,
            title=titles[one.id].title if one.id in titles else one.id,
            points=one.points / 100,
            team=teams.get(places[one.id].team) if one.id in places else None,
            sprint=places[one.id].sprint if one.id in places else None,
            is_estimated=one.id in estimated,
            levers=tuple(
                lever for lever in levers if one.id in titles and lever.item_id == titles[one.id].id
            ),
            waits_for=tuple(before.item for before in one.after),
        )
        for one in own
    )
