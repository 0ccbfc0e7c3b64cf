"""Finds the columns of a Jira export by their names, and other trackers' exports by theirs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.domain.imports import ImportRefused

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
_CUSTOM = re.compile(r"custom field \((?P<name>.+)\)", re.IGNORECASE)
_LINK = re.compile(r"(?P<end>inward|outward) issue link \((?P<type>.+)\)", re.IGNORECASE)

_OTHERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Linear", frozenset({"id", "team", "title", "cycle name"})),
    ("Azure DevOps", frozenset({"id", "work item type", "state"})),
    ("GitHub Projects", frozenset({"title", "url", "assignees"})),
    ("Shortcut", frozenset({"id", "name", "requester", "workflow"})),
    ("Plane", frozenset({"project identifier", "cycle name"})),
    ("GitLab", frozenset({"issue id", "url", "title", "state"})),
    ("Trello", frozenset({"card id", "card name"})),
    ("Asana", frozenset({"task id", "name", "section/column"})),
)
_FOREIGN: Mapping[str, str] = {
    "clave de incidencia": "Spanish",
    "tipo de incidencia": "Spanish",
    "clave de actividad": "Spanish",
    "vorgangsschlüssel": "German",
    "vorgangstyp": "German",
    "clé de ticket": "French",
    "clé de demande": "French",
    "type de ticket": "French",
    "chave do item": "Portuguese",
    "chave da item": "Portuguese",
    "tipo de item": "Portuguese",
    "chiave ticket": "Italian",
    "tipo di ticket": "Italian",
    "issuesleutel": "Dutch",
    "klucz zgłoszenia": "Polish",
    "ключ задачи": "Russian",
    "課題キー": "Japanese",
    "问题关键字": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in a row; a repeated column has several places."""

    count: int
    single: Mapping[str, int]
    repeated: Mapping[str, tuple[int, ...]]
    inward: tuple[tuple[int, str], ...] = ()
    outward: tuple[tuple[int, str], ...] = ()
    blank: tuple[int, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def of(self, cells: list[str], name: str) -> str:
        """Return the stripped cell of a column, "" where the file has none."""
        place = self.single.get(name)
        return "" if place is None else cells[place].strip()

    def all_of(self, cells: list[str], name: str) -> tuple[str, ...]:
        """Return the filled cells of a repeated column, in their order."""
        places = self.repeated.get(name, ())
        return tuple([cells[place].strip() for place in places if cells[place].strip()])


def find_columns(header: tuple[str, ...], *, line: int = 1) -> Columns:
    """Return the columns of a Jira export; raise ImportRefused for anything else."""
    names = [" ".join(name.casefold().split()) for name in header]
    plain = [_CUSTOM.sub(lambda found: found["name"].strip(), name) for name in names]
    single = {word: place for word in _NAMES if (place := _place(word, names, plain)) is not None}
    _check_is_jira(names, single, line)
    return Columns(
        count=len(header),
        single={word: place for word, place in single.items() if word not in _REPEATED},
        repeated={word: _places(word, names, plain) for word in _REPEATED},
        inward=_links(header, "inward"),
        outward=_links(header, "outward"),
        blank=tuple(place for place, name in enumerate(names) if not name),
        warnings=tuple(_missing(single)),
    )


def _place(word: str, names: list[str], plain: list[str]) -> int | None:
    for name in _NAMES[word]:
        for candidates in (names, plain):
            if name in candidates:
                return candidates.index(name)
    return None


def _places(word: str, names: list[str], plain: list[str]) -> tuple[int, ...]:
    wanted = _NAMES[word]
    return tuple(
        place
        for place, (name, bare) in enumerate(zip(names, plain, strict=True))
        if name in wanted or bare in wanted
    )


def _links(header: tuple[str, ...], end: str) -> tuple[tuple[int, str], ...]:
    found = ((place, _LINK.fullmatch(" ".join(name.split()))) for place, name in enumerate(header))
    return tuple(
        (place, match["type"].strip())
        for place, match in found
        if match and match["end"].casefold() == end
    )


def _check_is_jira(names: list[str], single: Mapping[str, int], line: int) -> None:
    if "key" in single and "summary" in single:
        return
    present = frozenset(names)
    for tracker, marks in _OTHERS:
        if marks <= present:
            raise ImportRefused(
                f"This looks like an export of {tracker}. Only Jira's CSV export can be read so "
                "far; export the work from Jira, or bring it into Jira's columns."
            )
    for name in names:
        if name in _FOREIGN:
            raise ImportRefused(
                f"This looks like a Jira export in {_FOREIGN[name]} (column {name!r}). Only "
                "English ones can be read so far: set the language of your Jira profile to "
                "English and export again."
            )
    missing = " and ".join(
        w for k, w in (("key", "Issue key"), ("summary", "Summary")) if k not in single
    )
    shown = ", ".join(repr(name[:40]) for name in names[:6])
    raise ImportRefused(
        f"this is no Jira export: there is no column {missing}. Its columns begin with {shown}.",
        line=line,
    )


def _missing(single: Mapping[str, int]) -> list[str]:
    told = {
        "type": "There is no column Issue Type: every row is taken as a story.",
        "status": "There is no column Status: every row is taken as to do.",
        "created": "There is no column Created: when the work was added is not known.",
    }
    return [sentence for word, sentence in told.items() if word not in single]
