"""What teams took into sprints, part by part."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from portfolio.domain.taken_parts import Part, Parts
from portfolio.store.tables.backlog import items
from portfolio.store.tables.plans import taken_items


def parts(
    tx: Connection,
    sprint_ids: Collection[int],
    *,
    item_ids: Collection[int] | None = None,
    locked: bool = False,
) -> dict[int, Parts]:
    """Return the parts taken into these sprints, by item, oldest first.

    With `locked` nobody else takes these items until the transaction ends.
    """
    if locked and item_ids is not None and tx.dialect.name != "sqlite":
        tx.execute(select(items.c.id).where(items.c.id.in_(item_ids)).with_for_update()).all()
    query = (
        select(
            taken_items.c.item_id,
            taken_items.c.team_id,
            taken_items.c.sprint_id,
            taken_items.c.points,
            taken_items.c.points_left,
            taken_items.c.id,
            taken_items.c.version,
        )
        .where(taken_items.c.sprint_id.in_(sprint_ids))
        .order_by(taken_items.c.id)
    )
    if item_ids is not None:
        query = query.where(taken_items.c.item_id.in_(item_ids))
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for item_id, *values in tx.execute(query):
        found[item_id].append(Part(*values))
    return {item_id: tuple(own) for item_id, own in found.items()}


def replace_parts(
    tx: Connection,
    before: Mapping[int, Parts],
    after: Mapping[int, Parts],
    *,
    account_id: int | None,
    now: datetime,
) -> None:
    """Bring what is stored from `before` (as it was just read, locked) to `after`, by item."""
    gone, new, changed = [], [], []
    for item_id, own in after.items():
        old = {one.spot: one for one in before.get(item_id, ())}
        kept = {one.spot for one in own}
        gone += [one.id for spot, one in old.items() if spot not in kept]
        for one in own:
            values = {
                "points": one.points,
                "points_left": one.points_left,
                "is_shared": len(own) > 1,
            }
            row = old.get(one.spot)
            if row is not None:
                changed.append({**values, "row": row.id, "next": row.version + 1})
                continue
            place = {"item_id": item_id, "team_id": one.team_id, "sprint_id": one.sprint_id}
            new.append({**values, **place, "account_id": account_id, "taken_at": now})
    if gone:
        tx.execute(delete(taken_items).where(taken_items.c.id.in_(gone)))
    if changed:
        query = update(taken_items).where(taken_items.c.id == bindparam("row"))
        tx.execute(query.values(version=bindparam("next")), changed)
    if new:
        tx.execute(insert(taken_items), new)
