"""Read what was known of a quarter on its first day, and what became of it; writes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from portfolio.actions.guess_fields import guess_fields
from portfolio.actions.room_then import room_then
from portfolio.domain.backlog import DEPENDENCY_TYPES, Item, Level
from portfolio.domain.cycles import FORTNIGHT, Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.items_then import (
    is_work,
    reopened,
    taken_back,
    was_open,
    was_there,
)
from portfolio.domain.okrs import heard_on, score_today
from portfolio.domain.plan_facts import Claim, PlanFacts, Tie
from portfolio.domain.plans import Lever, LeverKind, PlanHead
from portfolio.domain.replays import Guess
from portfolio.domain.rises import goals_of
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem, problem_from_bytes
from portfolio.store import (
    estimates,
    okrs,
    order_inputs,
    planning_facts,
    plans,
    scenarios,
    teams,
    then,
)
from portfolio.store.unit import Tx

EFFECT_DEEDS = ("attach epic", "change expected effect", "detach epic")
RULES = (LeverKind.SHARE, LeverKind.FINISH_BY)  # the other levers are choices: the best has none


@dataclass(frozen=True, slots=True)
class Published:
    """The plan that was published first of a quarter, with the problem it was made from."""

    head: PlanHead
    plan: Plan
    problem: Problem
    marks: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A quarter as it was known on its first day (`facts`), and what came after.

    `now` has every item of it as it is today, `later` those that came within the quarter;
    `room` is each team's capacity as known then, `days` with the days that people really had.
    """

    cycle: Cycle
    day: date
    since: datetime
    until: datetime
    facts: PlanFacts
    standing: CycleStanding
    now: Mapping[int, Item]
    later: tuple[Item, ...]
    room: Mapping[int, TeamCapacity]
    days: Mapping[int, TeamCapacity]
    claims_now: tuple[Claim, ...]
    end_scores: Mapping[int, float]  # of those of which something was heard since
    guesses: tuple[Guess, ...]
    published: "Published | None" = None

    @property
    def ids(self) -> Mapping[str, int]:
        """The id of each item by its key."""
        return {one.key: one.id for one in self.now.values()}

    @property
    def reached(self) -> dict[int, float]:
        """The share of each key result's gap that was closed at the end, whatever closed it."""
        return {
            one.key_result.id: (end - one.score) / (1.0 - one.score)
            for one in self.standing.every_key_result()
            if one.score is not None
            and one.score < 1.0
            and (end := self.end_scores.get(one.key_result.id)) is not None
        }


def span_of(cycle: Cycle, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when the work of a quarter began and ended: its sprints with the last weekend.

    Raises Refused for a quarter without sprints.
    """
    if not cycle.sprints:
        raise Refused(f"The cycle {cycle.name} has no sprints to plan.")
    first, last = cycle.sprints[0].span.starts_on, cycle.sprints[-1].span.starts_on + FORTNIGHT
    return _moment(first, zone), _moment(last, zone)


def known_then(tx: Tx, cycle: Cycle, *, today: date, zone: tzinfo = UTC) -> Known:
    """Read a past quarter in a constant number of queries.

    Raises Refused while the quarter runs, and where nothing was there to plan.
    """
    since, until = span_of(cycle, zone)
    refuse_running(cycle, today)
    around = then.items_around(tx, since=since, until=until)
    history = then.history_since(tx, since)
    back = taken_back(around, history, then.ids_by_key(around))
    there = [one for one in back if was_open(one, since)]
    published = _published(tx, cycle, until)
    work, told = _as_planned([reopened(one) for one in there if is_work(one)], published)
    if not work:
        raise Refused(f"Nothing was open on {cycle.sprints[0].span.starts_on}: nothing to replay.")
    day = cycle.sprints[0].span.starts_on
    room, days, unsure = room_then(tx, cycle, _counted_at(published, since), zone)
    if not any(team.points for team in room.values()):
        raise Refused(
            f"No team had people or a history on {day}: there is no capacity to plan "
            f"{cycle.label} with. Choose a later quarter."
        )
    standing = standing_of(okrs.tree(tx, cycle.id, on=day))
    ties = _ties(tx, {one.id: one for one in work}, since)
    facts = _facts(tx, cycle, day, standing, zone=zone)
    claims_now = planning_facts.claims(tx, cycle.id)
    ids = then.ids_by_key(around)
    return Known(
        cycle,
        day,
        since,
        until,
        facts=replace(
            facts,
            items=tuple(work),
            parents=_parents(back, since),
            ties=ties,
            capacities=tuple(room.values()),
            claims=_claims(tx, cycle, claims_now, since, ids),
        ),
        standing=standing,
        now={one.id: one for one in around},
        later=tuple(one for one in around if not was_there(one, since)),
        room=room,
        days=days,
        claims_now=claims_now,
        end_scores=_end_scores(tx, cycle, standing),
        guesses=guess_fields(tx, work, history, since, told=told, unsure=unsure, ties=ties),
        published=published,
    )


def refuse_running(cycle: Cycle, today: date) -> None:
    """Raise Refused while a quarter is not over."""
    last = cycle.sprints[-1].span.ends_on
    if today <= last:
        raise Refused(f"{cycle.label} runs until {last}: it can be planned again once it is over.")


def _moment(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _facts(tx: Tx, cycle: Cycle, day: date, standing: CycleStanding, *, zone: tzinfo) -> PlanFacts:
    inputs = order_inputs.all_inputs(tx, cycle).values()
    return PlanFacts(
        cycle=cycle,
        on=day,
        areas={area.id: area.slug for area in teams.all_areas(tx)},
        goals=goals_of(standing),
        levers=_rules(tx, cycle, _moment(day, zone)),
        reference=estimates.classes(tx, before=_moment(day, zone)),
        delays={one.item_id: one.delay for one in inputs if one.delay is not None},
    )


def _rules(tx: Tx, cycle: Cycle, since: datetime) -> tuple[Lever, ...]:
    """Return the shares and dates of the quarter's own scenario that were not wished later."""
    base = scenarios.named(tx, cycle.id, None)
    if base is None:
        return ()
    deeds = tuple(f"set lever {kind.value}" for kind in RULES)
    later = {one.deed for one in then.entries_since(tx, since, deeds)}
    levers = scenarios.all_levers(tx, base.id)
    return tuple(
        one for one in levers if one.kind in RULES and f"set lever {one.kind.value}" not in later
    )


def _parents(back: Sequence[Item], since: datetime) -> dict[int, Item]:
    above = (one for one in back if one.level in (Level.EPIC, Level.INITIATIVE))
    return {
        one.id: reopened(one) if was_open(one, since) else one
        for one in above
        if was_there(one, since)
    }


def _ties(tx: Tx, open_then: Mapping[int, Item], since: datetime) -> tuple[Tie, ...]:
    """Return the dependencies of then: today's, links made since left out, removed ones back."""
    ids = {one.key: one.id for one in open_then.values()}
    made: set[tuple[str, str]] = set()
    removed: list[Tie] = []
    for entry in then.entries_since(tx, since, ("link items", "unlink items")):
        said = json.loads(entry.after or entry.before or "{}")
        pair = (entry.object.removeprefix("item:"), said["to"])
        if entry.after:
            made.add(pair)
            removed = [one for one in removed if (one.before_key, one.after_key) != pair]
        elif said["type"] in DEPENDENCY_TYPES and pair[0] in ids and pair[1] in ids:
            removed.append(Tie(*pair, ids[pair[0]], ids[pair[1]], said["lag"]))
    today = (
        one
        for one in planning_facts.ties(tx)
        if one.before_id in open_then
        and one.after_id in open_then
        and (one.before_key, one.after_key) not in made
    )
    return (*today, *removed)


def _counted_at(published: Published | None, since: datetime) -> datetime:
    """Return when the capacity was counted: when the plan made was, or on the first day."""
    at = published.head.published_at if published else None
    return min(at, since) if at is not None else since


def _claims(
    tx: Tx, cycle: Cycle, today: Sequence[Claim], since: datetime, ids: Mapping[str, int]
) -> tuple[Claim, ...]:
    """Return what was expected of epics then: today's claims, what was said since taken back."""
    found = {(one.item_id, one.key_result_id): one for one in today}
    for entry in then.entries_since(tx, since, EFFECT_DEEDS):
        before = json.loads(entry.before) if entry.before else None
        said = before or json.loads(entry.after or "{}")
        item = ids.get(said.get("item", ""))
        spot = (item or 0, int(entry.object.removeprefix("kr:")))
        if before is None:
            found.pop(spot, None)
        elif item is not None:
            found[spot] = Claim(*spot, float(before["effect"]), float(before["confidence"]))
    return tuple(found.values())


def _end_scores(tx: Tx, cycle: Cycle, standing: CycleStanding) -> dict[int, float]:
    """Return what each key result of the first day scored at the end, by its target of then.

    One of which nothing was heard since its first day is left out.
    """
    wanted = {one.key_result.id: one.key_result for one in standing.every_key_result()}
    today = okrs.key_results_by_id(tx, wanted)
    found: dict[int, float] = {}
    for key, one in wanted.items():
        if key not in today:
            continue
        told = replace(one, check_ins=today[key].check_ins, steps=today[key].steps)
        heard = heard_on(told, cycle.span.ends_on)
        score = score_today(told, cycle.span.ends_on, cycle.span)
        if score is not None and heard is not None and heard > standing.tree.on:
            found[key] = score
    return found


def _published(tx: Tx, cycle: Cycle, until: datetime) -> Published | None:
    every = [one for one in plans.all_plans(tx, cycle.id) if one.published_at is not None]
    first = min(every, key=lambda one: (one.published_at, one.number), default=None)
    if first is None or first.published_at is None or first.published_at >= until:
        return None
    plan, marks, problem = plans.full_plans(tx, [first.id])[first.id]
    return Published(first, plan, problem_from_bytes(problem), marks)


def _as_planned(
    work: Sequence[Item], published: Published | None
) -> tuple[list[Item], frozenset[str]]:
    """Return the items with the team that the published plan's problem gave them, and which.

    Progress that is recorded in bulk sets the team without a word on the trail.
    """
    if published is None:
        return [*work], frozenset()
    free = {one.id for one in published.problem.items if one.teams is None}
    told = frozenset(one.id for one in published.problem.items)
    return [replace(one, team_id=None) if one.key in free else one for one in work], told
