"""Reads a Jira CSV export as a stream of items and row problems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import BinaryIO

from portfolio.connectors.delimited import DelimitedFile, open_delimited
from portfolio.connectors.jira_csv.headers import Columns, find_columns
from portfolio.connectors.jira_csv.links import KEY, links_of
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import number_from
from portfolio.connectors.written_dates import DateReader, DateSurvey
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedItem, RowNotes, RowProblem

MOST_POINTS = 100_000
_DATES = ("created", "updated", "resolved", "due")
_INITIATIVES = frozenset({"initiative", "theme", "portfolio epic", "capability"})
_SUBTASKS = re.compile(r"sub[- ]?tasks?|sub-\w+|technical task")


class _Fault(Exception):
    """What is wrong with a row, as a sentence."""


@dataclass(frozen=True, slots=True)
class JiraExport:
    """An export that was looked through once; `items` reads it again, row by row."""

    file: DelimitedFile
    columns: Columns
    dates: DateReader
    row_count: int
    parent_ids: frozenset[str]
    notes: RowNotes = field(default_factory=RowNotes)

    @property
    def told(self) -> frozenset[str]:
        """The things that the file has a column for; of the others it says nothing."""
        repeated = (name for name, places in self.columns.repeated.items() if places)
        links = ("link",) if self.columns.inward or self.columns.outward else ()
        return frozenset((*self.columns.single, *repeated, *links))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know; complete once `items` was read to its end."""
        return (*self.file.warnings, *self.columns.warnings, *self.notes.sentences())

    def items(self) -> Iterator[ImportedItem | RowProblem]:
        """Yield every row, in the order of the file, as an item or as the problem it has."""
        lines: dict[str, int] = {}
        for line, cells in self.file.rows():
            key = self.columns.of(cells, "key") if len(cells) == self.columns.count else None
            try:
                item = self._item(line, cells)
                _claim(lines, item.key, line)
            except _Fault as fault:
                yield RowProblem(line, key or None, str(fault))
            else:
                yield item

    def _item(self, line: int, cells: list[str]) -> ImportedItem:
        columns = self.columns
        _check_shape(cells, columns)
        key = _key(columns.of(cells, "key"))
        kind = columns.of(cells, "type") or "Story"
        parent = columns.of(cells, "parent")
        parent_id = columns.of(cells, "subtask_of") or (parent if parent.isdigit() else "")
        parent_key = (
            self._reference(cells, "parent_key", line)
            or (parent if KEY.fullmatch(parent) else "")
            or self._reference(cells, "parent_link", line)
        )
        return ImportedItem(
            line=line,
            key=key,
            summary=columns.of(cells, "summary") or key,
            type=kind,
            level=level_of(kind, is_subtask=bool(columns.of(cells, "subtask_of"))),
            status=columns.of(cells, "status"),
            external_id=columns.of(cells, "id") or None,
            project=columns.of(cells, "project") or key.rsplit("-", 1)[0],
            status_category=columns.of(cells, "status_category") or None,
            resolution=_resolution(columns.of(cells, "resolution")),
            priority=columns.of(cells, "priority") or None,
            points=self._points(cells, line),
            team=columns.of(cells, "team") or None,
            sprints=columns.all_of(cells, "sprint"),
            parent_id=parent_id or None,
            parent_key=parent_key or None,
            epic_key=self._reference(cells, "epic", line) or None,
            rank=columns.of(cells, "rank") or None,
            labels=columns.all_of(cells, "label"),
            components=columns.all_of(cells, "component"),
            created_at=self._moment(cells, "created", "Created"),
            updated_at=self._moment(cells, "updated", "Updated"),
            resolved_at=self._moment(cells, "resolved", "Resolved"),
            due_on=self._day(cells),
            links=links_of(key, cells, columns, remark=lambda text: self.notes.add(text, line)),
        )

    def _reference(self, cells: list[str], name: str, line: int) -> str:
        text = self.columns.of(cells, name)
        if text and not KEY.fullmatch(text):
            self.notes.add("A parent that is no issue key was passed over", line)
            return ""
        return text

    def _points(self, cells: list[str], line: int) -> float | None:
        texts = [self.columns.of(cells, name) for name in ("points", "point_estimate")]
        numbers = [_points_from(text) for text in texts if text]
        if len(numbers) == 2 and numbers[0] != numbers[1]:
            self.notes.add("Two different numbers of points: Story Points was taken", line)
        return numbers[0] if numbers else None

    def _moment(self, cells: list[str], name: str, title: str) -> datetime | None:
        text = self.columns.of(cells, name)
        try:
            return self.dates.instant(text) if text else None
        except (ValueError, OverflowError):
            raise _Fault(_no_date(title, text)) from None

    def _day(self, cells: list[str]) -> date | None:
        text = self.columns.of(cells, "due")
        try:
            return self.dates.day(text) if text else None
        except ValueError:
            raise _Fault(_no_date("Due date", text)) from None


def open_export(
    stream: BinaryIO,
    *,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    limits: Limits | None = None,
) -> JiraExport:
    """Look an export through: encoding, columns, the shape of its dates.

    `zone` is where dates without one were written. Raises ImportRefused with a sentence, and its
    kind DayOrMonthFirst where `day_first` must be asked for.
    """
    file = open_delimited(stream, limits=limits)
    columns = find_columns(file.header, line=file.header_line)
    survey = DateSurvey()
    places = [columns.single[name] for name in _DATES if name in columns.single]
    parents = [columns.single[n] for n in ("parent", "subtask_of") if n in columns.single]
    count = 0
    wanted: set[str] = set()
    for line, cells in file.rows():
        count += 1
        if len(cells) != columns.count:
            continue
        for place in places:
            if cells[place]:
                survey.see(cells[place], line)
        wanted.update(cells[place].strip() for place in parents if cells[place].strip())
    return JiraExport(
        file, columns, survey.reader(zone, day_first=day_first), count, frozenset(wanted)
    )


def level_of(kind: str, *, is_subtask: bool = False) -> Level:
    """Return the level of the backlog that a tracker's type of issue belongs to."""
    name = kind.casefold().strip()
    if is_subtask or _SUBTASKS.fullmatch(name):
        return Level.SUBTASK
    if name == "epic":
        return Level.EPIC
    return Level.INITIATIVE if name in _INITIATIVES else Level.STORY


def _check_shape(cells: list[str], columns: Columns) -> None:
    if len(cells) != columns.count:
        raise _Fault(
            f"The row has {len(cells)} cells under {columns.count} columns, so its values "
            "may be shifted."
        )


def _key(text: str) -> str:
    if not text:
        raise _Fault("The row has no issue key.")
    if not KEY.fullmatch(text):
        raise _Fault(f"{text[:60]!r} is no issue key such as ABC-12.")
    return text


def _claim(lines: dict[str, int], key: str, line: int) -> None:
    first = lines.setdefault(key, line)
    if first != line:
        raise _Fault(f"{key} was already on line {first}; the first of the two was taken.")


def _points_from(text: str) -> float:
    try:
        points = number_from(text, "Story points")
    except ValueError as fault:
        raise _Fault(str(fault)) from None
    if not 0 <= points <= MOST_POINTS:
        raise _Fault(f"Story points is {text[:40]!r}; it must be from 0 to {MOST_POINTS:,}.")
    return round(points, 2)


def _resolution(text: str) -> str | None:
    return None if text.casefold() in ("", "unresolved") else text


def _no_date(title: str, text: str) -> str:
    return f"{title} is {text[:60]!r}, which is no date; the values of the row may be shifted."
