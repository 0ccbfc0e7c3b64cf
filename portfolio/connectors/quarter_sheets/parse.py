"""Reads the tables of a quarter that the product writes itself: scores, taken items, ranks."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO, TypeVar

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import NamedRow, cycle_name, named_rows, share
from portfolio.domain.imports import RowProblem
from portfolio.domain.orders import NUMBERS, DelayKind, Moscow
from portfolio.domain.quarter_sheets import RankRow, ScoreRow, TakenRow

Row = TypeVar("Row", ScoreRow, TakenRow, RankRow)
_LONGEST_KEY = 80


def read_scores(
    stream: BinaryIO, *, limits: Limits | None = None
) -> Iterator[ScoreRow | RowProblem]:
    """Yield what is typed in about each epic for other orders, or the problem of its row."""
    return _read(stream, ("cycle", "epic"), "epic", _score, limits=limits)


def read_taken(
    stream: BinaryIO, *, limits: Limits | None = None
) -> Iterator[TakenRow | RowProblem]:
    """Yield what each team took into a sprint, or the problem of its row."""
    return _read(
        stream, ("cycle", "sprint", "team", "item", "points"), "item", _taken, limits=limits
    )


def read_ranks(stream: BinaryIO, *, limits: Limits | None = None) -> Iterator[RankRow | RowProblem]:
    """Yield the rank of each item, or the problem of its row."""
    return _read(stream, ("rank", "key"), "key", _rank, limits=limits)


def _read(
    stream: BinaryIO,
    required: tuple[str, ...],
    key: str,
    read: Callable[[NamedRow], Row],
    *,
    limits: Limits | None,
) -> Iterator[Row | RowProblem]:
    seen: dict[object, int] = {}
    for row in named_rows(open_delimited(stream, limits=limits), required):
        if isinstance(row, int):
            yield RowProblem(row, None, "The row has more or fewer cells than there are columns.")
            continue
        try:
            found = read(row)
            first = seen.setdefault(found.place, row.line)
            if first != row.line:
                raise ValueError(f"The same was already on line {first}.")
        except ValueError as fault:
            yield RowProblem(row.line, row.text(key)[:_LONGEST_KEY] or None, str(fault))
        else:
            yield found


def _score(row: NamedRow) -> ScoreRow:
    values: dict[str, object] = {name: row.number(name) for name in NUMBERS if name != "confidence"}
    values["confidence"] = share(row, "confidence")
    values["delay_kind"] = _one_of(row, "delay_kind", DelayKind)
    values["moscow"] = _one_of(row, "moscow", Moscow)
    values["delay_on"] = _day(row, "delay_on")
    return ScoreRow(row.line, cycle_name(row.text("cycle")), _filled(row, "epic"), values)


def _taken(row: NamedRow) -> TakenRow:
    points = row.number("points")
    if points is None:
        raise ValueError("The row has no points.")
    return TakenRow(
        row.line,
        cycle_name(row.text("cycle")),
        _filled(row, "sprint"),
        _filled(row, "team"),
        _filled(row, "item"),
        points,
        row.number("points_left"),
    )


def _rank(row: NamedRow) -> RankRow:
    rank = row.number("rank")
    if rank is None:
        raise ValueError("The row has no rank.")
    return RankRow(row.line, _filled(row, "key"), rank)


def _one_of(row: NamedRow, name: str, kinds: type[DelayKind] | type[Moscow]) -> object:
    text = row.text(name).casefold().replace(" ", "_").replace("'", "").replace("’", "")
    if not text:
        return None
    try:
        return kinds(text)
    except ValueError:
        known = ", ".join(kinds)
        raise ValueError(f"{name} is {row.text(name)[:40]!r}; it is one of {known}.") from None


def _day(row: NamedRow, name: str) -> date | None:
    text = row.text(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} is {text[:40]!r}; write the day like 2027-03-31.") from None


def _filled(row: NamedRow, name: str) -> str:
    text = row.text(name)
    if not text:
        raise ValueError(f"The row has no {name}.")
    return text[:_LONGEST_KEY]
