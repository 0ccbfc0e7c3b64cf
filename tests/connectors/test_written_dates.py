"""The shapes of dates, found once for a whole file."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.written_dates import DateReader, DateSurvey, names_unknown_month
from portfolio.domain.imports import DayOrMonthFirst, ImportRefused


def survey(*texts: str) -> DateSurvey:
    seen = DateSurvey()
    for line, text in enumerate(texts, start=2):
        seen.see(text, line)
    return seen


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3/Nov/20 12:17", (2020, 11, 3, 12, 17)),
        ("03/Sep/26 9:05 AM", (2026, 9, 3, 9, 5)),
        ("11/Aug/17 4:22 PM", (2017, 8, 11, 16, 22)),
        ("30/Dec/26 12:00 AM", (2026, 12, 30, 0, 0)),
        ("30/Dec/26 12:00 PM", (2026, 12, 30, 12, 0)),
        ("22/Mar/14 07:59", (2014, 3, 22, 7, 59)),
        ("2026-09-03 09:05", (2026, 9, 3, 9, 5)),
        ("2026-09-03T09:05:06.636Z", (2026, 9, 3, 9, 5, 6)),
        ("2026-09-03T09:05:06+02:00", (2026, 9, 3, 7, 5, 6)),
        ("2026-09-03T09:05:06-0430", (2026, 9, 3, 13, 35, 6)),
        ("5/28/25 17:00", (2025, 5, 28, 17, 0)),
        ("12/13/2026 9:15:00 AM", (2026, 12, 13, 9, 15)),
        ("28/05/2025", (2025, 5, 28)),
        ("28.05.2025 17:00", (2025, 5, 28, 17, 0)),
        ("September 3, 2026 9:05 AM", (2026, 9, 3, 9, 5)),
        ("03-Sept-2026", (2026, 9, 3)),
        ("1/Jan/99", (1999, 1, 1)),
    ],
)
def test_every_shape_that_trackers_write_is_read(text: str, moment: tuple[int, ...]) -> None:
    reader = survey(text).reader(UTC)
    assert reader.instant(text) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]
    if "+02:00" not in text and "-0430" not in text:
        assert reader.day(text) == date(*moment[:3])


@pytest.mark.parametrize(
    "text",
    ["", "Ana Kos", "31/Feb/26", "3/Sep/26 25:00", "3/Sep/26 13:05 PM", "45922.39", "2026-13-01",
     "03/Sep/1800", "٣/Sep/26x", "9" * 400],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        DateReader(True, UTC).instant(text)


def test_a_date_without_zone_is_of_the_products_zone() -> None:
    reader = DateReader(True, ZoneInfo("Europe/Zagreb"))
    assert reader.instant("01/Jul/26 9:05 AM") == datetime(2026, 7, 1, 7, 5, tzinfo=UTC)


def test_one_late_date_decides_for_the_whole_file() -> None:
    reader = survey("03/04/2026", "05/06/2026", "13/04/2026").reader(UTC)
    assert reader.day("03/04/2026") == date(2026, 4, 3)
    reader = survey("03/04/2026", "04/13/2026").reader(UTC)
    assert reader.day("03/04/2026") == date(2026, 3, 4)


def test_evidence_in_the_file_beats_what_a_person_said() -> None:
    reader = survey("03/04/2026", "04/13/2026").reader(UTC, day_first=True)
    assert reader.day("03/04/2026") == date(2026, 3, 4)


def test_day_and_month_are_asked_for_with_an_example() -> None:
    with pytest.raises(DayOrMonthFirst, match="Is 03/04/2026 03 April 2026") as asked:
        survey("2/2/2026", "03/04/2026").reader(UTC)
    assert asked.value.line == 3
    assert asked.value.as_month == date(2026, 3, 4)
    seen = survey("03/04/2026")
    assert seen.reader(UTC, day_first=True).day("03/04/2026") == date(2026, 4, 3)
    assert seen.reader(UTC, day_first=False).day("03/04/2026") == date(2026, 3, 4)


def test_a_file_with_both_orders_is_refused_with_both_lines() -> None:
    with pytest.raises(ImportRefused, match="line 2 only the day") as refused:
        survey("13/04/2026", "04/13/2026").reader(UTC)
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("04/ago/26 11:30 PM", (2026, 8, 4, 23, 30)),
        ("04/ago/26 11:30 p. m.", (2026, 8, 4, 23, 30)),
        ("20/nov/25 9:26\u202fAM", (2025, 11, 20, 9, 26)),
        ("07/abr/26", (2026, 4, 7)),
        ("1 déc. 2026", (2026, 12, 1)),
        ("03/août/26 14:05", (2026, 8, 3, 14, 5)),
        ("12. März 2026 14:00", (2026, 3, 12, 14)),
        ("3 de março de 2026", (2026, 3, 3)),
        ("14/mag/26 07:59", (2026, 5, 14, 7, 59)),
        ("01/mrt/26 9:05 AM", (2026, 3, 1, 9, 5)),
        ("30/paź/26", (2026, 10, 30)),
        ("05/сент./26 9:05 PM", (2026, 9, 5, 21, 5)),
        ("05/мая/26", (2026, 5, 5)),
        ("03/九月/26 9:05 上午", (2026, 9, 3, 9, 5)),
        ("03/9月/26 下午 9:05", (2026, 9, 3, 21, 5)),
        ("2026年9月3日 9:05", (2026, 9, 3, 9, 5)),
        ("08/Ağu/26", (2026, 8, 8)),
        ("Fri Oct 02 2026 17:00:00 GMT+0200 (CEST)", (2026, 10, 2, 15)),
    ],
)
def test_months_and_halves_of_the_day_of_many_languages_are_read(
    text: str, moment: tuple[int, ...]
) -> None:
    reader = survey(text).reader(UTC)
    assert reader.instant(text) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]
    assert reader.instant(text) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_a_month_that_nobody_knows_is_no_date_and_named() -> None:
    with pytest.raises(ValueError, match="language"):
        DateReader(True, UTC).instant("03/ožu/26 9:05 AM")
    assert names_unknown_month("03/ožu/26 9:05 AM")
    assert not names_unknown_month("03/mai/26")
    assert not names_unknown_month("Ana Kos")


def test_each_column_decides_for_itself_and_what_it_borrows_is_told() -> None:
    seen = DateSurvey()
    for column, text in (("Created", "04/13/2026"), ("Due", "13/04/2026"), ("Resolved", "3/4/26")):
        seen.see(text, 2, column)
    assert seen.reader(UTC, column="Created").day("03/04/2026") == date(2026, 3, 4)
    assert seen.reader(UTC, column="Due").day("03/04/2026") == date(2026, 4, 3)
    with pytest.raises(DayOrMonthFirst):
        seen.reader(UTC, column="Resolved")
    seen = DateSurvey()
    seen.see("04/13/2026", 2, "Created")
    seen.see("03/04/2026", 2, "Due")
    assert seen.reader(UTC, column="Due").day("03/04/2026") == date(2026, 3, 4)
    assert seen.notes == [
        "The dates of Due, such as 03/04/2026, were read with the month first, as those of "
        "Created can only be read."
    ]


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2068, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%MZ"]),
)
def test_what_was_written_is_read_back(moment: datetime, shape: str) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    reader = survey(moment.strftime(shape)).reader(UTC)
    assert reader.instant(moment.strftime(shape)) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    reader = DateReader(True, UTC)
    for read in (reader.instant, reader.day):
        try:
            read(text)
        except (ValueError, OverflowError):
            continue
