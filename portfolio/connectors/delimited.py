"""Rows with line numbers out of anybody's delimited text, or a refusal."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portfolio.connectors.raw_text import MEGABYTE, Limits, RawText, open_text
from portfolio.domain.imports import ImportRefused

LARGEST_CELL = 4 * MEGABYTE
MOST_COLUMNS = 20_000
_TRAILER = re.compile(r"\s*generated (at|by|on)\b", re.IGNORECASE)
_TOLD = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)  # Excel's way of naming the delimiter

_NO_LAST_LINE_END = (
    "The file does not end with a line break, as exports do: see whether its last row is whole."
)

# The default of 128 kB is less than a long comment thread; a bound there must be, or a quote that
# is never closed swallows the file.
csv.field_size_limit(LARGEST_CELL)


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A table in a text file, with the header it begins with."""

    text: RawText
    delimiter: str
    header_line: int
    header: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about how the file was read."""
        if self.text.ends_with_newline:
            return self.text.warnings
        return (*self.text.warnings, _NO_LAST_LINE_END)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row under the header with the line it begins on.

        Blank rows and trailers ("Generated at ...") are none. A last row that a cut-off file
        leaves half raises ImportRefused, and so does a quote that is never closed.
        """
        last: tuple[int, list[str]] | None = None
        for line, cells in _records(self.text, self.delimiter):
            if line <= self.header_line or _is_no_row(cells):
                continue
            if last:
                yield last
            last = (line, cells)
        if last:
            self._check_whole(*last)
            yield last

    def _check_whole(self, line: int, cells: list[str]) -> None:
        if len(cells) < len(self.header) and not self.text.ends_with_newline:
            raise ImportRefused(
                f"the file ends in the middle of this row ({len(cells)} of "
                f"{len(self.header)} cells), so it was cut off. Export it again.",
                line=line,
            )


def open_delimited(stream: BinaryIO, *, limits: Limits | None = None) -> DelimitedFile:
    """Look through a seekable stream, gzipped or plain, and find its header; ImportRefused."""
    text = open_text(stream, limits=limits)
    delimiter, told = _delimiter_of(text)
    for line, cells in _records(text, delimiter):
        if not any(cell.strip() for cell in cells) or (told and line == 1):
            continue
        if len(cells) > MOST_COLUMNS:
            raise ImportRefused(
                f"the file has {len(cells):,} columns, more than the {MOST_COLUMNS:,} that can "
                "be read. Export fewer fields.",
                line=line,
            )
        return DelimitedFile(text, delimiter, line, tuple(cell.strip() for cell in cells))
    raise ImportRefused("The file has no line with column names.")


def _records(text: RawText, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    begins = 1
    with text.lines() as lines:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as fault:
            raise ImportRefused(_sentence_of(fault), line=begins) from None


def _sentence_of(fault: csv.Error) -> str:
    told = str(fault)
    if "unexpected end" in told:
        return "a quote that opens in this row is never closed, so the file was cut off or damaged."
    if "field larger" in told:
        return (
            f"a cell of this row is larger than {LARGEST_CELL // MEGABYTE} MB, or a quote that "
            "opens in it is never closed."
        )
    return 'a quoted cell of this row goes on after its closing quote; write " inside it as "".'


def _delimiter_of(text: RawText) -> tuple[str, bool]:
    with text.lines() as lines:
        first = next((line for line in lines if line.strip()), "")
    told = _TOLD.fullmatch(first)
    if told:
        return told[1], True
    unquoted = re.sub(r'"[^"]*"?', "", first)
    return max((",", ";", "\t"), key=unquoted.count), False


def _is_no_row(cells: list[str]) -> bool:
    if not any(cells) or not any(cell.strip() for cell in cells):
        return True
    return bool(_TRAILER.match(cells[0])) and not any(cells[1:])
