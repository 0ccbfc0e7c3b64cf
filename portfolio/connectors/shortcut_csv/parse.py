"""Shortcut's CSV export: stories by number, with the name of their epic."""

from typing import Any

from portfolio.connectors.tracker_export import Format, Row
from portfolio.connectors.tracker_rows import RowFault
from portfolio.domain.backlog import Level


def _read(row: Row) -> dict[str, Any]:
    number = row.text("key")
    if not number.isdecimal():
        raise RowFault(f"{number[:60]!r} is no number of a story.")
    ended = row.moment("resolved")
    epic = row.text("epic")
    if epic:
        row.export.notes.add("An epic is named without a key: it became a label", row.line)
    done = bool(ended) or row.text("is completed").casefold() == "true"
    started = bool(row.moment("started"))
    return {
        "key": f"SC-{int(number)}",
        "summary": row.text("summary") or f"SC-{int(number)}",
        "type": row.text("type") or "feature",
        "level": Level.STORY,
        "status": row.text("status"),
        "status_category": "Done" if done else "In Progress" if started else "To Do",
        "external_id": number,
        "project": row.text("project") or None,
        "priority": row.text("priority") or None,
        "points": row.points(),
        "team": row.text("team") or None,
        "sprints": (row.text("sprint"),) if row.text("sprint") else (),
        "labels": (*row.parts("label"), *((epic,) if epic else ())),
        "created_at": row.moment("created"),
        "updated_at": row.moment("updated"),
        "resolved_at": ended,
        "due_on": row.day("due"),
    }


FORMAT = Format(
    source="shortcut",
    title="Shortcut",
    marks=(
        frozenset({"id", "name", "requester", "workflow"}),
        frozenset({"id", "name", "type", "requester", "owners"}),
    ),
    names={
        "key": ("id",),
        "summary": ("name",),
        "type": ("type",),
        "status": ("state",),
        "project": ("project",),
        "epic": ("epic",),
        "label": ("labels",),
        "team": ("team",),
        "points": ("estimate",),
        "priority": ("priority",),
        "sprint": ("iteration",),
        "created": ("created_at",),
        "updated": ("updated_at",),
        "started": ("started_at",),
        "resolved": ("completed_at",),
        "is completed": ("is_completed",),
        "due": ("due_date", "deadline"),
    },
    dates=("created", "updated", "started", "resolved", "due"),
    read=_read,
    told=("id", "status_category"),
)
