"""A team's tables as people edit them: what they change, or what is wrong by line and column."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import TypeVar

from portfolio.domain import edits
from portfolio.domain.edits import Edit
from portfolio.domain.teams import Absence, Focus, Membership, OnCallShift, Person

NEARLY = 1e-9
Row = TypeVar("Row", Absence, OnCallShift, Membership)
TRUE = ("x", "1", "yes", "sí", "si", "true")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: the line it stands on, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell, "" where it is missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell; `why` chooses the words, `value` is what stands there."""

    line: int
    column: str
    why: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the team has today; rows are found again by their number, focus by its day."""

    team_id: int
    members: Sequence[Person]
    absences: Sequence[Absence] = ()
    shifts: Sequence[OnCallShift] = ()
    focus: Sequence[Focus] = ()
    memberships: Sequence[Membership] = ()
    sprint_days: frozenset[date] = frozenset()
    everybody: Sequence[Person] = ()  # who may be given to the team; for the planner


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edits of a table, how many of its rows say what is there already, and the faults."""

    edits: tuple[Edit, ...] = ()
    same: int = 0
    faults: tuple[CellFault, ...] = ()


@dataclass
class _Reader:
    known: Known
    faults: list[CellFault] = field(default_factory=list)

    def blame(self, row: SheetRow, column: str, why: str) -> None:
        self.faults.append(CellFault(row.line, column, why, row.text(column)[:40]))

    def day(self, row: SheetRow, column: str, *, needed: bool = True) -> date | None:
        text = row.text(column)
        if not text and not needed:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.blame(row, column, "day" if text else "empty")
            return None

    def share(self, row: SheetRow, column: str = "share") -> float:
        text = row.text(column).removesuffix("%").strip()
        try:
            value = float(text.replace(",", ".") if "." not in text else text)
        except ValueError:
            value = float("nan")
        if "_" in text or not isfinite(value) or not 0 < value <= 100:
            self.blame(row, column, "share" if text else "empty")
            return 1.0
        return value / 100

    def person(self, row: SheetRow, people: Iterable[Person]) -> int:
        named = [one for one in people if one.name.casefold() == row.text("person").casefold()]
        if len({one.id for one in named}) == 1:
            return named[0].id
        self.blame(row, "person", "two people" if named else "nobody")
        return 0

    def days(self, row: SheetRow, *, needed: bool = True) -> tuple[date | None, date | None]:
        first = self.day(row, "starts_on", needed=needed)
        last = self.day(row, "ends_on", needed=needed)
        if first and last and last < first:
            self.blame(row, "ends_on", "backwards")
        return first, last


def edits_of(kind: str, rows: Sequence[SheetRow], known: Known) -> Outcome:
    """Return what a table changes of a team.

    A row with a number changes that row, one without adds one, an x under Remove takes it away;
    what the table leaves out stays as it is. With a fault there are no edits at all.
    """
    reader = _Reader(known)
    read = _READERS[kind]
    seen: dict[str, int] = {}
    found: list[Edit | None] = []
    for row in rows:
        key = row.text("starts_on") if kind == "focus" else row.text("number")
        if key and seen.setdefault(key, row.line) != row.line:
            reader.blame(row, "starts_on" if kind == "focus" else "number", "twice")
            continue
        found.append(read(reader, row))
    if reader.faults:
        return Outcome(faults=tuple(reader.faults))
    made = tuple(one for one in found if one is not None)
    return Outcome(made, same=len(found) - len(made))


def _absence(reader: _Reader, row: SheetRow) -> Edit | None:
    old = _old(reader, row, reader.known.absences)
    if old and _removes(row):
        return edits.remove_absence(old.id, version=old.version)
    people = reader.known.members
    who = old.person_id if old and _is_named(old, row, people) else reader.person(row, people)
    first, last = reader.days(row)
    share = reader.share(row)
    if not (first and last) or reader.faults:
        return None
    if old is None:
        return edits.set_absence(who, first, last, share=share)
    if old.person_id != who:
        reader.blame(row, "person", "another person")
        return None
    if (old.starts_on, old.ends_on) == (first, last) and abs(old.share - share) < NEARLY:
        return None
    return edits.set_absence(who, first, last, share=share, absence_id=old.id, version=old.version)


def _shift(reader: _Reader, row: SheetRow) -> Edit | None:
    old = _old(reader, row, reader.known.shifts)
    if old and _removes(row):
        return edits.remove_on_call(old.id, version=old.version)
    people = reader.known.members
    who = old.person_id if old and _is_named(old, row, people) else reader.person(row, people)
    first, last = reader.days(row)
    share = reader.share(row)
    if not (first and last) or reader.faults:
        return None
    team = reader.known.team_id
    if old is None:
        return edits.set_on_call(team, who, first, last, share=share)
    mine = (old.person_id, old.starts_on, old.ends_on)
    if mine == (who, first, last) and abs(old.share - share) < NEARLY:
        return None
    return edits.set_on_call(
        team, who, first, last, share=share, shift_id=old.id, version=old.version
    )


def _focus(reader: _Reader, row: SheetRow) -> Edit | None:
    from_on = reader.day(row, "starts_on")
    old = next((one for one in reader.known.focus if one.from_on == from_on), None)
    if old and _removes(row):
        return edits.remove_focus(old.team_id, old.from_on, version=old.version)
    share, note = reader.share(row), row.text("note")
    if from_on and old is None and from_on not in reader.known.sprint_days:
        reader.blame(row, "starts_on", "no sprint")
    if from_on is None or reader.faults:
        return None
    if old is None:
        return edits.set_focus(reader.known.team_id, from_on, share, note=note)
    if abs(old.focus - share) < NEARLY and old.note.strip() == note:
        return None
    return edits.set_focus(reader.known.team_id, from_on, share, note=note, version=old.version)


def _member(reader: _Reader, row: SheetRow) -> Edit | None:
    known = reader.known
    old = _old(reader, row, known.memberships)
    if old and _removes(row):
        return edits.remove_membership(old.id, version=old.version)
    people = known.everybody
    who = old.person_id if old and _is_named(old, row, people) else reader.person(row, people)
    first, last = reader.days(row, needed=False)
    share = reader.share(row)
    if old and old.person_id != who:
        reader.blame(row, "person", "another person")
    if reader.faults:
        return None
    row_id, version = (old.id, old.version) if old else (None, 0)
    if old and (old.starts_on, old.ends_on) == (first, last) and abs(old.share - share) < NEARLY:
        return None
    return edits.set_membership(
        who,
        known.team_id,
        share,
        starts_on=first,
        ends_on=last,
        membership_id=row_id,
        version=version,
    )


def _old(reader: _Reader, row: SheetRow, known: Sequence[Row]) -> Row | None:
    text = row.text("number")
    old = next((one for one in known if str(one.id) == text), None)
    if text and old is None:
        reader.blame(row, "number", "no row")
    return old


def _is_named(
    old: Absence | OnCallShift | Membership, row: SheetRow, people: Sequence[Person]
) -> bool:
    """Whether the row names the person it has; of two people of one name the number says whom."""
    name = row.text("person").casefold()
    return any(one.id == old.person_id and one.name.casefold() == name for one in people)


def _removes(row: SheetRow) -> bool:
    return row.text("remove").casefold() in TRUE


_READERS: Mapping[str, Callable[[_Reader, SheetRow], Edit | None]] = {
    "absences": _absence,
    "on-call": _shift,
    "focus": _focus,
    "people": _member,
}
