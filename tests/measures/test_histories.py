"""Histories are read with their gaps filled, and what can't be read is named by its line."""

import pytest

from portfolio.domain.errors import Refused
from portfolio.measures.histories import histories_of

HEAD = "series,period,done"


@pytest.mark.parametrize(
    ("periods", "missing"),
    [
        (("2027-01-04", "2027-01-11", "2027-01-25"), "2027-01-18"),
        (("2026-W52", "2026-W53", "2027-W02"), "2027-W01"),
        (("2026-11", "2026-12", "2027-02"), "2027-01"),
        (("2026Q3", "2026Q4", "2027Q2"), "2027Q1"),
        (("7", "8", "10"), "9"),
    ],
)
def test_a_missing_period_between_two_is_zero(periods: tuple[str, ...], missing: str) -> None:
    (history,) = histories_of([HEAD, *(f"falcon,{one},3" for one in periods)])
    assert history.periods == (*periods[:2], missing, periods[2])
    assert history.done == (3, 3, 0, 3)


def test_dates_of_no_even_step_are_taken_as_they_stand() -> None:
    days = ("2027-01-04", "2027-01-18", "2027-02-03")
    (history,) = histories_of([HEAD, *(f"falcon,{one},1" for one in days)])
    assert history.periods == days


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["series,done"], "column period is missing"),
        ([HEAD], "no rows"),
        ([HEAD, "falcon,2027-13-01,1"], "line 2: period 2027-13-01"),
        ([HEAD, "falcon,1,-1"], "line 2: done must be"),
        ([HEAD, "falcon,1,nan"], "line 2: done must be"),
        ([HEAD, "falcon,1,"], "found nothing"),
        ([HEAD, ",1,1"], "line 2: series is empty"),
        ([HEAD, "falcon,1"], "line 2: has 2 cells"),
        ([HEAD, "falcon,2,1", "falcon,1,1"], "line 3: period 1 of falcon does not come after 2"),
        ([HEAD, "falcon,2,1", "falcon,2,1"], "line 3"),
        ([HEAD, "falcon,2,1", "falcon,2027-01-04,1"], "different kinds"),
        ([HEAD, 'falcon,"2,1'], "line 2"),
    ],
)
def test_what_cannot_be_read_is_named(lines: list[str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        histories_of(lines)
