"""Reads the dates of an export, whose shape is found once for the whole file."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from portfolio.domain.imports import DayOrMonthFirst, ImportRefused

_TIME = (
    r"(?:,?[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})[/\-. ]+(?P<month>[^\W\d_]{2,12})\.?[/\-., ]+(?P<year>\d{4}|\d{2})" + _TIME
)
_MONTH_NAME_FIRST = re.compile(
    r"(?P<month>[^\W\d_]{2,12})\.?[/\- ](?P<day>\d{1,2}),?[/\- ](?P<year>\d{4}|\d{2})" + _TIME
)
_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    + _TIME
    + r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[/.\-])(?P<two>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})" + _TIME
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the dates of one file, all in the same way."""

    day_first: bool
    zone: tzinfo

    def instant(self, text: str) -> datetime:
        """Return the moment in UTC; raise ValueError where the text is no date."""
        found = self._match(text.strip())
        moment = datetime(
            _year(found["year"]),
            self._month(found),
            self._day(found),
            *_clock(found),
            tzinfo=_offset(found, self.zone),
        )
        return moment.astimezone(UTC)

    def day(self, text: str) -> date:
        """Return the day as it is written; raise ValueError where the text is no date."""
        found = self._match(text.strip())
        _clock(found)
        return date(_year(found["year"]), self._month(found), self._day(found))

    @staticmethod
    def _match(text: str) -> re.Match[str]:
        for shape in (_NAMED, _ISO, _NUMERIC, _MONTH_NAME_FIRST):
            found = shape.fullmatch(text)
            if found:
                return found
        raise ValueError("no date")

    def _month(self, found: re.Match[str]) -> int:
        if found.re is _NUMERIC:
            return int(found["two"] if self._is_day_first(found) else found["one"])
        named = found["month"].casefold()
        if named in _MONTHS:
            return _MONTHS[named]
        return int(named)

    def _day(self, found: re.Match[str]) -> int:
        if found.re is not _NUMERIC:
            return int(found["day"])
        return int(found["one"] if self._is_day_first(found) else found["two"])

    def _is_day_first(self, found: re.Match[str]) -> bool:
        # Nobody writes 12.31.2026.
        return self.day_first or found["mark"] == "."


class DateSurvey:
    """Looks at every date of a file and decides how all of them are to be read."""

    def __init__(self) -> None:
        self._day_first: tuple[int, str] | None = None
        self._month_first: tuple[int, str] | None = None
        self._open: tuple[int, str, re.Match[str]] | None = None

    def see(self, text: str, line: int) -> None:
        """Take note of one cell; raise ImportRefused at a month in another language."""
        text = text.strip()
        found = _NUMERIC.fullmatch(text)
        if found:
            self._see_numeric(found, text, line)
            return
        named = _NAMED.fullmatch(text) or _MONTH_NAME_FIRST.fullmatch(text)
        if named and named["month"].casefold() not in _MONTHS:
            raise ImportRefused(
                f"{text!r} names its month in a language that cannot be read yet. Set the "
                "language of your Jira profile to English and export again.",
                line=line,
            )

    def reader(self, zone: tzinfo, *, day_first: bool | None = None) -> DateReader:
        """Return the reader; raise DayOrMonthFirst where only a person can tell."""
        if self._day_first and self._month_first:
            raise ImportRefused(
                f"{self._month_first[1]!r} can only have the month first, but "
                f"{self._day_first[1]!r} on line {self._day_first[0]} only the day. "
                "Bring the dates of the file into one form.",
                line=self._month_first[0],
            )
        if self._day_first or self._month_first:
            return DateReader(self._day_first is not None, zone)
        if self._open and day_first is None:
            raise self._question(*self._open)
        return DateReader(day_first is not False, zone)

    def _see_numeric(self, found: re.Match[str], text: str, line: int) -> None:
        one, two = int(found["one"]), int(found["two"])
        if found["mark"] == "." or one == two:
            return
        if one > 12 >= two:
            self._day_first = self._day_first or (line, text)
        elif two > 12 >= one:
            self._month_first = self._month_first or (line, text)
        elif one <= 12 and two <= 12:
            self._open = self._open or (line, text, found)

    @staticmethod
    def _question(line: int, text: str, found: re.Match[str]) -> ImportRefused:
        one, two, year = int(found["one"]), int(found["two"]), _year(found["year"])
        try:
            return DayOrMonthFirst(
                text, line=line, as_day=date(year, two, one), as_month=date(year, one, two)
            )
        except ValueError:
            return ImportRefused(f"{text!r} is no date.", line=line)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 70 else 1900
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError("a year that no tracker has seen")
    return year


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    if not found["hour"]:
        return 0, 0, 0
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a clock with twelve")
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("no time of day")
    return hour, minute, second


def _offset(found: re.Match[str], zone: tzinfo) -> tzinfo:
    text = found.groupdict().get("offset")
    if not text:
        return zone
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)
