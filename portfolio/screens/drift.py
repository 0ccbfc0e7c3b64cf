"""A published plan against its baseline: what finished, slipped, came and went since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from portfolio.domain.backlog import Category, Item
from portfolio.domain.baselines import AssumedRoom, Baseline, rooms_assumed
from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.drift import Ending, Fate, Work, endings
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Placed, PlanHead, Taken
from portfolio.domain.rises import Rise, Rises, rises, start_of
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.domain.teams import Team
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points
from portfolio.screens import decisions
from portfolio.screens.decisions import Told
from portfolio.screens.plan import seen
from portfolio.store import (
    backlog,
    baselines,
    capacity,
    cycles,
    okrs,
    planning_facts,
    plans,
    teams,
    trail,
)
from portfolio.store.unit import Tx

# What is on the trail of a team's capacity.
CAPACITY_DEEDS = (
    *("set absence", "remove absence", "add absences"),
    *("set on-call", "remove on-call", "add rota"),
    *("set focus", "remove focus", "set membership", "remove membership"),
    *("set office day", "keep public holidays", "move team", "add team"),
)
MOST_EDITS = 500
MOST_CHILDREN = 100_000
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class EpicRow:
    """An epic of the plan (or an item without one): when it was to end, and when it does now."""

    item: Item
    fate: Fate
    then: str
    now: str  # "" where it is over or does not fit
    grown: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item that came, went or went elsewhere since: where it was to be, and where it is."""

    item: Item
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A team's points in the sprints that are left: as the plan took them, and as they are."""

    team: Team
    then: float
    now: float
    sprints: tuple[tuple[Sprint, float, float], ...]

    @property
    def change(self) -> float:
        """How much more there is now."""
        return self.now - self.then


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An objective: what publishing expected, its score today, and what is expected now."""

    objective: Objective
    then: float | None
    today: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything that a page says of how far a plan in force has drifted."""

    cycle: Cycle
    head: PlanHead
    baseline: Baseline
    epics: tuple[EpicRow, ...]
    added: tuple[ItemRow, ...]
    dropped: tuple[ItemRow, ...]
    moved: tuple[ItemRow, ...]
    rooms: tuple[RoomRow, ...]
    score_then: Rise | None
    score_now: Rise | None
    objectives: tuple[ScoreRow, ...]
    edits: tuple[Told, ...]

    @property
    def points(self) -> float:
        """How many points more there are in the sprints that are left."""
        return sum(one.change for one in self.rooms)

    @property
    def at_risk(self) -> tuple[EpicRow, ...]:
        """The epics that end later than promised, the lost ones first."""
        found = [one for one in self.epics if one.fate.is_at_risk]
        return tuple(sorted(found, key=lambda one: (one.fate is not Fate.LEAVES, one.item.rank)))

    def count(self, fate: Fate) -> int:
        """How many epics had this fate."""
        return sum(one.fate is fate for one in self.epics)

    @property
    def has_drifted(self) -> bool:
        """Whether there is anything to plan again for."""
        return bool(self.edits or self.at_risk or self.added or self.dropped)


def load(tx: Tx, viewer: Viewer, plan_id: int, *, today: date, zone: tzinfo) -> Drift:
    """Read the drift of a published plan; raise NotFound where it never had a baseline."""
    head = seen(viewer, plans.one_plan(tx, plan_id))
    found = _drift(tx, head, cycles.cycle_by_id(tx, head.cycle_id), today=today, zone=zone)
    if found is None:
        raise NotFound("baseline of plan", head.name)
    return found


def of_force(tx: Tx, cycle: Cycle, *, today: date, zone: tzinfo) -> Drift | None:
    """Read the drift of the plan in force; None without one."""
    head = plans.in_force(tx, cycle.id)
    return _drift(tx, head, cycle, today=today, zone=zone) if head else None


def _drift(tx: Tx, head: PlanHead, cycle: Cycle, *, today: date, zone: tzinfo) -> Drift | None:
    baseline = baselines.baseline_of(tx, head.id)
    if baseline is None:
        return None
    known_on = min(max(today, cycle.span.starts_on), cycle.span.ends_on)
    facts = capacity.facts(tx, cycle, today=min(today, cycle.span.ends_on), zone=zone)
    now = rooms_assumed(capacities(facts))
    known = {team.id: team for team in teams.all_teams(tx)}
    read = _Read(tx, head, cycle, {team.slug: team.id for team in known.values()})
    room = read.room(baseline, now)
    found = endings(read.work(), cycle.sprints, room, promised=read.promised, today=today)
    fates = {owner: read.judged(one) for owner, one in found.items()}
    standing = standing_of(okrs.tree(tx, cycle.id, on=known_on))
    scores = _scores_now(tx, standing, fates)
    edits = trail.newest(tx, limit=MOST_EDITS, after_seq=baseline.trail_seq, deeds=CAPACITY_DEEDS)
    return Drift(
        cycle=cycle,
        head=head,
        baseline=baseline,
        epics=tuple(sorted(read.epic_rows(fates), key=lambda one: one.item.rank)),
        added=tuple(read.added(known)),
        dropped=tuple(read.dropped(known)),
        moved=tuple(read.moved(known)),
        rooms=tuple(_rooms(baseline, now, cycle, known, today=today)),
        score_then=baseline.scores.cycle,
        score_now=scores.cycle,
        objectives=tuple(_objectives(standing, baseline, scores)),
        edits=decisions.told(tx, edits),
    )


class _Read:
    """The plan's work as it is today, and where teams took it."""

    def __init__(self, tx: Tx, head: PlanHead, cycle: Cycle, team_ids: Mapping[str, int]) -> None:
        self.cycle, self.team_ids = cycle, team_ids
        self.problem: Problem = plans.one_problem(tx, head.problem)
        self.place = {sprint.id: n for n, sprint in enumerate(cycle.sprints)}
        self.placed: dict[int, Placed] = {one.item_id: one for one in plans.placed(tx, head.id)}
        self.promised = {
            one.item_id: self.place[one.sprint_id]
            for one in plans.judged(tx, head.id)
            if one.sprint_id in self.place
        }
        taken = planning_facts.taken(tx, [sprint.id for sprint in cycle.sprints])
        self.taken: dict[int, list[Taken]] = defaultdict(list)
        for one in sorted(taken, key=lambda one: (self.place[one.sprint_id], one.remaining)):
            self.taken[one.item_id].append(one)
        wanted = {*self.placed, *self.promised, *self.taken}
        self.items = backlog.items_by_id(tx, wanted)
        self.children = [
            one
            for one in backlog.children(tx, [*self.promised], limit=MOST_CHILDREN)
            if one.id not in wanted
        ]

    def room(self, baseline: Baseline, now: Mapping[Spot, AssumedRoom]) -> dict[Spot, float]:
        """Return what the plan could fill, and what changed of that since."""
        sprints = {sprint.name: sprint.id for sprint in self.cycle.sprints}
        found: dict[Spot, float] = {}
        for team in self.problem.teams:
            for sprint, points in zip(self.problem.sprints, team.capacity, strict=True):
                spot = self.team_ids.get(team.id, 0), sprints.get(sprint.id, 0)
                then = baseline.rooms.get(spot)
                change = now[spot].points - then.points if then and spot in now else 0.0
                found[spot] = float(as_points(points)) + change
        for parts in self.taken.values():
            for one in parts[:-1]:  # the last part stands for the item
                if (one.team_id, one.sprint_id) in found:
                    found[one.team_id, one.sprint_id] -= one.remaining
        return found

    def work(self) -> Iterator[Work]:
        """Yield the plan's items, what teams took beside it, and what came to its epics since."""
        for item_id in dict.fromkeys((*self.placed, *self.taken)):
            item, plan = self.items.get(item_id), self.placed.get(item_id)
            last = self.taken[item_id][-1] if item_id in self.taken else None
            where = last or plan
            if item is None or where is None:
                continue
            spot = where.team_id, where.sprint_id
            points = last.remaining if last else where.points
            yield Work(
                item_id, self._owner(item), *spot, points, item.category, item.rank, plan is None
            )
        for item in self.children:
            if item.is_open and not item.is_optional:
                yield Work(
                    item.id, self._owner(item), None, None, 0.0, item.category, item.rank, True
                )

    def judged(self, one: Ending) -> Ending:
        """Return the ending of an epic; one that was closed itself is over with all under it."""
        item = self.items.get(one.owner)
        if item is None or item.is_open:
            return one
        fate = Fate.DROPPED if item.category is Category.DROPPED else Fate.DONE
        return Ending(one.owner, one.then, None, fate)

    def epic_rows(self, fates: Mapping[int, Ending]) -> Iterator[EpicRow]:
        """Yield a row for each epic (or loose item) that the plan finishes."""
        for owner, one in fates.items():
            if owner in self.items:
                yield EpicRow(
                    self.items[owner],
                    one.fate,
                    self._name(one.then),
                    self._name(one.now),
                    one.grown,
                )

    def added(self, known: Mapping[int, Team]) -> Iterator[ItemRow]:
        """Yield what teams took beside the plan, and what came to its epics."""
        for item_id, parts in self.taken.items():
            if item_id not in self.placed and item_id in self.items:
                yield ItemRow(self.items[item_id], "", self._where(parts[-1], known))
        for item in self.children:
            if item.is_open and not item.is_optional:
                yield ItemRow(item, "", "")

    def dropped(self, known: Mapping[int, Team]) -> Iterator[ItemRow]:
        """Yield what was dropped since."""
        for item_id, plan in self.placed.items():
            item = self.items.get(item_id)
            if item is not None and item.category is Category.DROPPED:
                yield ItemRow(item, self._where(plan, known), "")

    def moved(self, known: Mapping[int, Team]) -> Iterator[ItemRow]:
        """Yield what a team took elsewhere than planned."""
        for item_id, plan in self.placed.items():
            parts = self.taken.get(item_id)
            if not parts or item_id not in self.items:
                continue
            if (plan.team_id, plan.sprint_id) != (parts[-1].team_id, parts[-1].sprint_id):
                then, now = self._where(plan, known), self._where(parts[-1], known)
                yield ItemRow(self.items[item_id], then, now)

    def _owner(self, item: Item) -> int:
        return item.parent_id if item.parent_id in self.promised and item.parent_id else item.id

    def _name(self, place: int | None) -> str:
        return "" if place is None else self.cycle.sprints[place].name

    def _where(self, one: Placed | Taken, known: Mapping[int, Team]) -> str:
        team = known.get(one.team_id)
        return f"{team.name if team else ''} {self._name(self.place.get(one.sprint_id))}".strip()


def _rooms(
    baseline: Baseline,
    now: Mapping[Spot, AssumedRoom],
    cycle: Cycle,
    known: Mapping[int, Team],
    *,
    today: date,
) -> Iterator[RoomRow]:
    sprints = [one for one in cycle.sprints if one.span.ends_on >= today]
    for team in known.values():
        pairs = [
            (one, _points(baseline.rooms, team.id, one), _points(now, team.id, one))
            for one in sprints
        ]
        if any(then or today_ for _, then, today_ in pairs):
            then, points = sum(pair[1] for pair in pairs), sum(pair[2] for pair in pairs)
            yield RoomRow(team, then, points, tuple(pairs))


def _points(rooms: Mapping[Spot, AssumedRoom], team_id: int, sprint: Sprint) -> float:
    room = rooms.get((team_id, sprint.id))
    return room.points if room else 0.0


def _scores_now(tx: Tx, standing: CycleStanding, fates: Mapping[int, Ending]) -> Rises:
    """Return what is expected where only what still fits is finished; what is done is in today."""
    coming = {one.owner for one in fates.values() if one.fate in (Fate.HOLDS, Fate.SLIPS)}
    promised: defaultdict[int, float] = defaultdict(float)
    for claim in planning_facts.claims(tx, standing.tree.cycle.id):
        if claim.item_id in coming:
            promised[claim.key_result_id] += abs(claim.amount) * claim.confidence
    attained = {
        one.key_result.id: min(1.0, promised[one.key_result.id] / one.gap)
        for one in standing.every_key_result()
        if one.gap > 0
    }
    return rises(start_of(standing), attained)


def _objectives(standing: CycleStanding, baseline: Baseline, scores: Rises) -> Iterable[ScoreRow]:
    for branch in standing.objectives:
        then = baseline.scores.objectives.get(branch.objective.id)
        now = scores.objectives.get(branch.objective.id)
        yield ScoreRow(
            branch.objective, then.after if then else None, branch.score, now.after if now else None
        )
