"""Reads objectives and key results from a file, in either of two shapes, as a stream."""

from collections.abc import Iterator
from datetime import UTC, date, tzinfo
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import NamedRow, cycle_name, named_rows, share
from portfolio.connectors.written_dates import DateReader, DateSurvey
from portfolio.domain.imports import ImportedKeyResult, RowProblem

KINDS = (
    "increase",
    "decrease",
    "milestone",
    "stay_above",
    "stay_below",
    "keep_in_range",
    "baseline_first",
)
_STATED = ("cycle", "objective", "key_result")
_REVISED = ("revision", "committed_at", "quarter", "objective_path", "key_result", "done")
_WRONG_LENGTH = "The row has more or fewer cells than there are columns."


def read_key_results(
    stream: BinaryIO,
    *,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    limits: Limits | None = None,
) -> Iterator[ImportedKeyResult | RowProblem]:
    """Yield the state of a key result for each row, or the problem that the row has.

    The shape is told by the columns: `cycle,objective,key_result,...` states a key result (once
    more for each check-in), `revision,committed_at,quarter,objective_path,...` a revision.
    """
    file = open_delimited(stream, limits=limits)
    is_revised = "revision" in [name.casefold() for name in file.header]
    rows = named_rows(file, _REVISED if is_revised else _STATED)
    dates = DateReader(True, zone) if is_revised else _dates_of(stream, zone, day_first, limits)
    read = _revised if is_revised else _stated
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        if isinstance(row, int):
            yield RowProblem(row, None, _WRONG_LENGTH)
            continue
        try:
            state = read(row, dates)
            _claim(seen, state)
        except (ValueError, OverflowError) as fault:
            yield RowProblem(row.line, row.text("key_result")[:80] or None, str(fault))
        else:
            yield state


def _dates_of(
    stream: BinaryIO, zone: tzinfo, day_first: bool | None, limits: Limits | None
) -> DateReader:
    survey = DateSurvey()
    for row in named_rows(open_delimited(stream, limits=limits), _STATED):
        if isinstance(row, NamedRow) and row.text("on"):
            survey.see(row.text("on"), row.line)
    return survey.reader(zone, day_first=day_first)


def _stated(row: NamedRow, dates: DateReader) -> ImportedKeyResult:
    kind = row.text("kind").casefold().replace(" ", "_").replace("-", "_") or "increase"
    if kind not in KINDS:
        raise ValueError(f"kind is {row.text('kind')!r}; it must be one of {', '.join(KINDS)}.")
    weight = row.number("weight")
    if weight is not None and weight <= 0:
        raise ValueError("weight must be above 0.")
    return ImportedKeyResult(
        line=row.line,
        cycle=cycle_name(row.text("cycle")),
        objective_path=(_filled(row, "objective"),),
        key_result=_filled(row, "key_result"),
        on=_day(row, "on", dates),
        owner=row.text("owner"),
        team=row.text("team"),
        unit=row.text("unit"),
        kind=kind,
        start=row.number("start"),
        target=row.number("target"),
        current=row.number("current"),
        weight=1.0 if weight is None else weight,
        confidence=share(row, "confidence"),
    )


def _revised(row: NamedRow, dates: DateReader) -> ImportedKeyResult:
    percent = row.number("pct")
    if percent is not None and not 0 <= percent <= 100:
        raise ValueError(f"pct is {row.text('pct')!r}; it must be from 0 to 100.")
    done = row.text("done") in ("1", "true", "True")
    stated_at = dates.instant(_filled(row, "committed_at"))
    path = tuple(part.strip() for part in _filled(row, "objective_path").split(" > "))
    return ImportedKeyResult(
        line=row.line,
        cycle=cycle_name(row.text("quarter")),
        objective_path=tuple(part for part in path if part),
        key_result=_filled(row, "key_result"),
        on=stated_at.astimezone(dates.zone).date(),
        team=row.text("teams"),
        unit="%",
        kind="increase",
        start=0.0,
        target=100.0,
        score=float(done) if percent is None else percent / 100,
        is_struck=row.text("struck") in ("1", "true", "True"),
        revision=row.text("revision"),
        stated_at=stated_at,
    )


def _claim(seen: dict[tuple[object, ...], int], state: ImportedKeyResult) -> None:
    moment = state.revision or state.on
    first = seen.setdefault(
        (state.cycle, state.objective_path, state.key_result, moment), state.line
    )
    if first != state.line:
        raise ValueError(
            f"The same key result of the same day or revision was already on line {first}."
        )


def _filled(row: NamedRow, name: str) -> str:
    text = row.text(name)
    if not text:
        raise ValueError(f"The row has no {name}.")
    return text


def _day(row: NamedRow, name: str, dates: DateReader) -> date | None:
    text = row.text(name)
    try:
        return dates.day(text) if text else None
    except ValueError:
        raise ValueError(f"{name} is {text[:60]!r}, which is no date.") from None
