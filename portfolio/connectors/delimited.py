"""Rows with line numbers out of anybody's delimited text, or a refusal."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portfolio.connectors.raw_text import MEGABYTE, Limits, RawText, open_text
from portfolio.domain.imports import ImportRefused

LARGEST_CELL = 4 * MEGABYTE
MOST_COLUMNS = 20_000
MOST_DAMAGED = 1_000
_TRAILER = re.compile(
    r"\s*(generated (at|by|on)|generiert (am|um|von)|erstellt (am|um|von)"
    r"|généré|generado (a|el|por)|gerado (em|às|por)|generato (il|alle|da)"
    r"|gegenereerd (op|om|door)|wygenerowano|сгенерирован|сформирован"
    r"|生成日時|生成时间|生成于)\b.*\d",
    re.IGNORECASE | re.DOTALL,
)
_TOLD = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)  # Excel's way of naming the delimiter

_NO_LAST_LINE_END = (
    "The file does not end with a line break, as exports do: see whether its last row is whole."
)

# The default of 128 kB is less than a long comment thread; a bound there must be, or a quote that
# is never closed swallows the file.
csv.field_size_limit(LARGEST_CELL)


Damaged = Callable[[int, str], None]


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

    def rows(self, damaged: Damaged | None = None) -> Iterator[tuple[int, list[str]]]:
        """Yield each row under the header with the line it begins on.

        Blank rows and trailers ("Generated at ...") are none. A last row that a cut-off file
        leaves half raises ImportRefused. So does a row whose quotes are broken; with `damaged`
        it is told there, and reading goes on with the line after it.
        """
        last: tuple[int, list[str]] | None = None
        if not self.text.ends_with_newline:
            damaged = None  # a quote that stays open may be where the file was cut off
        for line, cells in _records(self.text, self.delimiter, damaged):
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


class _Lines:
    """Lines that can be given back, back to the beginning of the row they are of."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.of_row.append(line)
        return line

    def give_back(self) -> None:
        """Go on with the line after the row's first, as if none behind it had been read."""
        self._waiting.extendleft(reversed(self.of_row[1:]))
        self.of_row.clear()


def _records(
    text: RawText, delimiter: str, damaged: Damaged | None = None
) -> Iterator[tuple[int, list[str]]]:
    begins, faults = 1, 0
    with text.lines() as whole:
        lines = _Lines(whole)
        while True:
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            try:
                for cells in reader:
                    yield begins, cells
                    begins += len(lines.of_row)
                    lines.of_row.clear()
                return
            except csv.Error as fault:
                sentence = _sentence_of(fault)
                faults += 1
                if damaged is None or faults > MOST_DAMAGED:
                    raise ImportRefused(sentence, line=begins) from None
                damaged(begins, sentence)
                begins += 1
                lines.give_back()


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
