"""What changed within the last seven days, as facts; web/week_words.py makes sentences of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.okrs import Status
from portfolio.domain.trail import Entry
from portfolio.screens import decisions, leave_news, scope_news
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.epic_dates import EpicDates, Epics
from portfolio.screens.goal_lines import WEEK, Goals, KeyResultLine, Line
from portfolio.store import backlog, plans, trail
from portfolio.store.troubles import Troubles
from portfolio.store.unit import Tx

MOST = 10
MANY_TURNS = 3  # of the scope: more are told in one sentence
SMALLEST_MOVE = 0.005  # of a score: what two digits can show
SMALLEST_FORECAST_MOVE = 0.01
LATER_FROM = 4  # days by which an epic's forecast moves before it is news
DEEDS = (*scope_news.DEEDS, *leave_news.DEEDS, "publish plan")
MOST_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class News:
    """One thing that changed; `kind` chooses the words, `facts` fill them."""

    kind: str
    weight: float  # the more it matters the higher
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Week:
    """The news of seven days, what matters most first."""

    first_on: date
    last_on: date
    news: tuple[News, ...]
    more: int  # news that there was no room for
    lost: Mapping[int, float]  # working days by team


def load(
    tx: Tx,
    cycle: Cycle,
    goals: Goals,
    epics: Epics,
    *,
    pulse: Pulse,
    troubles: Troubles,
    zone: tzinfo,
    team_names: Mapping[int, str],
) -> Week:
    """Read the trail of the week and say what it and the figures come to.

    Nothing is told twice, and nothing that was taken back within the week.
    """
    on = goals.on
    entries = _entries(tx, on, zone)
    lost = leave_news.load(tx, cycle.span, entries)
    moved = list(_moved(goals, epics))
    told_of = {one.facts["epic"].item.id for one in moved if one.facts["epic"]}
    found = [
        *_plan(tx, epics, entries),
        *_scope(tx, cycle, entries, on),
        *_troubles(goals, troubles),
        *moved,
        *_epics(epics, told_of),
        *_lost(lost, team_names),
        *_deployments(pulse),
        *_stale(goals),
    ]
    found.sort(key=lambda one: -one.weight)
    return Week(on - WEEK + timedelta(days=1), on, tuple(found[:MOST]), len(found[MOST:]), lost)


def _entries(tx: Tx, on: date, zone: tzinfo) -> list[Entry]:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    until = midnight(on + timedelta(days=1))
    since = midnight(on + timedelta(days=1) - WEEK)
    return trail.newest(tx, limit=MOST_ENTRIES, deeds=DEEDS, since=since, until=until)


def _plan(tx: Tx, epics: Epics, entries: Sequence[Entry]) -> Iterator[News]:
    """Yield what another plan in force took in and left out, with who published it."""
    head = epics.head
    if head is None:
        return
    own = [one for one in entries if one.deed == "publish plan" and one.object == f"plan:{head.id}"]
    if not own:
        return
    came: list[str] = []
    left: list[str] = []
    moved = 0
    if epics.former:
        now, then = _inside(tx, head.id), _inside(tx, epics.former.id)
        titles = {one.item.id: one.item.title for one in epics.every}
        came = [titles[one] for one in sorted(now.keys() - then) if one in titles]
        left = [one.title for one in backlog.items_by_id(tx, then.keys() - now).values()]
        moved = sum(now[one] != then[one] for one in now.keys() & then)
    told = decisions.told(tx, own[:1])[0]
    facts = {"head": head, "told": told, "came": came, "left": left, "moved": moved}
    yield News("plan", 90, facts)


def _inside(tx: Tx, plan_id: int) -> dict[int, int]:
    """Return the epics of a plan, each with the sprint in which it ends."""
    found = plans.judged(tx, plan_id)
    return {one.item_id: one.sprint_id for one in found if one.sprint_id is not None}


def _scope(tx: Tx, cycle: Cycle, entries: Sequence[Entry], on: date) -> Iterator[News]:
    # What is written on the quarter's first day or before is the quarter, no change of it.
    later = [one for one in entries if one.at.date() > cycle.span.starts_on]
    first_on = max(on - WEEK, cycle.span.starts_on) + timedelta(days=1)
    if first_on > on:
        return
    turns = scope_news.load(tx, cycle.id, later, days=Span(first_on, on))
    if len(turns) > MANY_TURNS:
        yield News("scopes", 85, {"turns": turns})
        return
    for place, turn in enumerate(turns):
        yield News("scope", 85 - place / 10, {"turn": turn})


def _troubles(goals: Goals, troubles: Troubles) -> Iterator[News]:
    """Yield sources that began to fail and guardrails that broke within the week."""
    named = {one.id: one for one in goals.key_results}
    for kind, weight, since in (
        ("broken", 82, troubles.broken),
        ("failing", 80, troubles.failing),
    ):
        own = [named[one] for one, day in since.items() if day > goals.on - WEEK and one in named]
        if own:
            yield News(kind, weight, {"key_results": own})


def _moved(goals: Goals, epics: Epics) -> Iterator[News]:
    """Yield one sentence's facts for each objective whose score or forecast moved."""
    for line in goals.lines:
        score = line.change if line.week_ago is not None else 0.0
        forecast = line.forecast_change or 0.0
        if line.status in (Status.REACHED, Status.PARTLY, Status.BELOW):
            forecast = 0.0
        is_forecast = abs(forecast) >= SMALLEST_FORECAST_MOVE
        if not is_forecast and abs(score) < SMALLEST_MOVE:
            continue
        falls = forecast < 0 if is_forecast else score < 0
        size = line.share * max(abs(forecast), abs(score) / 2)
        facts = {
            "line": line,
            "is_forecast": is_forecast,
            "is_score": abs(score) >= SMALLEST_MOVE,
            "mover": _mover(line, goals),
            "forecast_mover": _forecast_mover(line, goals) if is_forecast else None,
            "epic": _delayed(line, epics) if is_forecast and falls else None,
        }
        yield News("objective", (70 if falls else 40) + min(9.9, 100 * size), facts)


def _mover(line: Line, goals: Goals) -> KeyResultLine | None:
    own = [
        one
        for one in goals.key_results
        if one.id in line.key_result_ids
        and one.score_before is not None
        and one.change * line.change > 0
    ]
    return max(own, key=lambda one: abs(one.change) * one.share, default=None)


def _forecast_mover(line: Line, goals: Goals) -> KeyResultLine | None:
    """Return the key result whose own forecast moved the objective's most, the same way."""
    change = line.forecast_change or 0.0
    own = [
        (one.share * moved, one)
        for one in goals.key_results
        if one.id in line.key_result_ids and (moved := one.forecast_change or 0.0) * change > 0
    ]
    return max(own, key=lambda pair: abs(pair[0]), default=(0.0, None))[1]


def _delayed(line: Line, epics: Epics) -> EpicDates | None:
    """Return the epic behind the objective whose forecast moved back most; None where none did."""
    own = [one for one in epics.behind(line.key_result_ids) if one.is_open and _moved_back(one)]
    return max(own, key=lambda one: one.days_later or 0, default=None)


def _moved_back(one: EpicDates) -> bool:
    return (one.days_later or 0) >= LATER_FROM and one.forecast is not None


def _epics(epics: Epics, told_of: set[int]) -> Iterator[News]:
    finished = [
        one
        for one in epics.every
        if one.is_finished and one.done_on is not None and one.done_on > one.on - WEEK
    ]
    late = [one for one in epics.every if one.is_late and not one.was_late]
    late = [one for one in late if one.item.id not in told_of]
    if late:
        late.sort(key=lambda one: -sum(one.claims.values()))
        yield News("late", 60, {"epics": late})
    if finished:
        yield News("finished", 35, {"epics": finished})


def _lost(lost: Mapping[int, float], names: Mapping[int, str]) -> Iterator[News]:
    own = [(names[team], days) for team, days in lost.items() if days >= 1 and team in names]
    own.sort(key=lambda pair: -pair[1])
    if own:
        yield News("lost", 55, {"teams": own})


def _deployments(pulse: Pulse) -> Iterator[News]:
    """Yield a record, a target reached or lost, or a long run above it."""
    if pulse.is_empty:
        return
    before = pulse.deployments[-2]
    facts = {"pulse": pulse, "before": before}
    if pulse.streak == 1:
        yield News("target reached", 46, facts)
    elif pulse.target is not None and pulse.streak == 0 and before >= pulse.target:
        yield News("target lost", 58, facts)
    elif pulse.is_record:
        yield News("record", 45, facts)
    elif pulse.streak >= 2:
        yield News("streak", 30, facts)


def _stale(goals: Goals) -> Iterator[News]:
    if goals.stale:
        yield News("stale", 50, {"key_results": goals.stale})
