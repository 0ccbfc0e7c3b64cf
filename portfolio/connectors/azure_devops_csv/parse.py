"""Azure DevOps' CSV of a query: work items by number, flat or as a tree of Title 1, Title 2 ..."""

from typing import Any

from portfolio.connectors.tracker_export import Format, Row
from portfolio.connectors.tracker_rows import RowFault
from portfolio.domain.backlog import Level

_LEVELS = {
    "epic": Level.INITIATIVE,
    "initiative": Level.INITIATIVE,
    "feature": Level.EPIC,
    "task": Level.SUBTASK,
}
_CATEGORIES = {
    "new": "To Do", "proposed": "To Do", "to do": "To Do", "approved": "To Do", "ready": "To Do",
    "active": "In Progress", "committed": "In Progress", "in progress": "In Progress",
    "doing": "In Progress", "resolved": "In Progress", "in review": "In Progress",
    "closed": "Done", "done": "Done", "completed": "Done",
}  # fmt: skip
DEEPEST = 12


def _read(row: Row) -> dict[str, Any]:
    number = row.text("key")
    if not number.isdecimal():
        raise RowFault(f"{number[:60]!r} is no number of a work item.")
    state, kind, path = row.text("status"), row.text("type") or "User Story", row.text("area")
    removed, sprint = state.casefold() == "removed", row.text("sprint")
    return {
        "key": _key(number),
        "summary": _title(row) or _key(number),
        "type": kind,
        "level": _LEVELS.get(kind.casefold(), Level.STORY),
        "status": state,
        "status_category": None if removed else _CATEGORIES.get(state.casefold()),
        "resolution": "Removed" if removed else None,
        "external_id": number,
        "project": path.split("\\")[0] or None,
        "priority": row.text("priority") or None,
        "points": row.points(),
        "team": path.split("\\")[-1] if "\\" in path else None,
        "sprints": (sprint.split("\\")[-1],) if "\\" in sprint else (),
        "parent_key": _key(row.text("parent")) if row.text("parent").isdecimal() else None,
        "labels": row.parts("label", ";"),
        "created_at": row.moment("created"),
        "updated_at": row.moment("updated"),
        "resolved_at": row.moment("resolved"),
        "due_on": row.day("due"),
    }


def _key(number: str) -> str:
    """Return a work item's key: numbers alone would be taken for another tracker's."""
    return f"ADO-{int(number)}"


def _title(row: Row) -> str:
    names = ("summary", *(f"title {depth}" for depth in range(1, DEEPEST + 1)))
    return next((text for name in names if (text := row.text(name))), "")


FORMAT = Format(
    source="azure",
    title="Azure DevOps",
    marks=(frozenset({"id", "work item type", "state"}),),
    names={
        "key": ("id",),
        "summary": ("title",),
        **{f"title {depth}": (f"title {depth}",) for depth in range(1, DEEPEST + 1)},
        "type": ("work item type",),
        "status": ("state",),
        "points": ("story points", "effort", "size"),
        "priority": ("priority",),
        "label": ("tags",),
        "area": ("area path",),
        "sprint": ("iteration path",),
        "parent": ("parent",),
        "created": ("created date",),
        "updated": ("changed date",),
        "resolved": ("closed date", "resolved date"),
        "due": ("due date", "target date"),
    },
    dates=("created", "updated", "resolved", "due"),
    read=_read,
    parent=lambda text: text,
    told=("id", "status_category", "resolution", "project", "team"),
)
