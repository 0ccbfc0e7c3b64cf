"""The table of a GitHub project's view: columns as the view has them, issues by their address."""

import re
from typing import Any

from portfolio.connectors.tracker_export import Format, Row
from portfolio.connectors.tracker_rows import RowFault
from portfolio.domain.backlog import Level

_ADDRESS = re.compile(r"https?://[^/]+/[^/]+/(?P<name>[^/]+)/(?:issues|pull)/(?P<number>\d+)/?")
_SHORT = re.compile(r"(?:[^/]+/)?(?P<name>[^/#\s]+)#(?P<number>\d+)")
_CATEGORIES = {
    "todo": "To Do", "to do": "To Do", "backlog": "To Do", "no status": "To Do", "new": "To Do",
    "ready": "To Do", "in progress": "In Progress", "in review": "In Progress",
    "done": "Done", "closed": "Done", "completed": "Done",
}  # fmt: skip


def _read(row: Row) -> dict[str, Any]:
    address = row.text("key")
    key, status = _key(address), row.text("status")
    if not key:
        raise RowFault(f"{address[:60]!r} is no address of an issue; a draft has none.")
    parent = _key(row.text("parent"))
    if parent == key:
        parent = ""
    return {
        "key": key[:80],
        "summary": row.text("summary") or key,
        "type": row.text("type") or ("Pull request" if "/pull/" in address else "Issue"),
        "level": Level.EPIC if row.is_parent and not parent else Level.STORY,
        "status": status,
        "status_category": _CATEGORIES.get(status.casefold()),
        "external_id": address[:80],
        "project": row.text("project") or key.rpartition("-")[0],
        "priority": row.text("priority") or None,
        "points": row.points(),
        "team": row.text("team") or None,
        "sprints": (row.text("sprint"),) if row.text("sprint") else (),
        "parent_key": parent or None,
        "labels": row.parts("label"),
        "due_on": row.day("due"),
    }


def _key(text: str) -> str:
    found = _ADDRESS.fullmatch(text) or _SHORT.fullmatch(text)
    return f"{found['name']}-{found['number']}" if found else ""


FORMAT = Format(
    source="github",
    title="GitHub Projects",
    marks=(frozenset({"title", "url", "assignees"}), frozenset({"title", "url", "status"})),
    names={
        "key": ("url",),
        "summary": ("title",),
        "status": ("status",),
        "type": ("type", "issue type"),
        "label": ("labels",),
        "points": ("estimate", "story points", "points", "size"),
        "sprint": ("iteration", "sprint"),
        "parent": ("parent issue",),
        "project": ("repository",),
        "priority": ("priority",),
        "team": ("team",),
        "due": ("due date", "target date", "end date"),
    },
    dates=("due",),
    read=_read,
    parent=_key,
    told=("id", "type", "status_category", "project"),
)
