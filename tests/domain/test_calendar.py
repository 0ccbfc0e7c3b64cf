"""The calendar of a team."""

from datetime import date

from portfolio.domain.absence_draft import with_absence
from portfolio.domain.calendar import CalendarRow, DayKind, calendar_rows
from portfolio.domain.cycles import Span
from portfolio.domain.person_days import Staff, working_days
from portfolio.domain.teams import Absence, Membership, OnCallShift, Person

DAYS = [
    *working_days(Span(date(2027, 1, 4), date(2027, 1, 15))),
    *working_days(Span(date(2027, 1, 18), date(2027, 1, 29))),
]
STAFF = Staff(
    people=(Person(1, "Ana", 1), Person(2, "Ben")),
    memberships=(Membership(1, 1, 1), Membership(2, 2, 2)),
    absences=(Absence(7, 1, date(2027, 1, 5), date(2027, 1, 7)),),
    on_call=(OnCallShift(8, 1, 1, date(2027, 1, 15), date(2027, 1, 19)),),
    holidays={1: frozenset({date(2027, 1, 6)})},
)
NAMES = {1: {date(2027, 1, 6): "Epiphany"}}


def ana(staff: Staff = STAFF, draft_id: int | None = None) -> CalendarRow:
    return calendar_rows(staff, 1, DAYS, holiday_names=NAMES, draft_id=draft_id)[0]


def test_only_members_have_a_row() -> None:
    rows = calendar_rows(STAFF, 1, DAYS, holiday_names=NAMES)
    assert [row.person.name for row in rows] == ["Ana"]


def test_runs_of_days_are_one_cell_and_a_holiday_parts_them() -> None:
    told = [(cell.kind, cell.days) for cell in ana().cells if cell.kind is not DayKind.WORK]
    assert told == [
        (DayKind.AWAY, 1),
        (DayKind.HOLIDAY, 1),
        (DayKind.AWAY, 1),
        (DayKind.ON_CALL, 3),
    ]
    assert ana().cells[2].name == "Epiphany"


def test_the_cells_cover_every_working_day_once() -> None:
    assert sum(cell.days for cell in ana().cells) == len(DAYS)


def test_the_days_are_what_is_left_for_the_team() -> None:
    assert ana().days == 20 - 3 - 3


def test_an_absence_that_is_not_saved_yet_stands_out() -> None:
    draft = Absence(0, 1, date(2027, 1, 25), date(2027, 2, 5))
    row = ana(with_absence(STAFF, draft), draft_id=0)
    assert row.cells[-1].kind is DayKind.DRAFT
    assert row.cells[-1].days == 5


def test_a_changed_absence_takes_the_place_of_the_saved_one() -> None:
    draft = Absence(7, 1, date(2027, 1, 11), date(2027, 1, 11))
    kinds = [cell.kind for cell in ana(with_absence(STAFF, draft), draft_id=7).cells]
    assert DayKind.AWAY not in kinds
    assert DayKind.DRAFT in kinds


def test_days_outside_of_the_membership_are_marked() -> None:
    staff = Staff(people=STAFF.people, memberships=(Membership(1, 1, 1, 0.5, date(2027, 1, 18)),))
    row = calendar_rows(staff, 1, DAYS, holiday_names={})[0]
    assert (row.cells[0].kind, row.cells[0].days) == (DayKind.ELSEWHERE, 10)
    assert (row.share, row.days) == (0.5, 5)
