"""Jinja filters: numbers, shares, scores and dates as the page's language writes them."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from markupsafe import Markup

from portfolio.web import drawing, here, language

NONE = "–"
NBSP = "\u00a0"
MINUS = "\u2212"
LOCALES = {"en": "en_GB", "es": "es"}
HOUR = 60


def install(app: Flask) -> None:
    """Give the templates the filters of this file and the drawing functions."""
    for filter_ in (
        number, points, percent, score, signed, span, duration, day, day_text, day_time,
        ago, steps, month, initials, role_name,
    ):  # fmt: skip
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals.update(spark=drawing.spark, fan=drawing.fan, scale=drawing.scale)


def number(value: float | None, digits: int | None = None) -> str:
    """1,234 or 12.5: with so many digits after the point, else at most two."""
    return NONE if value is None else _decimal(value, digits, language.current())


def points(value: float | None) -> str:
    """Points of capacity or size: whole from ten on, one digit below where needed."""
    if value is None:
        return NONE
    return number(round(value) if abs(value) >= 10 else round(value, 1))


def percent(share: float | None, digits: int = 0) -> str:
    """A share of one as 97 %."""
    return NONE if share is None else number(share * 100, digits) + NBSP + "%"


def score(value: float | None, digits: int = 2) -> str:
    """A score between 0 and 1, two digits."""
    return number(value, digits)


def signed(value: float | None, digits: int | None = None) -> str:
    """A change, with its sign: +0.01, −4.5, 0."""
    if value is None:
        return NONE
    text = number(value, digits)
    return f"+{text}" if value > 0 else text


def span(low: float | None, high: float | None, digits: int = 2) -> str:
    """A range: 0.62–0.74."""
    return f"{number(low, digits)}–{number(high, digits)}"


def duration(hours: float | None) -> str:
    """A length of time in the unit that reads best: 22 min, 19.4 h, 3.2 d."""
    if hours is None:
        return NONE
    if hours < 1:
        return f"{number(round(hours * HOUR))}{NBSP}min"
    if hours < 72:
        return f"{number(hours, 1)}{NBSP}h"
    return f"{number(hours / 24, 1)}{NBSP}{language.gettext('d')}"


def day(value: date | datetime | None, year: bool | None = None) -> str | Markup:
    """A day as <time>: 9 Feb, with the year where it is not this one (or as asked)."""
    if value is None:
        return NONE
    on = _day_of(value)
    return _time(on.isoformat(), day_text(on, year))


def day_text(value: date | datetime | None, year: bool | None = None) -> str:
    """A day as bare text, for use inside a sentence."""
    if value is None:
        return NONE
    on = _day_of(value)
    shown = on.year != here.today().year if year is None else year
    return _skeleton("yMMMd" if shown else "MMMd", on, language.current())


def day_time(value: datetime | None) -> str | Markup:
    """A moment as <time>, in the product's time zone: 9 Feb 06:10."""
    if value is None:
        return NONE
    local = value.astimezone(here.settings().zone)
    text = f"{day_text(local.date())} {local:%H:%M}"
    return _time(value.astimezone(UTC).isoformat(timespec="seconds"), text)


def ago(value: datetime | None, now: datetime | None = None) -> str | Markup:
    """How long ago a moment was, as <time>: 2 hours ago."""
    if value is None:
        return NONE
    past = value - (now or here.now())
    text = format_timedelta(past, add_direction=True, locale=_locale(language.current()))
    return _time(value.astimezone(UTC).isoformat(timespec="seconds"), text)


def month(value: date) -> str:
    """A month: Feb 2027."""
    return format_date(value, "MMM y", locale=_locale(language.current()))


def steps(share: float | None) -> int:
    """Turn a share of one into the N of the classes at-N and w-N (css/scale.css), 0 to 200."""
    return max(0, min(200, round((share or 0) * 200)))


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def role_name(role: str) -> str:
    """A role in the page's language."""
    words = {
        "administrator": language.gettext("Administrator"),
        "planner": language.gettext("Product Owner"),
        "area_owner": language.gettext("Area Product Owner"),
        "lead": language.gettext("Team lead"),
        "member": language.gettext("Team member"),
        "executive": language.gettext("Executive"),
        "architect": language.gettext("Architect"),
        "auditor": language.gettext("Auditor"),
    }
    return words.get(str(role), str(role))


def _day_of(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(here.settings().zone).date()
    return value


def _time(iso: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(iso, text)


@lru_cache(maxsize=4)
def _locale(name: str) -> Locale:
    return Locale.parse(LOCALES[name])


@lru_cache(maxsize=8192)
def _decimal(value: float, digits: int | None, name: str) -> str:
    pattern = "#,##0.##" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    rounded = round(value, 2 if digits is None else digits) + 0  # no minus before a zero
    return format_decimal(rounded or 0, pattern, locale=_locale(name)).replace("-", MINUS)


@lru_cache(maxsize=2048)
def _skeleton(skeleton: str, value: Any, name: str) -> str:
    return format_skeleton(skeleton, value, locale=_locale(name))
