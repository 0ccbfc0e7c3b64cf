"""A past quarter planned again: the newest replay of it, and what changed of its facts since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from portfolio.charts import waterfall
from portfolio.charts.strokes import Figure
from portfolio.charts.waterfall import Bar
from portfolio.domain.backlog import Item
from portfolio.domain.cycles import FORTNIGHT, Cycle
from portfolio.domain.jobs import Job
from portfolio.domain.okrs import KeyResult
from portfolio.domain.replay_walk import Cause
from portfolio.domain.replays import AreaRow, GoalRow, Replay, TeamRow, Thing, replay_from_bytes
from portfolio.domain.teams import Team
from portfolio.store import backlog, cycles, jobs, okrs, replays, teams
from portfolio.store.replays import Kept
from portfolio.store.unit import Tx

KIND = "replay"
NOTABLE = 0.005  # of the score: less is not worth a sentence


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows."""

    cycle: Cycle
    past: tuple[Cycle, ...]  # the newest first
    is_over: bool
    replayed: frozenset[int] = frozenset()
    kept: Kept | None = None
    replay: Replay | None = None
    changed: tuple[str, ...] = ()  # parts of the facts that are not what they were
    job: Job | None = None
    items: Mapping[int, Item] = field(default_factory=dict)
    teams: Mapping[int, Team] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[int, KeyResult] = field(default_factory=dict)

    @property
    def found(self) -> Replay:
        """The replay; only where there is one."""
        if self.replay is None:
            raise ValueError("there is no replay")
        return self.replay

    def sprint(self, place: int | None) -> str:
        """Return the name of the sprint at a place; nothing for None."""
        return "" if place is None else self.cycle.sprints[place].name

    def team(self, row: TeamRow) -> str:
        """Return the name of a team."""
        found = self.teams.get(row.team_id)
        return found.name if found else str(row.team_id)

    def area(self, slug: str | None) -> str:
        """Return the name of an area; nothing for none."""
        return self.areas.get(slug or "", slug or "")

    @property
    def differing(self) -> tuple[Thing, ...]:
        """What is not the same in the plans and in what was done, the most valuable first."""
        found = [one for one in self.found.things if not _is_same(one)]
        return tuple(sorted(found, key=lambda one: (not one.is_epic, -one.worth)))

    @property
    def later(self) -> tuple[float, int, int]:
        """The delivered points and items, and the epics, that came after the first day."""
        rows = self.found.areas
        return (
            sum(one.added for one in rows),
            sum(one.added_items for one in rows),
            sum(one.added_epics for one in rows),
        )

    @property
    def delivered(self) -> float:
        """All delivered points."""
        return sum(one.delivered for one in self.found.teams)

    @property
    def lost(self) -> dict[str, float]:
        """The points that each part of the days took since the first day."""
        found: dict[str, float] = {}
        for row in self.found.teams:
            for part, points in row.lost.items():
                found[part] = found.get(part, 0.0) + points
        return found

    @property
    def hardest_hit(self) -> tuple[TeamRow, ...]:
        """The teams that lost capacity, the hardest hit first."""
        found = [one for one in self.found.teams if one.room - one.room_days >= 0.5]
        return tuple(sorted(found, key=lambda one: one.room_days - one.room))

    @property
    def slowest(self) -> tuple[AreaRow, ...]:
        """The areas whose points took longer than assumed, the slowest first."""
        found = [one for one in self.found.areas if one.pace is not None and one.pace < 1.0]
        return tuple(sorted(found, key=lambda one: one.pace or 0.0))

    @property
    def pace(self) -> float | None:
        """What was delivered for each point that the days promised; None without people."""
        promised = sum(one.promised for one in self.found.areas)
        delivered = sum(one.delivered for one in self.found.areas)
        return delivered / promised if promised else None

    @property
    def least_moved(self) -> tuple[GoalRow, ...]:
        """The key results of which finished work brought less than expected, the worst first."""
        found = [one for one in self.found.goals if one.share * (one.real - one.done) <= -0.0005]
        return tuple(sorted(found, key=lambda one: one.share * (one.real - one.done)))

    def of(self, cause: Cause) -> tuple[Thing, ...]:
        """Return what of the plan made was lost to a cause, the most valuable first."""
        found = [one for one in self.found.things if one.lost_to == cause]
        return tuple(sorted(found, key=lambda one: -one.worth))


def load(tx: Tx, cycle: Cycle, *, today: date, zone: tzinfo) -> Screen:
    """Read the newest replay of a quarter in a constant number of queries."""
    every = cycles.all_cycles(tx)
    past = tuple(one for one in reversed(every) if one.sprints and _ended(one) < today)
    kept = replays.newest_replay(tx, cycle.id)
    bare = Screen(
        cycle,
        past,
        is_over=any(one.id == cycle.id for one in past),
        replayed=frozenset(replays.replayed_cycles(tx)),
        job=_job_of(tx, cycle),
    )
    if kept is None:
        return bare
    replay = replay_from_bytes(kept.document)
    return Screen(
        bare.cycle,
        bare.past,
        bare.is_over,
        bare.replayed,
        kept=kept,
        replay=replay,
        changed=_changed(tx, cycle, kept, zone=zone),
        job=bare.job,
        items=backlog.items_by_id(tx, {one.item_id for one in replay.things}),
        teams={one.id: one for one in teams.all_teams(tx)},
        areas={one.slug: one.name for one in teams.all_areas(tx)},
        goals=okrs.key_results_by_id(tx, {one.key_result_id for one in replay.goals}),
    )


def _job_of(tx: Tx, cycle: Cycle) -> Job | None:
    """Return the newest replay that waits or runs, where it is one of this quarter."""
    waiting = [one for one in jobs.open_jobs(tx) if one.kind == KIND]
    newest = jobs.one_job(tx, waiting[-1].id) if waiting else None
    return newest if newest and newest.arguments.get("cycle_id") == cycle.id else None


def newest_past(tx: Tx, *, today: date) -> Cycle | None:
    """Return the newest quarter that is over; None before the first."""
    past = [one for one in cycles.all_cycles(tx) if one.sprints and _ended(one) < today]
    return past[-1] if past else None


def figure(
    screen: Screen,
    labels: Mapping[str, str],
    words: tuple[str, ...],
    *,
    told: Callable[[float], str],
    changed: Callable[[float], str],
) -> Figure:
    """Return the waterfall; `labels` by cause and for the totals, `words` as the chart wants.

    `told` and `changed` write a worth and a change of it in the page's language.
    """

    def total(label: str, worth: float) -> Bar:
        return Bar(label, 0.0, worth, is_total=True, words=told(worth))

    replay = screen.found
    bars = [total(labels["best"], replay.steps[0].before)]
    for step in replay.steps:
        if step.cause is Cause.ELSEWHERE:
            bars.append(total(labels["came"], step.before))
        bars.append(Bar(labels[step.cause], step.before, step.after, words=changed(step.change)))
        if step.cause is Cause.CHOICE:
            bars.append(total(labels["made"], step.after))
    last = labels["came"] if replay.end is None else labels["end"]
    bars.append(total(last, replay.steps[-1].after))
    return waterfall.figure(bars, words=words)


def _ended(cycle: Cycle) -> date:
    return cycle.sprints[-1].span.ends_on


def _changed(tx: Tx, cycle: Cycle, kept: Kept, *, zone: tzinfo) -> tuple[str, ...]:
    first = cycle.sprints[0].span.starts_on
    until = cycle.sprints[-1].span.starts_on + FORTNIGHT
    now = replays.marks(tx, cycle, since=_moment(first, zone), until=_moment(until, zone))
    return tuple(part for part, mark in now.items() if kept.marks.get(part) != mark)


def _moment(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _is_same(one: Thing) -> bool:
    plans = {one.made is not None, one.best is not None, one.hindsight is not None}
    return plans == {one.done is not None}
