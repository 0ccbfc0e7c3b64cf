"""Numbers and dates read as each language writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portfolio.web import formats, language
from tests.people import NOW


@pytest.fixture
def english(app: Flask):
    with app.test_request_context("/", headers={"Accept-Language": "en-GB"}):
        yield


@pytest.fixture
def spanish(app: Flask):
    with app.test_request_context("/?lang=es"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (1234, "1,234"), (0.5, "0.5"), (-4.5, "−4.5"), (-0.001, "0"), (12.345, "12.35")],
)
def test_number_in_english(english: None, value: float | None, text: str) -> None:
    assert formats.number(value) == text


def test_number_in_spanish(spanish: None) -> None:
    assert formats.number(12345.5) == "12.345,5"


def test_share_score_change_and_range(english: None) -> None:
    assert formats.percent(0.974) == "97\u00a0%"
    assert formats.score(0.6) == "0.60"
    assert formats.signed(0.01, 2) == "+0.01"
    assert formats.span(0.62, 0.74) == "0.62–0.74"


@pytest.mark.parametrize(
    ("hours", "text"), [(0.36, "22\u00a0min"), (19.4, "19.4\u00a0h"), (80, "3.3\u00a0d")]
)
def test_duration_takes_the_unit_that_reads_best(english: None, hours: float, text: str) -> None:
    assert formats.duration(hours) == text


def test_a_day_carries_its_iso_date_and_its_year_only_where_needed(english: None) -> None:
    assert formats.day(date(2027, 2, 9)) == '<time datetime="2027-02-09">9 Feb</time>'
    assert "9 Feb 2026" in formats.day(date(2026, 2, 9))


def test_a_moment_of_long_ago(english: None, spanish: None) -> None:
    assert "hace 2 horas" in formats.ago(NOW - timedelta(hours=2), now=NOW)


def test_a_moment_is_shown_in_the_zone_of_the_product(english: None) -> None:
    shown = formats.day_time(datetime(2027, 2, 9, 6, 10, tzinfo=UTC))
    assert shown == '<time datetime="2027-02-09T06:10:00+00:00">9 Feb 06:10</time>'


@pytest.mark.parametrize(("share", "steps"), [(None, 0), (0.5, 100), (1.4, 200), (-1, 0)])
def test_steps_stay_inside_the_scale(share: float | None, steps: int) -> None:
    assert formats.steps(share) == steps


def test_language_is_the_first_wish_that_is_supported(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr, es;q=0.8"}) as context:
        header = context.request.accept_languages
    assert language.choose("xx", None, "en", header=header) == "en"
    assert language.choose(None, header=header) == "es"


def test_values_in_html_messages_are_escaped(english: None) -> None:
    assert language.gettext_html("<b>%(x)s</b>", x="<i>") == "<b>&lt;i&gt;</b>"
