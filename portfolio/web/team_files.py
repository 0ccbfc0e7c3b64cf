"""What stands on the page of a team, as tables for files: the same rows, the same rights."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from portfolio.domain.errors import NotAllowed, NotFound
from portfolio.domain.people import Deed
from portfolio.screens.team import TeamScreen
from portfolio.web.language import Later, later
from portfolio.web.language import gettext as _

# The columns of the tables that can be brought back in; the words of a header are found by these.
REMOVE = later("Remove")
NUMBER, PERSON, FIRST, LAST = later("No."), later("Person"), later("First day"), later("Last day")
SHARE, OF_TIME = later("Share of each day, %"), later("Share of their time, %")
DAYS = {"number": NUMBER, "person": PERSON, "starts_on": FIRST, "ends_on": LAST, "share": SHARE}
FOCUS = {"starts_on": later("From"), "share": later("Focus, %"), "note": later("Note")}
PEOPLE = {
    "number": NUMBER,
    "person": PERSON,
    "office": later("Office"),
    "share": OF_TIME,
    "starts_on": later("From"),
    "ends_on": later("To"),
}
BROUGHT_IN = {"absences": DAYS, "on-call": DAYS, "focus": FOCUS, "people": PEOPLE}


class Sheet(NamedTuple):
    """A table: its columns and rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def sheet(screen: TeamScreen, name: str) -> Sheet:
    """Return the table of a name; raise NotFound, or NotAllowed where it holds names."""
    if name in _OPEN:
        return _OPEN[name](screen)
    if name not in _NAMED:
        raise NotFound("file", name)
    if not screen.rights.sees_names:
        raise NotAllowed(Deed.SEE_ABSENT_NAMES)
    return _NAMED[name](screen)


def _capacity(screen: TeamScreen) -> Sheet:
    # The names of these columns are for programs too (.json), so they stay in English.
    columns = (
        "sprint", "starts_on", "ends_on", "people", "days", "holidays", "absent", "on_call",
        "unfocused", "focused", "focus", "rate", "points", "items", "planned", "source",
    )  # fmt: skip
    sprints = screen.capacity.sprints if screen.capacity else ()
    rows = [
        (
            one.sprint.name,
            one.sprint.span.starts_on.isoformat(),
            one.sprint.span.ends_on.isoformat(),
            one.people,
            *_rounded(one.days, one.holidays, one.absent, one.on_call),
            *_rounded(one.unfocused, one.focused, one.focus),
            round(one.rate, 4),
            *_rounded(one.points, one.items, screen.planned.get(one.sprint.id, 0.0)),
            one.source.value,
        )
        for one in sprints
    ]
    return Sheet(columns, rows)


def _rate(screen: TeamScreen) -> Sheet:
    columns = (_("From"), _("To"), _("Points"), _("Items"), _("Focused days"), _("Rate"))
    rows = [
        (
            one.span.starts_on,
            one.span.ends_on,
            round(one.points, 2),
            one.items,
            None if one.focused is None else round(one.focused, 2),
            None if one.rate is None else round(one.rate, 4),
        )
        for one in (screen.capacity.learned if screen.capacity else ())
    ]
    return Sheet(columns, rows)


def _items(screen: TeamScreen) -> Sheet:
    columns = (_("Sprint"), _("Key"), _("Item"), _("Epic"), _("Title of the epic"), _("Points"))
    rows = [
        (f"S{one.sprint_number}", one.key, one.title, one.epic_key, one.epic_title, one.points)
        for one in screen.proposed
    ]
    return Sheet(columns, rows)


def _absences(screen: TeamScreen) -> Sheet:
    return _days(
        (one.id, who.name, one.starts_on, one.ends_on, one.share) for one, who in screen.absences
    )


def _shifts(screen: TeamScreen) -> Sheet:
    return _days(
        (one.id, who.name, one.starts_on, one.ends_on, one.share) for one, who in screen.shifts
    )


def _days(found: Iterable[tuple[int, str, date, date, float]]) -> Sheet:
    columns = (*_headers(DAYS), str(REMOVE))
    rows = [(number, name, *days, _per_cent(share), "") for number, name, *days, share in found]
    return Sheet(columns, rows)


def _focus(screen: TeamScreen) -> Sheet:
    columns = (*_headers(FOCUS), str(REMOVE))
    rows = [(one.from_on, _per_cent(one.focus), one.note, "") for one in screen.focus]
    return Sheet(columns, rows)


def _people(screen: TeamScreen) -> Sheet:
    columns = (*_headers(PEOPLE), str(REMOVE))
    rows = [
        (
            one.membership.id,
            one.person.name,
            one.office.name if one.office else None,
            _per_cent(one.membership.share),
            one.membership.starts_on,
            one.membership.ends_on,
            "",
        )
        for one in screen.members
    ]
    return Sheet(columns, rows)


def _headers(columns: Mapping[str, Later]) -> tuple[str, ...]:
    return tuple(str(one) for one in columns.values())


def _per_cent(share: float) -> float:
    """Return a share in per cent so that reading it again gives the very same share."""
    shown = round(share * 100, 10)
    return int(shown) if shown == int(shown) else shown


def _rounded(*values: float) -> tuple[float, ...]:
    return tuple(round(value, 2) for value in values)


_OPEN: dict[str, Callable[[TeamScreen], Sheet]] = {
    "capacity": _capacity,
    "rate": _rate,
    "items": _items,
    "focus": _focus,
}
_NAMED: dict[str, Callable[[TeamScreen], Sheet]] = {
    "absences": _absences,
    "on-call": _shifts,
    "people": _people,
}
