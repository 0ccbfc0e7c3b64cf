"""Weeks, item keys and names in deliveries."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portfolio.domain.delivery import (
    ChangeRecord,
    DeploymentRecord,
    instant,
    is_production,
    item_keys_in,
    pull_request_in,
    slug_of,
    week_of,
)
from portfolio.domain.delivery_range import range_of
from portfolio.domain.errors import Refused
from portfolio.domain.trace_keys import TraceKind, trace_key

ZAGREB = ZoneInfo("Europe/Zagreb")
TODAY = date(2027, 2, 9)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ABC-12 make it", ("ABC-12",)),
        ("feature/abc-12-and-def-3", ("ABC-12", "DEF-3")),
        ("[ABC-12] and ABC-12 again, T1_X-7", ("ABC-12", "T1_X-7")),
        ("UTF-8, SHA-256, ISO-8601 and RFC-2616 are no items", ()),
        ("v1.2-3, 12-34, A-, ABC-0, X-1", ()),
        (None, ()),
    ],
)
def test_item_keys_are_found_in_what_people_write(text: str | None, keys: tuple[str, ...]) -> None:
    assert item_keys_in(text) == keys


def test_keys_that_a_source_gives_are_taken_as_they_are() -> None:
    assert ChangeRecord("r", "a", "AB-1 x", item_keys=()).keys == ()
    assert ChangeRecord("r", "a", "AB-1 x").keys == ("AB-1",)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Merge pull request #12 from a/b", 12),
        ("Do it (#7)", 7),
        ("see #9", None),
        ("(#7) do", None),
    ],
)
def test_pull_requests_are_found_in_titles(title: str, number: int | None) -> None:
    assert pull_request_in(title) == number


def test_week_of_a_day_that_changes_the_clock_is_the_local_one() -> None:
    late = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # 23:30, in a week of 167 hours
    assert week_of(late, ZAGREB) == date(2026, 3, 23)
    assert week_of(late.replace(hour=22), ZAGREB) == date(2026, 3, 30)
    assert week_of(datetime(2026, 10, 25, 22, 30, tzinfo=UTC), ZAGREB) == date(2026, 10, 19)
    week = instant(date(2026, 10, 26), ZAGREB) - instant(date(2026, 10, 19), ZAGREB)
    assert week.total_seconds() == 169 * 3600


def test_environments_named_otherwise_are_no_production() -> None:
    assert is_production(" Production ")
    assert not is_production("Production-EU staging")
    assert not is_production("candidate")


def test_deployment_that_makes_no_sense_is_refused() -> None:
    for values in (("", ("a",)), ("1", ())):
        with pytest.raises(Refused):
            DeploymentRecord(*values, datetime(2026, 1, 1, tzinfo=UTC))
    assert slug_of(" Płatności & API ") == "patnosci-api"
    with pytest.raises(Refused):
        slug_of("???")


def test_usual_range_is_the_last_26_weeks_that_are_over() -> None:
    weeks = range_of(None, None, today=TODAY)
    assert (weeks.days.starts_on, weeks.days.ends_on) == (date(2026, 8, 10), date(2027, 2, 7))
    assert (len(weeks.complete), weeks.running) == (26, None)


def test_range_is_widened_to_whole_weeks_and_ends_today() -> None:
    weeks = range_of(date(2027, 1, 6), date(2027, 12, 31), today=TODAY)
    assert (weeks.first_week, weeks.last_week) == (date(2027, 1, 4), date(2027, 2, 8))
    assert weeks.running == date(2027, 2, 8)
    assert len(weeks.complete) == 5


def test_sunday_of_today_is_not_over_yet() -> None:
    weeks = range_of(date(2027, 2, 1), date(2027, 2, 7), today=date(2027, 2, 7))
    assert (weeks.complete, weeks.running) == ([], date(2027, 2, 1))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("abc-12", TraceKind.ITEM, "ABC-12"),
        ("DEADBEEF", TraceKind.COMMIT, "deadbeef"),
        ("pr:a/b/12", TraceKind.PULL_REQUEST, "a/b/12"),
        ("DEP:v1.0/x", TraceKind.DEPLOYMENT, "v1.0/x"),
        ("inc:7", TraceKind.INCIDENT, "7"),
        ("kr:7", TraceKind.KEY_RESULT, "7"),
        ("okr:7", TraceKind.OBJECTIVE, "7"),
    ],
)
def test_keys_are_told_apart(text: str, kind: TraceKind, value: str) -> None:
    assert (trace_key(text).kind, trace_key(text).value) == (kind, value)


@pytest.mark.parametrize("text", ["", "abc", "abcdef", "x:1", "pr:12", "dep:", "a" * 41, "ABC-"])
def test_what_is_no_key_is_refused_with_the_ways_of_writing_one(text: str) -> None:
    with pytest.raises(Refused):
        trace_key(text)
