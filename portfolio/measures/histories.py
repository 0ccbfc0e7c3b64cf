"""Histories of delivered work: what each series delivered, period by period, read from a table."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from portfolio.domain.errors import Refused

COLUMNS = ("series", "period", "done")
MOST_PERIODS = 1_000_000
_MONTH = re.compile(r"(\d{4})-(\d{1,2})$")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})$", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class History:
    """What one series delivered; `clock` orders its periods among those of all series."""

    name: str
    periods: tuple[str, ...]
    clock: tuple[int, ...]
    done: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    series: str
    period: str
    count: int
    done: float


def histories_of(lines: Iterable[str]) -> tuple[History, ...]:
    """Return the histories in a table of `series,period,done`, a missing period filled with zero.

    Periods are dates, weeks (2027-W05), months (2027-05), quarters (2027Q1) or whole numbers, the
    same kind throughout and in order within a series. Where the dates keep no even step they are
    taken as they stand. Raises Refused with the lines that can't be read.
    """
    faults: dict[str, str] = {}
    rows, step = _numbered(_rows(lines, faults), faults)
    by_series: dict[str, list[_Row]] = {}
    for row in rows:
        own = by_series.setdefault(row.series, [])
        if own and own[-1].count >= row.count:
            faults[f"line {row.line}"] = (
                f"period {row.period} of {row.series} does not come after {own[-1].period}"
            )
            continue
        own.append(row)
    if faults:
        raise Refused(_sentence(faults), faults)
    if not rows:
        raise Refused("The file has no rows: write one a series and period.")
    return tuple(_filled(name, own, step) for name, own in by_series.items())


def _sentence(faults: dict[str, str]) -> str:
    shown = "; ".join(f"{where}: {why}" for where, why in list(faults.items())[:5])
    more = len(faults) - 5
    return shown + (f"; and {more} more." if more > 0 else ".")


def _rows(lines: Iterable[str], faults: dict[str, str]) -> list[tuple[int, str, str, float]]:
    reader = csv.reader(lines, strict=True)
    found: list[tuple[int, str, str, float]] = []
    try:
        header = [name.strip().lstrip("\ufeff").lower() for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise Refused(
                f"line 1: column {missing[0]} is missing; the columns are {', '.join(COLUMNS)}."
            )
        places = [header.index(name) for name in COLUMNS]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take(found, cells, places, line=reader.line_num, faults=faults)
    except csv.Error as fault:
        raise Refused(f"line {reader.line_num}: {fault}.") from fault
    return found


def _take(
    found: list[tuple[int, str, str, float]],
    cells: list[str],
    places: list[int],
    *,
    line: int,
    faults: dict[str, str],
) -> None:
    if len(cells) <= max(places):
        faults[f"line {line}"] = f"has {len(cells)} cells; the table needs {max(places) + 1}"
        return
    series, period, text = (cells[place].strip() for place in places)
    try:
        done = float(text)
    except ValueError:
        done = float("nan")
    if not series:
        faults[f"line {line}"] = "series is empty"
    elif not isfinite(done) or done < 0:
        faults[f"line {line}"] = f"done must be a number of at least 0, found {text or 'nothing'}"
    else:
        found.append((line, series, period, done))


def _numbered(
    found: list[tuple[int, str, str, float]], faults: dict[str, str]
) -> tuple[list[_Row], int]:
    """Return the rows with their periods counted, and the even step between periods (0: none)."""
    kinds: Counter[str] = Counter()
    rows = []
    for line, series, period, done in found:
        kind, count = _counted(period)
        if kind == "":
            faults[f"line {line}"] = (
                f"period {period or '(empty)'} is no date, week, month or number"
            )
            continue
        kinds[kind] += 1
        rows.append(_Row(line, series, period, count, done))
    if len(kinds) > 1:
        raise Refused(f"The periods are of different kinds: {', '.join(sorted(kinds))}.")
    return rows, _step(rows) if "date" in kinds else 1


def _counted(period: str) -> tuple[str, int]:
    """Return the kind of a period and its place in time; an empty kind where it is none."""
    if (
        period.isascii()
        and period.lstrip("-").isdigit()
        and len(period) < 10
        and "-" not in period[1:]
    ):
        return "number", int(period)
    try:
        if week := _WEEK.match(period):
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return "week", monday.toordinal() // 7
        if month := _MONTH.match(period):
            return "month", date(int(month[1]), int(month[2]), 1).year * 12 + int(month[2])
        if quarter := _QUARTER.match(period):
            return "quarter", int(quarter[1]) * 4 + int(quarter[2])
        return "date", date.fromisoformat(period[:10]).toordinal()
    except ValueError:
        return "", 0


def _step(rows: list[_Row]) -> int:
    """Return the days between periods where all keep one step; 0 where they don't."""
    last: dict[str, int] = {}
    steps: Counter[int] = Counter()
    for row in rows:
        if row.series in last and row.count > last[row.series]:
            steps[row.count - last[row.series]] += 1
        last[row.series] = row.count
    if not steps:
        return 0
    usual = min(steps, key=lambda step: (-steps[step], step))
    return usual if all(step % usual == 0 for step in steps) else 0


def _filled(name: str, rows: list[_Row], step: int) -> History:
    first, last = rows[0].count, rows[-1].count
    if step == 0 or (last - first) // step > MOST_PERIODS:
        return History(
            name,
            tuple(row.period for row in rows),
            tuple(row.count for row in rows),
            tuple(row.done for row in rows),
        )
    by_count = {row.count: row for row in rows}
    clock = range(first, last + 1, step)
    written = [by_count.get(count) for count in clock]
    return History(
        name,
        tuple(_name(rows[0].period, count, row) for count, row in zip(clock, written, strict=True)),
        tuple(clock),
        tuple(0.0 if row is None else row.done for row in written),
    )


def _name(like: str, count: int, row: _Row | None) -> str:
    """Return a period's own words, or those of a missing one, in the form of its neighbours."""
    if row is not None:
        return row.period
    if _WEEK.match(like):
        year, week, _ = date.fromordinal(count * 7 + 1).isocalendar()
        return f"{year}-W{week:02d}"
    if _MONTH.match(like):
        return f"{(count - 1) // 12}-{(count - 1) % 12 + 1:02d}"
    if _QUARTER.match(like):
        return f"{(count - 1) // 4}Q{(count - 1) % 4 + 1}"
    return str(count) if len(like) < 8 else date.fromordinal(count).isoformat()
