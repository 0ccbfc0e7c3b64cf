"""An on-call rota: turns of some weeks, one person after the other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.errors import Refused
from portfolio.domain.person_days import working_days
from portfolio.domain.teams import Absence, OnCallShift

WEEK = timedelta(days=7)
MOST_TURNS = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's days of a rota; `instead_of` is who was next, but is away."""

    person_id: int
    starts_on: date
    ends_on: date
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """How the rota of a team goes on: who, from when, for how many weeks, with which share."""

    order: tuple[int, ...]
    starts_on: date
    weeks: int
    share: float


def turns_of(
    order: Sequence[int],
    starts_on: date,
    until: date,
    *,
    weeks: int,
    away: Mapping[int, Collection[date]] | None = None,
) -> list[Turn]:
    """Return the turns from a day until another, in the order, again and again.

    Who is away for most of a turn lets the next person go first and is next after them.
    """
    if not order:
        raise Refused("A rota needs somebody.", {"order": "Write 1 beside whoever begins."})
    if until < starts_on:
        raise Refused(f"The end {until} lies before the start {starts_on}.")
    found: list[Turn] = []
    queue, day = list(order), starts_on
    while day <= until:
        if len(found) == MOST_TURNS:
            raise Refused(
                f"A rota has at most {MOST_TURNS} turns.", {"until": "Write an earlier day."}
            )
        last = min(until, day + weeks * WEEK - timedelta(days=1))
        own = working_days(Span(day, last))
        who = next((one for one in queue if not _is_away(own, (away or {}).get(one, ()))), queue[0])
        found.append(Turn(who, day, last, None if who == queue[0] else queue[0]))
        queue.remove(who)
        queue.append(who)
        day = last + timedelta(days=1)
    return found


def goes_on(shifts: Sequence[OnCallShift], members: Collection[int]) -> Going | None:
    """Return how the rota goes on after the last of a team's shifts; None without any.

    The order is that of the last round, without those who have left.
    """
    known = sorted(shifts, key=lambda one: one.starts_on)
    if not known:
        return None
    last = known[-1]
    order: list[int] = []
    for shift in reversed(known):
        if shift.person_id in order:
            break
        order.insert(0, shift.person_id)
    days = (last.ends_on - last.starts_on).days + 1
    start = last.ends_on + timedelta(days=1)
    if start.weekday() >= 5:
        start += timedelta(days=7 - start.weekday())
    weeks = max(1, round(days / 7))
    return Going(tuple(one for one in order if one in members), start, weeks, last.share)


def days_away(absences: Sequence[Absence], span: Span) -> dict[int, set[date]]:
    """Return the days in a span on which each person is away for at least half of the day."""
    found: dict[int, set[date]] = {}
    for one in absences:
        if one.share < 0.5:
            continue
        first, last = max(one.starts_on, span.starts_on), min(one.ends_on, span.ends_on)
        if first <= last:
            found.setdefault(one.person_id, set()).update(working_days(Span(first, last)))
    return found


def _is_away(days: Sequence[date], away: Collection[date]) -> bool:
    return 2 * sum(1 for day in days if day in away) > len(days)
