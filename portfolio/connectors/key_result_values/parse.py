"""Reads the days and values of one key result from a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import MEGABYTE, Limits
from portfolio.connectors.table_rows import NamedRow, named_rows, number_from
from portfolio.connectors.written_dates import DateReader, DateSurvey
from portfolio.domain.imports import RowProblem

LIMITS = Limits(bytes=20 * MEGABYTE)
NOTE = "note"


@dataclass(frozen=True, slots=True)
class DayValue:
    """A row: the value of a day."""

    line: int
    on: date
    value: float
    note: str = ""


def read_values(
    stream: BinaryIO, *, on: str, value: str, zone: tzinfo, day_first: bool | None = None
) -> Iterator[DayValue | RowProblem]:
    """Yield each row's day and value, from the columns so named, or the problem of the row.

    Raises ImportRefused, and DayOrMonthFirst where nothing says which of them comes first.
    """
    names = (_plain(on), _plain(value))
    survey = DateSurvey()
    for row in named_rows(open_delimited(stream, limits=LIMITS), names):
        if not isinstance(row, int):
            survey.see(row.text(names[0]), row.line)
    reader = survey.reader(zone, day_first=day_first)
    for row in named_rows(open_delimited(stream, limits=LIMITS), names):
        if isinstance(row, int):
            yield RowProblem(row, None, "The row has more or fewer cells than there are columns.")
            continue
        try:
            yield _value(row, names, reader)
        except ValueError as fault:
            yield RowProblem(row.line, row.text(names[0]) or None, str(fault))


def _value(row: NamedRow, names: tuple[str, str], reader: DateReader) -> DayValue:
    written, told = row.text(names[0]), row.text(names[1])
    try:
        on = reader.day(written)
    except ValueError:
        raise ValueError(f"{written[:40]!r} is no date; write it like 2027-02-09.") from None
    if not told:
        raise ValueError("The row has no value.")
    return DayValue(row.line, on, number_from(told, names[1]), row.text(NOTE)[:2000])


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_")
