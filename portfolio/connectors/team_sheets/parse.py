"""Reads the tables of a team that people edit in a spreadsheet: cells by line and column."""

from collections.abc import Collection, Mapping
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.domain.imports import ImportRefused
from portfolio.domain.team_sheets import SheetRow

MOST_ROWS = 5_000
_GUARD = "'"  # before what a spreadsheet would take for a formula
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def read_sheet(
    stream: BinaryIO,
    headers: Mapping[str, str],
    *,
    required: Collection[str],
    limits: Limits | None = None,
) -> list[SheetRow]:
    """Return the rows of a table; `headers` has the column of each header, in lower case.

    A header that is not known is left out; ImportRefused where a required column is missing.
    """
    file = open_delimited(stream, limits=limits)
    names = [headers.get(one.casefold()) for one in file.header]
    missing = [one for one in required if one not in names]
    if missing:
        words = {column: word for word, column in headers.items()}
        raise ImportRefused(
            "these columns are missing: " + ", ".join(words.get(one, one) for one in missing),
            line=file.header_line,
        )
    found: list[SheetRow] = []
    for line, cells in file.rows():
        if len(found) == MOST_ROWS:
            raise ImportRefused(f"the file has more than {MOST_ROWS:,} rows.", line=line)
        pairs = zip(names, cells, strict=False)
        found.append(SheetRow(line, {name: _plain(cell) for name, cell in pairs if name}))
    return found


def _plain(cell: str) -> str:
    text = cell.strip()
    if text.startswith(_GUARD) and text[1:].startswith(_FORMULA_STARTS):
        return text[1:].strip()
    return text
