"""Reads a Jira CSV export as a stream of items and row problems."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import BinaryIO, ClassVar

from portfolio.connectors.delimited import DelimitedFile, open_delimited
from portfolio.connectors.jira_csv.headers import Columns, find_columns
from portfolio.connectors.jira_csv.links import KEY, links_of
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.tracker_rows import (
    FirstLines,
    RowFault,
    check_shape,
    no_date,
    points_from,
)
from portfolio.connectors.written_dates import DateReader, DateSurvey
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedItem, RowNotes, RowProblem

DATES = ("created", "updated", "resolved", "due")
_INITIATIVES = frozenset({"initiative", "theme", "portfolio epic", "capability"})
_SUBTASKS = re.compile(r"sub[- ]?tasks?|sub-\w+|technical task")


@dataclass(frozen=True, slots=True)
class JiraExport:
    """An export that was looked through once; `items` reads it again, row by row."""

    file: DelimitedFile
    columns: Columns
    dates: Mapping[str, DateReader]
    row_count: int
    keys_by_id: Mapping[str, str]  # of the ids that other rows name as their parent
    wanted_ids: frozenset[str]
    date_notes: tuple[str, ...] = ()
    notes: RowNotes = field(default_factory=RowNotes)
    source: ClassVar[str] = "jira"

    @property
    def told(self) -> frozenset[str]:
        """The things that the file has a column for; of the others it says nothing."""
        repeated = (name for name, places in self.columns.repeated.items() if places)
        links = ("link",) if self.columns.inward or self.columns.outward else ()
        return frozenset((*self.columns.single, *repeated, *links))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know; complete once `items` was read to its end."""
        return (
            *self.file.warnings,
            *self.columns.warnings,
            *self.date_notes,
            *self.notes.sentences(),
        )

    def items(self) -> Iterator[ImportedItem | RowProblem]:
        """Yield every row, in the order of the file, as an item or as the problem it has."""
        lines = FirstLines()
        damaged: list[RowProblem] = []
        rows = self.file.rows(lambda line, why: damaged.append(RowProblem(line, None, why)))
        for line, cells in rows:
            if damaged:
                yield from damaged
                damaged.clear()
            try:
                item = self._item(line, self._whole(line, cells))
                lines.claim(item.key, line)
            except RowFault as fault:
                yield RowProblem(line, self._key_at(cells), str(fault))
            else:
                yield item
        yield from damaged

    def _key_at(self, cells: list[str]) -> str | None:
        place = self.columns.single["key"]
        text = cells[place].strip() if len(cells) == self.columns.count else ""
        return text or None

    def _whole(self, line: int, cells: list[str]) -> list[str]:
        count = self.columns.count
        if len(cells) > count and not any(cells[count:]):
            del cells[count:]  # a spreadsheet writes rows as long as the longest
        check_shape(cells, count)
        for place in self.columns.blank:
            if cells[place].strip():
                said = "A value under a column without a name was passed over"
                self.notes.add(f"{said} (column {place + 1})", line)
        return cells

    def _item(self, line: int, cells: list[str]) -> ImportedItem:
        columns = self.columns
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
            created_at=self._moment(cells, "created"),
            updated_at=self._moment(cells, "updated"),
            resolved_at=self._moment(cells, "resolved"),
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
        numbers = [points_from(text) for text in texts if text]
        if len(numbers) == 2 and numbers[0] != numbers[1]:
            self.notes.add("Two different numbers of points: Story Points was taken", line)
        return numbers[0] if numbers else None

    def _moment(self, cells: list[str], name: str) -> datetime | None:
        place = self.columns.single.get(name)
        text = cells[place].strip() if place is not None else ""
        if not text:
            return None
        try:
            return self.dates[name].instant(text)
        except (ValueError, OverflowError):
            raise RowFault(no_date(self.columns.title(name), text, place)) from None

    def _day(self, cells: list[str]) -> date | None:
        text = self.columns.of(cells, "due")
        try:
            return self.dates["due"].day(text) if text else None
        except ValueError:
            place = self.columns.single["due"]
            raise RowFault(no_date(self.columns.title("due"), text, place)) from None


def open_export(
    stream: BinaryIO,
    *,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    limits: Limits | None = None,
    told: Mapping[str, str] | None = None,
) -> JiraExport:
    """Look an export through: encoding, columns, the shape of its dates.

    `zone` is where dates without one were written, `told` the columns that a person named. Raises
    ImportRefused with a sentence, and its kind DayOrMonthFirst where `day_first` must be asked
    for.
    """
    return export_of(
        open_delimited(stream, limits=limits), zone=zone, day_first=day_first, told=told
    )


def export_of(
    file: DelimitedFile,
    *,
    zone: tzinfo = UTC,
    day_first: bool | None = None,
    told: Mapping[str, str] | None = None,
) -> JiraExport:
    """Look through an export whose header was read, as open_export does."""
    columns = find_columns(file.header, line=file.header_line, told=told)
    survey = DateSurvey()
    dated = {name: columns.single[name] for name in DATES if name in columns.single}
    titles = {name: columns.title(name) for name in dated}
    parents = [columns.single[n] for n in ("parent", "subtask_of") if n in columns.single]
    count = 0
    wanted: set[str] = set()
    places = [(place, titles[name]) for name, place in dated.items()]
    for line, cells in file.rows(_pass_over):
        count += 1
        if len(cells) < columns.count:
            continue
        for place, title in places:
            if cells[place]:
                survey.see(cells[place], line, title)
        for place in parents:
            if cells[place]:
                wanted.add(cells[place].strip())
    readers = {
        name: survey.reader(zone, day_first=day_first, column=title)
        for name, title in titles.items()
    }
    wanted = {one for one in wanted if one.isdigit()}
    keys = _keys_of(file, columns, wanted)
    return JiraExport(file, columns, readers, count, keys, frozenset(wanted), tuple(survey.notes))


def _pass_over(_line: int, _why: str) -> None:
    """Leave it to the reading of the rows to tell what is damaged."""


def _keys_of(file: DelimitedFile, columns: Columns, wanted: set[str]) -> dict[str, str]:
    """Return the keys of the ids that rows name as parents: a parent may stand below its child."""
    place = columns.single.get("id")
    if not wanted or place is None:
        return {}
    its_key = columns.single["key"]
    return {
        cells[place].strip(): cells[its_key].strip()
        for _, cells in file.rows(_pass_over)
        if len(cells) >= columns.count and cells[place].strip() in wanted
    }


def level_of(kind: str, *, is_subtask: bool = False) -> Level:
    """Return the level of the backlog that a tracker's type of issue belongs to."""
    name = kind.casefold().strip()
    if is_subtask or _SUBTASKS.fullmatch(name):
        return Level.SUBTASK
    if name == "epic":
        return Level.EPIC
    return Level.INITIATIVE if name in _INITIATIVES else Level.STORY


def _key(text: str) -> str:
    if not text:
        raise RowFault("The row has no issue key.")
    if not KEY.fullmatch(text):
        raise RowFault(f"{text[:60]!r} is no issue key such as ABC-12.")
    return text


def _resolution(text: str) -> str | None:
    return None if text.casefold() in ("", "unresolved") else text
