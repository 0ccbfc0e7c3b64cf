"""Sprint Planning One of a team: what is suggested, what it took, and whether that fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.capacity import capacities_of
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.plans import Placed, PlanHead
from portfolio.domain.taken_parts import Part, Parts
from portfolio.domain.team_capacity import SprintCapacity
from portfolio.domain.teams import Team
from portfolio.store import backlog, backlog_search, capacity, cycles, plans, taken, teams
from portfolio.store.unit import Tx

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Suggested:
    """An open item that the plan in force has here, or had in an earlier sprint."""

    item: Item
    epic: Item | None
    points: float
    sprint: Sprint  # where the plan has it


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A part of an item that the team took; `others` have the rest of a shared one."""

    item: Item
    epic: Item | None
    part: Part
    others: tuple[tuple[Team | None, Part], ...]

    @property
    def is_done(self) -> bool:
        """Whether it is finished."""
        return self.item.category is Category.DONE


@dataclass(frozen=True, slots=True)
class Found:
    """An open item that was searched for, with the team that has it, where one has."""

    item: Item
    epic: Item | None
    holder: Team | None
    holder_part: Part | None
    is_here: bool  # this team has it already


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of a team's sprint."""

    team: Team
    cycle: Cycle
    sprint: Sprint
    before: Sprint | None
    after: Sprint | None
    today: date
    capacity: SprintCapacity | None
    head: PlanHead | None
    suggested: tuple[Suggested, ...]
    rows: tuple[TakenRow, ...]
    words: str
    found: tuple[Found, ...]
    may_record: bool

    @property
    def points(self) -> float:
        """The points that the team can take."""
        return self.capacity.points if self.capacity else 0.0

    @property
    def taken(self) -> float:
        """The points that it took."""
        return sum(row.part.points for row in self.rows)

    @property
    def left(self) -> float:
        """The points that are still to do."""
        return sum(row.part.remaining for row in self.rows if row.item.is_open)

    @property
    def over(self) -> float:
        """The points beyond the capacity."""
        return max(0.0, self.taken - self.points)

    @property
    def share(self) -> float:
        """How full the sprint is; more than 1 where it is over-committed."""
        if not self.points:
            return 2.0 if self.taken else 0.0
        return self.taken / self.points

    @property
    def has_ended(self) -> bool:
        """Whether the sprint is over."""
        return self.sprint.span.ends_on < self.today

    @property
    def is_running(self) -> bool:
        """Whether it is the sprint of today."""
        return self.sprint.span.has(self.today)


def current(tx: Tx, slug: str, cycle: Cycle, today: date) -> Sprint:
    """Return a team's sprint to plan: the running one, else the next, else the last; NotFound."""
    teams.one_team(tx, slug)
    if not cycle.sprints:
        raise NotFound("sprint", cycle.name)
    return next((one for one in cycle.sprints if one.span.ends_on >= today), cycle.sprints[-1])


def load(
    tx: Tx,
    viewer: Viewer,
    slug: str,
    sprint_id: int,
    *,
    today: date,
    zone: tzinfo,
    words: str = "",
) -> Screen:
    """Read the page in a constant number of queries; raise NotFound."""
    team = teams.one_team(tx, slug)
    cycle, sprint = _sprint(tx, sprint_id)
    place = cycle.sprints.index(sprint)
    known = {one.id: one for one in teams.all_teams(tx)}
    facts = capacity.facts(tx, cycle, today=min(today, cycle.span.ends_on), zone=zone)
    room = capacities_of(facts, {team.id}).get(team.id)
    force = plans.in_force(tx, cycle.id)
    placed = plans.placed(tx, force.id) if force else ()
    parts = taken.parts(tx, [one.id for one in cycle.sprints])
    hits = backlog_search.open_work(tx, words, limit=MOST_FOUND) if words else []
    items = _items(tx, team.id, placed, parts, hits)
    held = _held(parts, cycle.sprints, today)
    return Screen(
        team=team,
        cycle=cycle,
        sprint=sprint,
        before=cycle.sprints[place - 1] if place else None,
        after=cycle.sprints[place + 1] if place + 1 < len(cycle.sprints) else None,
        today=today,
        capacity=next((one for one in room.sprints if one.sprint.id == sprint.id), None)
        if room
        else None,
        head=force,
        suggested=_suggested(
            placed, items, held, until=cycle.sprints[: place + 1], team_id=team.id
        ),
        rows=_rows(parts, items, known, team_id=team.id, sprint_id=sprint.id),
        words=words,
        found=tuple(_found(hits, items, held, known, team_id=team.id)),
        may_record=may(viewer, Deed.RECORD_TAKEN, Thing(team_ids=frozenset((team.id,)))),
    )


def _sprint(tx: Tx, sprint_id: int) -> tuple[Cycle, Sprint]:
    for cycle in cycles.all_cycles(tx):
        for sprint in cycle.sprints:
            if sprint.id == sprint_id:
                return cycle, sprint
    raise NotFound("sprint", sprint_id)


def _items(
    tx: Tx,
    team_id: int,
    placed: Sequence[Placed],
    parts: Mapping[int, Parts],
    hits: Sequence[Item],
) -> dict[int, Item]:
    """Return the items that the page names, with their epics."""
    wanted = {one.item_id for one in placed if one.team_id == team_id}
    wanted |= {item for item, own in parts.items() if any(one.team_id == team_id for one in own)}
    own = {**backlog.items_by_id(tx, wanted), **{one.id: one for one in hits}}
    parents = {one.parent_id for one in own.values() if one.parent_id}
    return {**backlog.items_by_id(tx, parents), **own}


def _held(parts: Mapping[int, Parts], sprints: Sequence[Sprint], today: date) -> dict[int, Parts]:
    """Return what is taken into sprints that have not ended."""
    open_ids = {one.id for one in sprints if one.span.ends_on >= today}
    held = {
        item: tuple(one for one in own if one.sprint_id in open_ids) for item, own in parts.items()
    }
    return {item: own for item, own in held.items() if own}


def _suggested(
    placed: Sequence[Placed],
    items: Mapping[int, Item],
    held: Mapping[int, Parts],
    *,
    until: Sequence[Sprint],
    team_id: int,
) -> tuple[Suggested, ...]:
    """Return what is planned for the team until this sprint, open and taken by nobody."""
    sprints = {one.id: one for one in until}
    found = [
        Suggested(
            items[one.item_id],
            _epic(items[one.item_id], items),
            one.points,
            sprints[one.sprint_id],
        )
        for one in placed
        if one.team_id == team_id
        and one.sprint_id in sprints
        and one.item_id in items
        and items[one.item_id].is_open
        and one.item_id not in held
    ]
    return tuple(sorted(found, key=lambda one: (one.sprint.number, one.item.rank)))


def _rows(
    parts: Mapping[int, Parts],
    items: Mapping[int, Item],
    known: Mapping[int, Team],
    *,
    team_id: int,
    sprint_id: int,
) -> tuple[TakenRow, ...]:
    found = []
    for item_id, own in parts.items():
        for part in own:
            if part.spot != (team_id, sprint_id) or item_id not in items:
                continue
            others = tuple((known.get(one.team_id), one) for one in own if one.team_id != team_id)
            item = items[item_id]
            found.append(TakenRow(item, _epic(item, items), part, others))
    return tuple(sorted(found, key=lambda row: (row.item.rank, row.item.id)))


def _found(
    hits: Sequence[Item],
    items: Mapping[int, Item],
    held: Mapping[int, Parts],
    known: Mapping[int, Team],
    *,
    team_id: int,
) -> list[Found]:
    found = []
    for item in hits:
        others = [one for one in held.get(item.id, ()) if one.team_id != team_id]
        part = max(others, key=lambda one: one.points) if others else None
        holder = known.get(part.team_id) if part else None
        is_here = any(one.team_id == team_id for one in held.get(item.id, ()))
        found.append(Found(item, _epic(item, items), holder, part, is_here))
    return found


def _epic(item: Item, items: Mapping[int, Item]) -> Item | None:
    epic = items.get(item.parent_id or 0)
    return epic if epic is not None and epic.level is Level.EPIC else None
