"""Reads the dates of an export; day and month are told apart by whole columns, never by cells."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from portfolio.connectors.month_names import is_evening, month_of
from portfolio.domain.imports import DayOrMonthFirst, ImportRefused

_BEFORE = r"(?:(?P<before>上午|下午|午前|午後|오전|오후)\s*)?"
_HALF = r"(?P<half>[AaPp]\.?\s?[Mm]\.?|上午|下午|午前|午後|오전|오후|[^\W\d_]{2,6}\.?)"
_TIME = (
    rf"(?:,?[ T]+{_BEFORE}"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"(?:\s*{_HALF})?)?"
)
_MONTH = r"(?P<month>\d{1,2}[月월]|[^\W\d_]{2,12})\.?"
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})\.?[/\-. ]+(?:de )?{_MONTH}[/\-., ]+(?:de )?(?P<year>\d{{4}}|\d{{2}})"
    + _TIME
)
_MONTH_NAME_FIRST = re.compile(
    rf"{_MONTH}[/\- ](?P<day>\d{{1,2}}),?[/\- ](?P<year>\d{{4}}|\d{{2}})" + _TIME
)
_SCRIPT = re.compile(  # as JavaScript writes a moment
    r"[A-Za-z]{3} (?P<month>[A-Za-z]{3}) (?P<day>\d{2}) (?P<year>\d{4})"
    + _TIME
    + r" GMT(?P<offset>[+-]\d{4})(?: \(.*\))?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    + _TIME
    + r"\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[/.\-])(?P<two>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})" + _TIME
)
_PLAIN_TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?: (?P<half>[AaPp][Mm]))?")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_MOST_KEPT = 50_000
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the dates of one column, all in the same way."""

    day_first: bool
    zone: tzinfo
    # What was read before: a million rows name a few thousand days, and each minute of a day.
    _days: dict[str, date] = field(default_factory=dict, compare=False, repr=False)
    _times: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    def instant(self, text: str) -> datetime:
        """Return the moment in UTC; raise ValueError where the text is no date."""
        first, _, rest = text.partition(" ")
        day, time = self._days.get(first), self._times.get(rest)
        if day is None or time is None:
            return self._instant_slowly(text, first, rest)
        moment = datetime(day.year, day.month, day.day, time[0], time[1], tzinfo=self.zone)
        return moment if self.zone is UTC else moment.astimezone(UTC)

    def day(self, text: str) -> date:
        """Return the day as it is written; raise ValueError where the text is no date."""
        found = _match(text)
        _clock(found)
        return date(_year(found["year"]), self._month(found), self._day(found))

    def _instant_slowly(self, text: str, first: str, rest: str) -> datetime:
        found = _match(text)
        clock = _clock(found)
        day = date(_year(found["year"]), self._month(found), self._day(found))
        zone = _offset(found, self.zone)
        moment = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
        if (not rest or _PLAIN_TIME.fullmatch(rest)) and len(self._days) < _MOST_KEPT:
            self._days[first] = day
            self._times[rest] = clock[:2]
        return moment.astimezone(UTC)

    def _month(self, found: re.Match[str]) -> int:
        if found.re is _NUMERIC:
            return int(found["two"] if self._is_day_first(found) else found["one"])
        if found.re is _ISO:
            return int(found["month"])
        month = month_of(found["month"])
        if month is None:
            raise ValueError("a month in a language that is not known")
        return month

    def _day(self, found: re.Match[str]) -> int:
        if found.re is not _NUMERIC:
            return int(found["day"])
        return int(found["one"] if self._is_day_first(found) else found["two"])

    def _is_day_first(self, found: re.Match[str]) -> bool:
        # Nobody writes 12.31.2026.
        return self.day_first or found["mark"] == "."


@dataclass(slots=True)
class _Evidence:
    """What one column's dates say about the order of day and month."""

    day_first: tuple[int, str] | None = None
    month_first: tuple[int, str] | None = None
    open: tuple[int, str, re.Match[str]] | None = None

    def check(self) -> None:
        """Raise ImportRefused where the column has dates of both orders."""
        if self.day_first and self.month_first:
            raise ImportRefused(
                f"{self.month_first[1]!r} can only have the month first, but "
                f"{self.day_first[1]!r} on line {self.day_first[0]} only the day. "
                "Bring the dates of the file into one form.",
                line=self.month_first[0],
            )

    @property
    def is_decided(self) -> bool:
        return bool(self.day_first or self.month_first)


class DateSurvey:
    """Looks at every date of a file and decides, a column at a time, how they are to be read."""

    def __init__(self) -> None:
        self._columns: dict[str, _Evidence] = {}
        self._seen: dict[str, set[str]] = {}
        self.notes: list[str] = []

    def see(self, text: str, line: int, column: str = "") -> None:
        """Take note of one cell."""
        text = text.strip()
        first = text.partition(" ")[0]
        seen = self._seen.setdefault(column, set())
        if first in seen:
            return
        if len(seen) < _MOST_KEPT:
            seen.add(first)
        text = text.translate(_SPACES)
        found = _NUMERIC.fullmatch(text)
        if found:
            self._note(self._columns.setdefault(column, _Evidence()), found, text, line)

    def reader(
        self, zone: tzinfo, *, day_first: bool | None = None, column: str = ""
    ) -> DateReader:
        """Return a column's reader; raise DayOrMonthFirst where only a person can tell.

        A column that does not decide it by itself is read as the others are.
        """
        for evidence in self._columns.values():
            evidence.check()
        own = self._columns.get(column, _Evidence())
        if own.is_decided:
            return DateReader(own.day_first is not None, zone)
        others = {
            one.day_first is not None: name
            for name, one in self._columns.items()
            if one.is_decided and own.open
        }
        if len(others) == 1 and own.open:
            self._tell(column, own.open[1], *others.popitem())
            return DateReader(self._as_others(column), zone)
        if own.open and day_first is None:
            raise _question(*own.open)
        return DateReader(day_first is not False, zone)

    def _as_others(self, column: str) -> bool:
        return any(
            one.day_first is not None for name, one in self._columns.items() if name != column
        )

    def _tell(self, column: str, example: str, is_day_first: bool, other: str) -> None:
        first = "day" if is_day_first else "month"
        self.notes.append(
            f"The dates of {column}, such as {example}, were read with the {first} first, as "
            f"those of {other} can only be read."
        )

    @staticmethod
    def _note(evidence: _Evidence, found: re.Match[str], text: str, line: int) -> None:
        one, two = int(found["one"]), int(found["two"])
        if found["mark"] == "." or one == two:
            return
        if one > 12 >= two:
            evidence.day_first = evidence.day_first or (line, text)
        elif two > 12 >= one:
            evidence.month_first = evidence.month_first or (line, text)
        elif one <= 12 and two <= 12:
            evidence.open = evidence.open or (line, text, found)


def _question(line: int, text: str, found: re.Match[str]) -> ImportRefused:
    one, two, year = int(found["one"]), int(found["two"]), _year(found["year"])
    try:
        return DayOrMonthFirst(
            text, line=line, as_day=date(year, two, one), as_month=date(year, one, two)
        )
    except ValueError:
        return ImportRefused(f"{text!r} is no date.", line=line)


def names_unknown_month(text: str) -> bool:
    """Whether this is a date but for its month, whose name is of no language that is known."""
    try:
        found = _match(text)
    except ValueError:
        return False
    named = found.re in (_NAMED, _MONTH_NAME_FIRST)
    return named and month_of(found["month"]) is None


def _match(text: str) -> re.Match[str]:
    text = text.translate(_SPACES).strip()
    for shape in (_NAMED, _ISO, _NUMERIC, _MONTH_NAME_FIRST, _SCRIPT):
        found = shape.fullmatch(text)
        if found:
            return found
    raise ValueError("no date")


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
    half = found["half"] or found["before"]
    if half:
        evening = is_evening(half)
        if evening is None or not 1 <= hour <= 12:
            raise ValueError("no hour of a clock with twelve")
        hour = hour % 12 + (12 if evening else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("no time of day")
    return hour, minute, second


def _offset(found: re.Match[str], zone: tzinfo) -> tzinfo:
    text = found.groupdict().get("offset")
    if not text:
        return zone
    if text in ("Z", "UTC"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)
