"""Reads what each epic is expected to move of a key result, as a stream."""

from collections.abc import Iterator
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import NamedRow, cycle_name, named_rows, share
from portfolio.domain.imports import ImportedContribution, RowProblem

_COLUMNS = ("epic", "cycle", "key_result", "amount", "confidence")


def read_contributions(
    stream: BinaryIO, *, limits: Limits | None = None
) -> Iterator[ImportedContribution | RowProblem]:
    """Yield each contribution, or the problem of its row."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in named_rows(open_delimited(stream, limits=limits), _COLUMNS):
        if isinstance(row, int):
            yield RowProblem(row, None, "The row has more or fewer cells than there are columns.")
            continue
        try:
            contribution = _contribution(row)
            _claim(seen, contribution)
        except ValueError as fault:
            yield RowProblem(row.line, row.text("epic") or None, str(fault))
        else:
            yield contribution


def _contribution(row: NamedRow) -> ImportedContribution:
    amount = row.number("amount")
    confidence = share(row, "confidence")
    if not row.text("epic") or not row.text("key_result"):
        raise ValueError("The row has no epic or no key_result.")
    if amount is None or amount < 0:
        raise ValueError("amount must be a number from 0 on: what the finished epic moves.")
    return ImportedContribution(
        line=row.line,
        epic=row.text("epic"),
        cycle=cycle_name(row.text("cycle")),
        key_result=row.text("key_result"),
        amount=amount,
        confidence=1.0 if confidence is None else confidence,
    )


def _claim(seen: dict[tuple[str, str, str], int], row: ImportedContribution) -> None:
    first = seen.setdefault((row.epic, row.cycle, row.key_result), row.line)
    if first != row.line:
        raise ValueError(f"{row.epic} and this key result were already on line {first}.")
