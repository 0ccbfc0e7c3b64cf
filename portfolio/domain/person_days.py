"""Person-days: the working days of a team, and what takes them away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from portfolio.domain.cycles import Span
from portfolio.domain.teams import Absence, Membership, OnCallShift, PartTime, Person

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything that says who works when."""

    people: tuple[Person, ...] = ()
    memberships: tuple[Membership, ...] = ()
    absences: tuple[Absence, ...] = ()
    on_call: tuple[OnCallShift, ...] = ()
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)  # by office
    part_times: tuple[PartTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Working days in a team's share, the parts that are lost, and what belongs elsewhere."""

    working: float = 0.0
    holidays: float = 0.0
    absent: float = 0.0
    on_call: float = 0.0
    elsewhere: float = 0.0  # the members' days outside their share in this team
    people: frozenset[int] = frozenset()

    @property
    def available(self) -> float:
        """What is left of the working days."""
        return max(0.0, self.working - self.holidays - self.absent - self.on_call)

    def __add__(self, other: "Days") -> "Days":
        return Days(
            self.working + other.working,
            self.holidays + other.holidays,
            self.absent + other.absent,
            self.on_call + other.on_call,
            self.elsewhere + other.elsewhere,
            self.people | other.people,
        )


class Loss(NamedTuple):
    """How one working day of one person is lost; the parts sum to at most 1."""

    holiday: float = 0.0
    absent: float = 0.0
    on_call: float = 0.0
    idle: float = 0.0  # the part of the day that the person does not work at all

    @property
    def whole(self) -> float:
        """What is lost of the day."""
        return self.holiday + self.absent + self.on_call + self.idle


HOLIDAY = Loss(holiday=1.0)


def staff_of(staff: Staff, team_ids: Collection[int]) -> Staff:
    """Return the staff of some teams: their memberships, the people in them and their days."""
    own = tuple(one for one in staff.memberships if one.team_id in team_ids)
    ids = {one.person_id for one in own}
    return Staff(
        people=tuple(person for person in staff.people if person.id in ids),
        memberships=own,
        absences=tuple(one for one in staff.absences if one.person_id in ids),
        on_call=tuple(one for one in staff.on_call if one.person_id in ids),
        holidays=staff.holidays,
        part_times=tuple(one for one in staff.part_times if one.person_id in ids),
    )


def working_days(span: Span, *, left_from: date | None = None) -> tuple[date, ...]:
    """Return the Mondays to Fridays of a span, from `left_from` on where it is given."""
    days = (span.starts_on + timedelta(days=n) for n in range(span.days))
    return tuple(
        day for day in days if day.weekday() < SATURDAY and (not left_from or day >= left_from)
    )


def days_by_team(staff: Staff, spans: Sequence[Sequence[date]]) -> dict[int, list[Days]]:
    """Return, for each team with a membership, its days in each span of working days."""
    known = {day for span in spans for day in span}
    earliest, latest = min(known, default=date.max), max(known, default=date.min)
    losses = losses_by_person(staff, known)
    people = {person.id: person for person in staff.people}
    found: dict[int, list[Days]] = {}
    for one in staff.memberships:
        own = found.setdefault(one.team_id, [Days()] * len(spans))
        first, last = present(people[one.person_id], one)
        lost = losses.get(one.person_id, {})
        whole = first <= earliest and latest <= last
        for number, span in enumerate(spans):
            days = span if whole else [day for day in span if first <= day <= last]
            if days:
                own[number] = own[number] + _member_days(days, lost, one)
    return found


def present(person: Person, membership: Membership) -> tuple[date, date]:
    """Return the first and the last day of a membership, within the person's employment."""
    first = max(person.joined_on or date.min, membership.starts_on or date.min)
    return first, min(person.left_on or date.max, membership.ends_on or date.max)


def losses_by_person(staff: Staff, days: Iterable[date]) -> dict[int, dict[date, Loss]]:
    """Return how each person's days are lost, a day at most once.

    A holiday takes the whole day. Absences of one day add up to at most the day, and being on
    call takes no more than they leave. Of a day that is worked in part, each takes that part.
    """
    known = set(days)
    away = _shares(staff.absences, known)
    shifts = _shares(staff.on_call, known)
    closed = {office: holidays & known for office, holidays in staff.holidays.items()}
    idle = _idle_days(staff.part_times, known)
    found: dict[int, dict[date, Loss]] = {}
    for person in staff.people:
        own = {day: Loss(0.0, 0.0, min(1.0, share)) for day, share in shifts[person.id].items()}
        for day, share in away[person.id].items():
            gone = min(1.0, share)
            on_call = own.get(day)
            own[day] = Loss(0.0, gone, min(1.0 - gone, on_call.on_call) if on_call else 0.0)
        if person.office_id in closed:
            own.update(dict.fromkeys(closed[person.office_id], HOLIDAY))
        for day, part in idle[person.id].items():
            own[day] = _within(own.get(day, Loss()), part)
        if own:
            found[person.id] = own
    return found


def full_time(staff: Staff, day: date) -> dict[int, float]:
    """Return the full-time equivalents of each team on a day."""
    people = {person.id: person for person in staff.people}
    found: dict[int, float] = defaultdict(float)
    for one in staff.memberships:
        first, last = present(people[one.person_id], one)
        if first <= day <= last:
            found[one.team_id] += one.share
    return dict(found)


def mean_headcount(staff: Staff, span: Span) -> dict[int, float]:
    """Return the mean full-time equivalents of each team over the working days of a span."""
    days = working_days(span)
    if not days:
        return {}
    bare = Staff(people=staff.people, memberships=staff.memberships)
    return {team: own[0].working / len(days) for team, own in days_by_team(bare, [days]).items()}


def _member_days(days: Sequence[date], lost: Mapping[date, Loss], one: Membership) -> Days:
    gone = [lost[day] for day in days if day in lost]
    idle = sum(loss.idle for loss in gone)
    return Days(
        working=(len(days) - idle) * one.share,
        holidays=sum(loss.holiday for loss in gone) * one.share,
        absent=sum(loss.absent for loss in gone) * one.share,
        on_call=sum(loss.on_call for loss in gone) * one.share,
        elsewhere=len(days) * (1.0 - one.share) + idle * one.share,
        people=frozenset((one.person_id,)),
    )


def _shares(
    rows: Iterable[Absence | OnCallShift], known: set[date]
) -> defaultdict[int, dict[date, float]]:
    found: defaultdict[int, dict[date, float]] = defaultdict(dict)
    if not known:
        return found
    earliest, latest = min(known), max(known)
    for row in rows:
        own = found[row.person_id]
        first = max(row.starts_on, earliest).toordinal()
        last = min(row.ends_on, latest).toordinal()
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            if day in known:
                own[day] = own.get(day, 0.0) + row.share
    return found


def _idle_days(
    rows: Iterable[PartTime], known: Iterable[date]
) -> defaultdict[int, dict[date, float]]:
    """Return, by person, the part of each day that is not worked at all."""
    found: defaultdict[int, dict[date, float]] = defaultdict(dict)
    by_person: defaultdict[int, list[PartTime]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.from_on):
        by_person[row.person_id].append(row)
    days = sorted(known) if by_person else []
    for person_id, own in by_person.items():
        for day in days:
            week = next((row.week for row in reversed(own) if row.from_on <= day), None)
            if week is not None and day.weekday() < SATURDAY and week[day.weekday()] < 1:
                found[person_id][day] = 1.0 - week[day.weekday()]
    return found


def _within(loss: Loss, idle: float) -> Loss:
    part = 1.0 - idle
    return Loss(loss.holiday * part, loss.absent * part, loss.on_call * part, idle)
