"""Linear's CSV export: a row an issue, its labels and links joined by commas."""

from typing import Any

from portfolio.connectors.tracker_export import Format, Row
from portfolio.connectors.tracker_rows import RowFault
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedLink, ordered_link

_DONE = frozenset({"done", "completed", "released", "merged", "closed"})
_OPEN = frozenset({"backlog", "todo", "to do", "triage", "unstarted"})


def _read(row: Row) -> dict[str, Any]:
    key = row.text("key")
    if not key:
        raise RowFault("The row has no issue key.")
    ended, dropped = row.moment("resolved"), row.moment("canceled")
    parent = row.text("parent")
    if parent == key:
        parent = ""
    return {
        "key": key[:80],
        "summary": row.text("summary") or key,
        "type": "Issue",
        "level": Level.EPIC if row.is_parent and not parent else Level.STORY,
        "status": row.text("status"),
        "status_category": _category(row, ended=bool(ended), dropped=bool(dropped)),
        "resolution": "Canceled" if dropped and not ended else None,
        "external_id": row.text("id") or None,
        "project": row.text("project") or None,
        "priority": row.text("priority") or None,
        "points": row.points(),
        "team": row.text("team") or None,
        "sprints": _cycle(row),
        "parent_key": parent or None,
        "labels": row.parts("label"),
        "created_at": row.moment("created"),
        "updated_at": row.moment("updated"),
        "resolved_at": ended or dropped,
        "due_on": row.day("due"),
        "links": _links(row, key),
    }


def _category(row: Row, *, ended: bool, dropped: bool) -> str | None:
    status = row.text("status").casefold()
    if ended or status in _DONE:
        return "Done"
    if dropped:
        return None
    if status in _OPEN:
        return "To Do"
    return "In Progress" if row.text("started") else None


def _cycle(row: Row) -> tuple[str, ...]:
    name = row.text("sprint") or (row.text("number") and f"Cycle {row.text('number')}")
    return (name,) if name else ()


def _links(row: Row, key: str) -> tuple[ImportedLink, ...]:
    found = [
        *(ordered_link("Blocks", outward_end=one, target=key) for one in row.parts("blocked by")),
        *(ordered_link("Relates", outward_end=key, target=one) for one in row.parts("related")),
        *(ordered_link("Duplicate", outward_end=key, target=one) for one in row.parts("duplicate")),
    ]
    return tuple(dict.fromkeys(one for one in found if one.from_key != one.to_key))


FORMAT = Format(
    source="linear",
    title="Linear",
    marks=(
        frozenset({"id", "team", "title", "cycle name"}),
        frozenset({"id", "team", "title", "status", "estimate", "uuid"}),
    ),
    names={
        "key": ("id",),
        "id": ("uuid",),
        "summary": ("title",),
        "status": ("status",),
        "points": ("estimate",),
        "priority": ("priority",),
        "project": ("project",),
        "team": ("team",),
        "label": ("labels",),
        "sprint": ("cycle name",),
        "number": ("cycle number",),
        "created": ("created",),
        "updated": ("updated",),
        "started": ("started",),
        "resolved": ("completed",),
        "canceled": ("canceled",),
        "due": ("due date",),
        "parent": ("parent issue",),
        "related": ("related to",),
        "blocked by": ("blocked by",),
        "duplicate": ("duplicate of",),
    },
    dates=("created", "updated", "resolved", "canceled", "due"),
    read=_read,
    told=("type", "status_category", "resolution", "link"),
)
