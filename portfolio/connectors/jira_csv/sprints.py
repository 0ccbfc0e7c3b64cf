"""Reads the file that gives a tracker's sprints their dates."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import NamedRow, named_rows
from portfolio.connectors.written_dates import DateReader
from portfolio.domain.imports import ImportedSprint, RowProblem

LONGEST_ID = 80
_REQUIRED = ("id", "name", "startdate", "enddate")


def read_sprints(
    stream: BinaryIO, *, zone: tzinfo = UTC, limits: Limits | None = None
) -> Iterator[ImportedSprint | RowProblem]:
    """Yield each sprint of `id,name,state,startDate,endDate,completeDate,originBoardId`.

    Commas in a name that nobody quoted shift the row: it is a problem with its line.
    """
    file = open_delimited(stream, limits=limits)
    dates = DateReader(True, zone)
    seen: dict[str, int] = {}
    for row in named_rows(file, _REQUIRED):
        if isinstance(row, int):
            yield RowProblem(row, None, _SHIFTED.format(count=len(file.header)))
            continue
        try:
            sprint = _sprint(row, dates)
        except ValueError as fault:
            yield RowProblem(row.line, row.text("id") or None, str(fault))
            continue
        first = seen.setdefault(sprint.external_id, row.line)
        if first != row.line:
            yield RowProblem(row.line, sprint.external_id, f"This id was already on line {first}.")
        else:
            yield sprint


_SHIFTED = (
    "The sprint does not have {count} cells; put a name with commas into quotes, or remove them."
)


def _sprint(row: NamedRow, dates: DateReader) -> ImportedSprint:
    if not row.text("id") or not row.text("name"):
        raise ValueError("The sprint has no id or no name.")
    if len(row.text("id")) > LONGEST_ID or len(row.text("originboardid")) > LONGEST_ID:
        raise ValueError(f"The id of a sprint or board is longer than {LONGEST_ID} characters.")
    starts_at = _moment(row, "startdate", dates)
    ends_at = _moment(row, "enddate", dates)
    if starts_at and ends_at and ends_at < starts_at:
        raise ValueError("The sprint ends before it starts.")
    return ImportedSprint(
        line=row.line,
        external_id=row.text("id"),
        name=row.text("name"),
        state=row.text("state").casefold(),
        board=row.text("originboardid") or None,
        starts_at=starts_at,
        ends_at=ends_at,
        completed_at=_moment(row, "completedate", dates),
    )


def _moment(row: NamedRow, name: str, dates: DateReader) -> datetime | None:
    text = row.text(name)
    if not text:
        return None
    try:
        return dates.instant(text)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:60]!r} is no date.") from None
