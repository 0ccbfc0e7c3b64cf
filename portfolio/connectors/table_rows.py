"""Rows of a small, well-known table by the names of their columns, for files people write."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from portfolio.connectors.delimited import DelimitedFile
from portfolio.domain.imports import ImportRefused

_COMPUTED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d\d)[ \-/]?Q(?P<quarter>[1-4])", re.IGNORECASE)
_QUARTER_FIRST = re.compile(r"Q(?P<quarter>[1-4])[ \-/]?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row: the line it begins on and its cells by column name, stripped."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a cell, "" where the column is missing."""
        return self.cells.get(name, "")

    def number(self, name: str) -> float | None:
        """Return a finite number, None for a blank cell; raise ValueError with a sentence."""
        text = self.text(name)
        return number_from(text, name) if text else None


def number_from(text: str, name: str) -> float:
    """Return a finite number as people write it (5, 5.0, 5,5, 70 %); raise ValueError."""
    plain = text.strip().removesuffix("%").strip()
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = float("nan")
    if "_" in plain or not isfinite(number):
        raise ValueError(f"{name} is {text[:40]!r}, which is no number.")
    return number


def named_rows(file: DelimitedFile, required: tuple[str, ...]) -> Iterator[NamedRow | int]:
    """Yield the rows by column name; for a row of the wrong length, its line alone.

    Raises ImportRefused where a required column is missing.
    """
    names = [name.casefold().replace(" ", "_") for name in file.header]
    missing = [name for name in required if name not in names]
    if missing:
        raise ImportRefused(
            f"the columns {', '.join(missing)} are missing; the file has "
            f"{', '.join(name[:40] for name in file.header[:12])}.",
            line=file.header_line,
        )
    for line, cells in file.rows():
        if len(cells) != len(names):
            yield line
        else:
            yield NamedRow(line, {n: _plain(c) for n, c in zip(names, cells, strict=True)})


def _plain(cell: str) -> str:
    """Return a cell without the mark that an export puts before what a sheet would compute."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _COMPUTED else text


def cycle_name(text: str) -> str:
    """Return a quarter's name in the product's form (2027Q1); raise ValueError."""
    found = _YEAR_FIRST.fullmatch(text.strip()) or _QUARTER_FIRST.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no quarter; write it like 2027Q1.")
    return f"{found['year']}Q{found['quarter']}"


def share(row: NamedRow, name: str) -> float | None:
    """Return a share from 0 to 1, which may be written as a percentage; raise ValueError."""
    number = row.number(name)
    if number is None:
        return None
    if row.text(name).rstrip().endswith("%"):
        number /= 100
    if not 0 <= number <= 1:
        raise ValueError(f"{name} is {row.text(name)!r}; write it from 0 to 1, or with a % sign.")
    return number
