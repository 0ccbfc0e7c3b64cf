"""Reads the export of a tracker whose every column means one thing, as a stream of items."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from portfolio.connectors.delimited import DelimitedFile
from portfolio.connectors.tracker_rows import (
    FirstLines,
    RowFault,
    check_shape,
    no_date,
    points_from,
)
from portfolio.connectors.written_dates import DateReader, DateSurvey
from portfolio.domain.imports import ImportedItem, RowNotes, RowProblem


@dataclass(frozen=True, slots=True)
class Format:
    """A tracker's export: by which columns it is known, and how a row of it is read.

    `names` are the columns of each of our words; `told` what a file with a column decides, beside
    what its word says; `read` returns the values of an item, with `key` and `summary` among them.
    """

    source: str
    title: str
    marks: tuple[frozenset[str], ...]
    names: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...]
    read: Callable[["Row"], dict[str, Any]]
    parent: Callable[[str], str] = lambda text: text
    told: tuple[str, ...] = ()

    def is_of(self, header: tuple[str, ...]) -> bool:
        """Whether a file with this header is an export of the tracker."""
        names = frozenset(" ".join(name.casefold().split()) for name in header)
        return any(marks <= names for marks in self.marks)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, its cells by our words."""

    line: int
    cells: list[str]
    export: "TrackerExport"

    def text(self, name: str) -> str:
        """Return a stripped cell, "" where the file has no such column."""
        place = self.export.places.get(name)
        return "" if place is None else self.cells[place].strip()

    def parts(self, name: str, mark: str = ",") -> tuple[str, ...]:
        """Return what one cell lists."""
        return tuple(part.strip() for part in self.text(name).split(mark) if part.strip())

    def points(self) -> float | None:
        """Return the estimate; raise RowFault where it is no number of points."""
        text = self.text("points")
        return points_from(text) if text else None

    def moment(self, name: str) -> datetime | None:
        """Return the moment in a cell; raise RowFault where it is none."""
        text = self.text(name)
        try:
            return self.export.dates[name].instant(text) if text else None
        except (ValueError, OverflowError):
            raise self._fault(name, text) from None

    def day(self, name: str) -> date | None:
        """Return the day in a cell; raise RowFault where it is none."""
        text = self.text(name)
        try:
            return self.export.dates[name].day(text) if text else None
        except ValueError:
            raise self._fault(name, text) from None

    @property
    def is_parent(self) -> bool:
        """Whether another row names this one as its parent; only with a column `key`."""
        return self.export.format.parent(self.text("key")) in self.export.parents

    def _fault(self, name: str, text: str) -> RowFault:
        place = self.export.places[name]
        return RowFault(no_date(self.export.file.header[place], text, place))


@dataclass(frozen=True, slots=True)
class TrackerExport:
    """An export that was looked through once; `items` reads it again, row by row."""

    format: Format
    file: DelimitedFile
    places: Mapping[str, int]
    dates: Mapping[str, DateReader]
    row_count: int
    parents: frozenset[str]
    date_notes: tuple[str, ...] = ()
    notes: RowNotes = field(default_factory=RowNotes)
    keys_by_id: Mapping[str, str] = field(default_factory=dict)
    wanted_ids: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The tracker's word among the sources of items."""
        return self.format.source

    @property
    def told(self) -> frozenset[str]:
        """The things that the file has a column for; of the others it says nothing."""
        return frozenset((*self.places, *self.format.told))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know; complete once `items` was read to its end."""
        read_as = f"The file was read as an export of {self.format.title}."
        return (read_as, *self.file.warnings, *self.date_notes, *self.notes.sentences())

    def items(self) -> Iterator[ImportedItem | RowProblem]:
        """Yield every row, in the order of the file, as an item or as the problem it has."""
        lines = FirstLines()
        damaged: list[RowProblem] = []
        count = len(self.file.header)
        for line, cells in self.file.rows(
            lambda at, why: damaged.append(RowProblem(at, None, why))
        ):
            yield from damaged
            damaged.clear()
            key = None
            try:
                if len(cells) > count and not any(cells[count:]):
                    del cells[count:]
                check_shape(cells, count)
                values = self.format.read(Row(line, cells, self))
                key = values["key"]
                lines.claim(key, line)
                yield ImportedItem(line=line, **values)
            except RowFault as fault:
                yield RowProblem(line, key, str(fault))
        yield from damaged


def open_tracker(
    file: DelimitedFile, its_format: Format, *, zone: tzinfo, day_first: bool | None = None
) -> TrackerExport:
    """Look an export through: its columns, the shape of its dates, which rows are parents."""
    names = [" ".join(name.casefold().split()) for name in file.header]
    places = {
        word: names.index(name)
        for word, wanted in its_format.names.items()
        for name in reversed([one for one in wanted if one in names])
    }
    survey = DateSurvey()
    dated = [(name, places[name], file.header[places[name]]) for name in its_format.dates
             if name in places]  # fmt: skip
    parent, parents, count = places.get("parent"), set(), 0
    for line, cells in file.rows(lambda _line, _why: None):
        count += 1
        if len(cells) < len(names):
            continue
        for _, place, title in dated:
            if cells[place]:
                survey.see(cells[place], line, title)
        if parent is not None and cells[parent].strip():
            parents.add(its_format.parent(cells[parent].strip()))
    readers = {
        name: survey.reader(zone, day_first=day_first, column=title) for name, _, title in dated
    }
    return TrackerExport(
        its_format, file, places, readers, count, frozenset(parents), tuple(survey.notes)
    )
