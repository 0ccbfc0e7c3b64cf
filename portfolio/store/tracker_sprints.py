"""A tracker's sprints and which items were in them: the teams' history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from portfolio.domain.imports import ImportedSprint
from portfolio.store.tables.backlog import item_tracker_sprints, tracker_sprints


@dataclass(frozen=True, slots=True)
class TrackerSprint:
    """A sprint of the tracker, as far as an item's cell can choose it."""

    id: int
    name: str
    board: str | None
    external_id: str | None


def sprints_by_name(tx: Connection) -> dict[str, list[TrackerSprint]]:
    """Return the tracker's sprints by name; a name may stand for several."""
    columns = [tracker_sprints.c[name] for name in TrackerSprint.__dataclass_fields__]
    found: dict[str, list[TrackerSprint]] = defaultdict(list)
    for row in tx.execute(select(*columns).order_by(tracker_sprints.c.id)):
        found[row.name].append(TrackerSprint(*row))
    return found


def add_named_sprints(tx: Connection, names: Iterable[str]) -> None:
    """Add sprints of which nothing but the name is known."""
    values = [{"name": name} for name in names]
    if values:
        tx.execute(insert(tracker_sprints), values)


def save_dated_sprints(
    tx: Connection, sprints: Sequence[tuple[ImportedSprint, int | None, int | None]]
) -> None:
    """Add or overwrite sprints: each with its row where there is one, and its team."""
    new = [_values(sprint, team_id) for sprint, row_id, team_id in sprints if row_id is None]
    known = [
        {f"new_{name}": value for name, value in _values(sprint, team_id).items()}
        | {"its_id": row_id}
        for sprint, row_id, team_id in sprints
        if row_id is not None
    ]
    if new:
        tx.execute(insert(tracker_sprints), new)
    if known:
        statement = update(tracker_sprints).where(tracker_sprints.c.id == bindparam("its_id"))
        columns = [name.removeprefix("new_") for name in known[0] if name != "its_id"]
        tx.execute(statement.values({c: bindparam(f"new_{c}") for c in columns}), known)


def memberships(tx: Connection, item_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the sprints that items were in, in their order."""
    query = (
        select(item_tracker_sprints.c.item_id, item_tracker_sprints.c.tracker_sprint_id)
        .where(item_tracker_sprints.c.item_id.in_(item_ids))
        .order_by(item_tracker_sprints.c.item_id, item_tracker_sprints.c.position)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.item_id].append(row.tracker_sprint_id)
    return found


def set_memberships(tx: Connection, wanted: Mapping[int, Sequence[int]]) -> None:
    """Replace the memberships of these items."""
    if not wanted:
        return
    tx.execute(delete(item_tracker_sprints).where(item_tracker_sprints.c.item_id.in_(wanted)))
    values = [
        {"item_id": item_id, "position": position, "tracker_sprint_id": sprint_id}
        for item_id, sprint_ids in wanted.items()
        for position, sprint_id in enumerate(sprint_ids)
    ]
    if values:
        tx.execute(insert(item_tracker_sprints), values)


def _values(sprint: ImportedSprint, team_id: int | None) -> dict[str, Any]:
    return {
        "external_id": sprint.external_id,
        "name": sprint.name,
        "state": sprint.state[:20],
        "board": sprint.board,
        "team_id": team_id,
        "starts_at": sprint.starts_at,
        "ends_at": sprint.ends_at,
        "completed_at": sprint.completed_at,
    }
