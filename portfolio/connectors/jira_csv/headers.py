"""Finds the columns of a Jira export by their names, and other trackers' exports by theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.connectors.jira_csv.languages import NAMES as LOCAL_NAMES
from portfolio.connectors.jira_csv.languages import header_of, wrapped
from portfolio.domain.imports import ColumnsUnknown, ImportRefused

# One word of ours for the names that the column has had, most trusted first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "key": ("issue key", "work item key", "key"),
    "id": ("issue id", "work item id"),
    "type": ("issue type", "work item type", "work type", "type"),
    "summary": ("summary",),
    "status": ("status",),
    "status_category": ("status category",),
    "resolution": ("resolution",),
    "priority": ("priority",),
    "project": ("project key",),
    "created": ("created", "created date"),
    "updated": ("updated", "updated date"),
    "resolved": ("resolved", "resolution date", "resolved date"),
    "due": ("due date", "duedate", "due"),
    "points": ("story points",),
    "point_estimate": ("story point estimate",),
    "team": ("team", "team name"),
    "rank": ("rank",),
    "sprint": ("sprint",),
    "label": ("labels", "label"),
    "component": ("component/s", "components", "component"),
    "parent": ("parent",),
    "parent_key": ("parent key",),
    "parent_link": ("parent link",),
    "subtask_of": ("parent id",),
    "epic": ("epic link",),
}
_REPEATED = frozenset({"sprint", "label", "component"})
_OTHERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Plane", frozenset({"project identifier", "cycle name"})),
    ("GitLab", frozenset({"issue id", "url", "title", "state"})),
    ("Trello", frozenset({"card id", "card name"})),
    ("Asana", frozenset({"task id", "name", "section/column"})),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in a row; a repeated column has several places."""

    count: int
    single: Mapping[str, int]
    repeated: Mapping[str, tuple[int, ...]]
    inward: tuple[tuple[int, str], ...] = ()
    outward: tuple[tuple[int, str], ...] = ()
    blank: tuple[int, ...] = ()
    header: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def title(self, name: str) -> str:
        """Return a column's name in the file, with its number: where a person finds a cell."""
        place = self.single[name]
        return self.header[place] if place < len(self.header) else name

    def of(self, cells: list[str], name: str) -> str:
        """Return the stripped cell of a column, "" where the file has none."""
        place = self.single.get(name)
        return "" if place is None else cells[place].strip()

    def all_of(self, cells: list[str], name: str) -> tuple[str, ...]:
        """Return the filled cells of a repeated column, in their order."""
        places = self.repeated.get(name, ())
        return tuple([cells[place].strip() for place in places if cells[place].strip()])


def find_columns(
    header: tuple[str, ...], *, line: int = 1, told: Mapping[str, str] | None = None
) -> Columns:
    """Return the columns of a Jira export in any language; raise ColumnsUnknown without a key.

    `told` are the columns that a person named for our words; an empty name takes a guess away.
    """
    told = told or {}
    names = [header_of(name) for name in header]
    wraps = [wrapped(name) for name in header]
    plain = [
        header_of(inner) if kind == "custom" else name
        for name, (kind, inner) in zip(names, wraps, strict=True)
    ]
    single: dict[str, int] = {}
    for word in _NAMES:
        place = _told_place(header, told[word]) if word in told else _place(word, names, plain)
        if place is not None:
            single[word] = place
    _check_is_known(names, header, single, line)
    return Columns(
        count=len(header),
        single={word: place for word, place in single.items() if word not in _REPEATED},
        repeated={word: _places(word, names, plain, single) for word in _REPEATED},
        inward=_links(wraps, "inward"),
        outward=_links(wraps, "outward"),
        blank=tuple(place for place, name in enumerate(names) if not name),
        header=header,
        warnings=tuple(_missing(single)),
    )


def _told_place(header: tuple[str, ...], name: str) -> int | None:
    return header.index(name) if name and name in header else None


def _place(word: str, names: list[str], plain: list[str]) -> int | None:
    for name in _names_of(word):
        for candidates in (names, plain):
            if name in candidates:
                return candidates.index(name)
    return None


def _places(
    word: str, names: list[str], plain: list[str], single: Mapping[str, int]
) -> tuple[int, ...]:
    first = single.get(word)
    if first is None:
        return ()
    wanted = {*_names_of(word), names[first]}
    return tuple(
        place
        for place, (name, bare) in enumerate(zip(names, plain, strict=True))
        if name in wanted or bare in wanted
    )


def _names_of(word: str) -> tuple[str, ...]:
    return (*_NAMES[word], *LOCAL_NAMES.get(word, ()))


def _links(wraps: list[tuple[str, str]], end: str) -> tuple[tuple[int, str], ...]:
    return tuple((place, kind) for place, (which, kind) in enumerate(wraps) if which == end)


def _check_is_known(
    names: list[str], header: tuple[str, ...], single: Mapping[str, int], line: int
) -> None:
    if "key" in single and "summary" in single:
        return
    present = frozenset(names)
    for tracker, marks in _OTHERS:
        if marks <= present:
            raise ImportRefused(
                f"This looks like an export of {tracker}, which cannot be read. Export the work "
                "from Jira, Linear, Azure DevOps, GitHub Projects or Shortcut, or bring it into "
                "Jira's columns."
            )
    missing = " and ".join(
        w for k, w in (("key", "Issue key"), ("summary", "Summary")) if k not in single
    )
    shown = ", ".join(repr(name[:40]) for name in names[:6])
    raise ColumnsUnknown(
        f"this is no Jira export: there is no column {missing}. Its columns begin with {shown}.",
        line=line,
        header=header,
    )


def _missing(single: Mapping[str, int]) -> list[str]:
    told = {
        "type": "There is no column Issue Type: every row is taken as a story.",
        "status": "There is no column Status: every row is taken as to do.",
        "created": "There is no column Created: when the work was added is not known.",
    }
    return [sentence for word, sentence in told.items() if word not in single]
