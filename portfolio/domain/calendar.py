"""The calendar of a team: people by working day, runs of days as one cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.person_days import Loss, Staff, losses_by_person, present, staff_of
from portfolio.domain.teams import Absence, Membership, OnCallShift, Person

MONDAY = 0


class DayKind(StrEnum):
    """What a day of a person is."""

    WORK = "work"
    AWAY = "away"
    DRAFT = "draft"  # an absence that is not saved yet
    HOLIDAY = "holiday"
    ON_CALL = "on call"
    PART_TIME = "part time"  # a weekday, or a part of it, that the person does not work
    ELSEWHERE = "elsewhere"  # not in the team, or not in the company, on that day


@dataclass(frozen=True, slots=True)
class Cell:
    """One working day, or a run of alike ones."""

    kind: DayKind
    starts_on: date
    ends_on: date
    days: int
    share: float = 1.0
    row_id: int | None = None  # of the absence or the shift
    name: str = ""  # of the holiday

    @property
    def is_week_start(self) -> bool:
        """Whether the cell begins on a Monday."""
        return self.starts_on.weekday() == MONDAY


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A member of the team with the cells of their days."""

    person: Person
    share: float
    cells: tuple[Cell, ...]
    days: float  # available, in the team's share


def calendar_rows(
    staff: Staff,
    team_id: int,
    days: Sequence[date],
    *,
    holiday_names: Mapping[int, Mapping[date, str]],
    draft_id: int | None = None,
) -> list[CalendarRow]:
    """Return a row for each member on some of the days, by name."""
    staff = staff_of(staff, (team_id,))
    members: dict[int, list[Membership]] = {}
    for one in staff.memberships:
        members.setdefault(one.person_id, []).append(one)
    losses = losses_by_person(staff, days)
    found = []
    for person in staff.people:
        shares = _shares(person, members.get(person.id, ()), days)
        if not shares:
            continue
        closed = holiday_names.get(person.office_id or 0, {})
        lost = losses.get(person.id, {})
        marks = _marks(staff, person, days, closed=closed, draft_id=draft_id, lost=lost)
        for day in days:
            if day not in shares:
                marks[day] = Cell(DayKind.ELSEWHERE, day, day, 1)
        left = 0.0
        for day, share in shares.items():
            loss = lost.get(day)
            gone = loss.whole if loss else 0.0
            left += share * (1.0 - gone)
        cells = _runs([marks.get(day) or Cell(DayKind.WORK, day, day, 1) for day in days])
        found.append(CalendarRow(person, max(shares.values()), cells, left))
    return found


def _shares(person: Person, own: Sequence[Membership], days: Sequence[date]) -> dict[date, float]:
    found: dict[date, float] = {}
    for one in own:
        first, last = present(person, one)
        for day in days:
            if first <= day <= last:
                found[day] = found.get(day, 0.0) + one.share
    return found


def _marks(
    staff: Staff,
    person: Person,
    days: Sequence[date],
    *,
    closed: Mapping[date, str],
    draft_id: int | None,
    lost: Mapping[date, Loss],
) -> dict[date, Cell]:
    # The later of these outranks the earlier where a day is two things at once.
    marks: dict[date, Cell] = {}
    for day, loss in lost.items():
        if loss.idle:
            marks[day] = Cell(DayKind.PART_TIME, day, day, 1, 1.0 - loss.idle)
    for shift in staff.on_call:
        if shift.person_id == person.id:
            marks.update(_cells(DayKind.ON_CALL, shift, days))
    for absence in staff.absences:
        if absence.person_id == person.id:
            kind = DayKind.DRAFT if absence.id == draft_id else DayKind.AWAY
            marks.update(_cells(kind, absence, days))
    for day in days:
        if day in closed:
            marks[day] = Cell(DayKind.HOLIDAY, day, day, 1, name=closed[day])
    return marks


def _cells(kind: DayKind, row: Absence | OnCallShift, days: Sequence[date]) -> dict[date, Cell]:
    return {
        day: Cell(kind, day, day, 1, row.share, row.id)
        for day in days
        if row.starts_on <= day <= row.ends_on
    }


def _runs(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for cell in cells:
        last = found[-1] if found else None
        if last and _joins(last, cell):
            found[-1] = Cell(
                last.kind,
                last.starts_on,
                cell.ends_on,
                last.days + 1,
                last.share,
                last.row_id,
            )
        else:
            found.append(cell)
    return tuple(found)


_SINGLE = (DayKind.WORK, DayKind.HOLIDAY, DayKind.PART_TIME)


def _joins(last: Cell, cell: Cell) -> bool:
    if cell.kind is not last.kind or cell.kind in _SINGLE:
        return False
    return cell.row_id == last.row_id
