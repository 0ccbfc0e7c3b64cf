"""When check-ins are due and stale, and who is reminded of them: once each, never on a day off."""

import os
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.reminders import Due, Stage, reminders_on, stage_on
from portfolio.domain.rhythm import EARLY_DAYS, WEEKLY, Every, Rhythm, begun

DAYS = st.dates(date(2026, 12, 1), date(2027, 12, 31))
WORKED = st.integers(0, 4)
RHYTHMS = st.builds(
    lambda every, weekday, today, later: begun(every, weekday, today=today, weeks_later=later),
    st.sampled_from(Every), WORKED, DAYS, st.integers(0, 1),
)  # fmt: skip


@given(RHYTHMS, DAYS)
def test_news_is_due_before_it_is_stale_and_never_at_once(rhythm: Rhythm, heard: date) -> None:
    due = rhythm.due_after(heard)
    assert EARLY_DAYS < (due - heard).days <= rhythm.stale_after
    assert due.weekday() == rhythm.weekday
    assert rhythm.first_after(due - timedelta(days=1)) == due
    following = rhythm.first_after(due)
    assert 0 < (following - due).days <= max(rhythm.every.days, 35)
    if rhythm.every is Every.MONTH:
        assert due.day <= 7
        assert following.month != due.month


def test_a_team_that_chose_none_is_stale_after_fourteen_days() -> None:
    assert (WEEKLY.stale_after, WEEKLY.weekday) == (14, 4)
    assert begun(Every.WEEK, 0, today=date(2027, 2, 9)).first_on == date(2027, 2, 8)


@settings(max_examples=2000 if os.environ.get("PORTFOLIO_THOROUGH") else 12)
@given(
    st.lists(st.builds(Due, st.integers(1, 3), st.integers(1, 4), DAYS), max_size=8),
    st.sets(DAYS, max_size=40),
    st.sets(st.integers(0, 400), max_size=60),
)
def test_each_is_told_each_thing_once_and_never_on_a_day_off(
    dues: list[Due], off: set[date], away: set[int]
) -> None:
    first = date(2026, 11, 20)

    def works(account_id: int, day: date) -> bool:
        is_away = account_id == 1 and (day - first).days in away
        return day.weekday() < 5 and day not in off and not is_away

    told: Counter[tuple[Due, Stage]] = Counter()
    for ahead in range(480):
        day = first + timedelta(days=ahead)
        for account_id, every in reminders_on(dues, day, works).items():
            assert works(account_id, day)
            new = {(one.due, one.stage) for one in every} - told.keys()  # as the table has it
            told.update(new)
            assert all(one.due.account_id == account_id for one in every)
    assert all(count == 1 for count in told.values())
    assert {due for due, _ in told} == set(dues)
    for due in dues:
        assert {(due, Stage.TODAY), (due, Stage.OVERDUE)} <= told.keys()


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2027, 2, 4), None),
        (date(2027, 2, 5), Stage.TOMORROW),  # a Friday, before a due Monday
        (date(2027, 2, 6), None),
        (date(2027, 2, 8), Stage.TODAY),
        (date(2027, 2, 9), Stage.OVERDUE),
    ],
)
def test_before_a_weekend_the_next_working_day_is_tomorrow(day: date, stage: Stage | None) -> None:
    due = Due(1, 1, date(2027, 2, 8))
    assert stage_on(due, day, lambda account_id, on: on.weekday() < 5) is stage
