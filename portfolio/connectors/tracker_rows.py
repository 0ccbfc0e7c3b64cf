"""What all trackers' rows share: keys taken once, points, and the sentences of what is wrong."""

from array import array

from portfolio.connectors.table_rows import number_from
from portfolio.connectors.written_dates import names_unknown_month

MOST_POINTS = 100_000
_DENSE = 4_000_000  # up to this number of a project, its lines stand in an array


class RowFault(Exception):
    """What is wrong with a row, as a sentence."""


class FirstLines:
    """The line on which each key came first, in a few bytes a key."""

    def __init__(self) -> None:
        self._dense: dict[str, array[int]] = {}
        self._other: dict[str, int] = {}

    def claim(self, key: str, line: int) -> None:
        """Remember where a key came first; raise RowFault where it came before."""
        before, _, digits = key.rpartition("-")
        if not digits.isdecimal() or not digits.isascii() or digits[0] == "0" or len(digits) > 7:
            first = self._other.setdefault(key, line)
        else:
            first = self._claim_dense(before, int(digits), key, line)
        if first != line:
            raise RowFault(f"{key} was already on line {first}; the first of the two was taken.")

    def _claim_dense(self, before: str, number: int, key: str, line: int) -> int:
        if number > _DENSE or line >= 2**32:
            return self._other.setdefault(key, line)
        lines = self._dense.setdefault(before, array("I"))
        if number >= len(lines):
            if number > 4 * len(lines) + 4096:  # keys far apart would leave it mostly empty
                return self._other.setdefault(key, line)
            lines.extend([0] * (number + 1 - len(lines)))
        known = lines[number] or self._other.get(key, 0)
        if known:
            return known
        lines[number] = line
        return line


def check_shape(cells: list[str], count: int) -> None:
    """Raise RowFault for a row that has not a cell a column."""
    if len(cells) != count:
        raise RowFault(
            f"The row has {len(cells)} cells under {count} columns, so its values may be shifted."
        )


def points_from(text: str) -> float:
    """Return a number of points; raise RowFault."""
    try:
        points = number_from(text, "Story points")
    except ValueError as fault:
        raise RowFault(str(fault)) from None
    if not 0 <= points <= MOST_POINTS:
        raise RowFault(f"Story points is {text[:40]!r}; it must be from 0 to {MOST_POINTS:,}.")
    return round(points, 2)


def no_date(title: str, text: str, place: int | None) -> str:
    """Return the sentence about a cell that should have been a date."""
    named = f"{title} (column {(place or 0) + 1}) is {text[:60]!r}"
    if names_unknown_month(text):
        return f"{named}, whose month is named in a language that is not known."
    return f"{named}, which is no date; the values of the row may be shifted."
