"""Changes with the items they carry: record them as their sources tell them, and read them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from portfolio.domain.delivery import Change, ChangeRecord, RowCounts, pull_request_in
from portfolio.store import deployments
from portfolio.store.delivery_weeks import Touched
from portfolio.store.tables.backlog import items
from portfolio.store.tables.delivery import change_items, changes

AT_ONCE = 500
KEYS_AT_ONCE = 900
_PLAIN = (
    "title", "authored_at", "committed_at", "merged_at", "is_revert", "is_merge", "size_lines",
)  # fmt: skip
_STORED = ("number", *_PLAIN, "is_linked", "first_deployment_id")


class Tally:
    """What recording changes did, counted while it runs."""

    def __init__(self) -> None:
        self.counts = RowCounts()
        self.with_items = 0
        self.without_deployment = 0
        self.keys: set[str] = set()


def record(
    tx: Connection, records: Iterable[ChangeRecord], *, source: str, touched: Touched
) -> Tally:
    """Add or bring up to date; note in `touched` what the roll-up must look at again."""
    tally = Tally()
    for some in _batches(records):
        _record_batch(tx, some, tally, source=source, touched=touched)
    return tally


def known_keys(tx: Connection, keys: Collection[str]) -> int:
    """Return how many of these keys an item of the backlog has."""
    every = sorted(keys)
    known = 0
    for start in range(0, len(every), KEYS_AT_ONCE):
        some = every[start : start + KEYS_AT_ONCE]
        known += tx.execute(
            select(func.count()).select_from(items).where(items.c.key.in_(some))
        ).scalar_one()
    return known


def keys_of(tx: Connection, change_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the item keys that each of these changes carries."""
    found: dict[int, list[str]] = defaultdict(list)
    if change_ids:
        query = (
            select(change_items.c.change_id, change_items.c.item_key)
            .where(change_items.c.change_id.in_(change_ids))
            .order_by(change_items.c.item_key)
        )
        for change_id, key in tx.execute(query):
            found[change_id].append(key)
    return {change_id: tuple(keys) for change_id, keys in found.items()}


def _batches(records: Iterable[ChangeRecord]) -> Iterator[list[ChangeRecord]]:
    """Yield batches in which no change occurs twice, so that a later row finds the first."""
    batch: dict[tuple[str, str], ChangeRecord] = {}
    for record in records:
        key = record.repository, record.sha
        if len(batch) >= AT_ONCE or key in batch:
            yield list(batch.values())
            batch = {}
        batch[key] = record
    if batch:
        yield list(batch.values())


def _record_batch(
    tx: Connection,
    records: Sequence[ChangeRecord],
    tally: Tally,
    *,
    source: str,
    touched: Touched,
) -> None:
    carriers = deployments.ids_at(
        tx, source, {one.deployment for one in records if one.deployment is not None}
    )
    known = _known(tx, records)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for one in records:
        before = known.get((one.repository, one.sha))
        values = _values(one, carriers, before)
        if before is None:
            new.append(values)
        elif any(before[name] != values[name] for name in (*_STORED, "keys")):
            changed.append({**values, "id": before["id"], "old": before["first_deployment_id"]})
        tally.with_items += bool(one.keys)
        tally.keys.update(one.keys)
        tally.without_deployment += one.deployment is not None and one.deployment not in carriers
    _write(tx, new, changed)
    carrying = {row["first_deployment_id"] for row in (*new, *changed)}
    carrying |= {row["old"] for row in changed}
    deployments.touch(tx, carrying - {None}, touched)
    tally.counts += RowCounts(len(new), len(changed), len(records) - len(new) - len(changed))


def _values(
    record: ChangeRecord, carriers: Mapping[str, int], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    carrier = carriers.get(record.deployment) if record.deployment else None
    if carrier is None and before is not None:
        carrier = before["first_deployment_id"]  # silence about it does not take it back
    return {
        "repository": record.repository,
        "sha": record.sha,
        "number": record.number if record.number is not None else pull_request_in(record.title),
        **{name: getattr(record, name) for name in _PLAIN},
        "is_linked": bool(record.keys),
        "first_deployment_id": carrier,
        "keys": tuple(sorted(set(record.keys))),
    }


def _known(
    tx: Connection, records: Sequence[ChangeRecord]
) -> dict[tuple[str, str], dict[str, Any]]:
    columns = [changes.c[name] for name in ("id", "repository", "sha", *_STORED)]
    found = tx.execute(
        select(*columns).where(
            changes.c.sha.in_([one.sha for one in records]),
            changes.c.repository.in_({one.repository for one in records}),
        )
    ).all()
    keys = keys_of(tx, [row.id for row in found])
    return {
        (row.repository, row.sha): {**row._mapping, "keys": keys.get(row.id, ())} for row in found
    }


def _write(
    tx: Connection, new: Sequence[Mapping[str, Any]], changed: Sequence[Mapping[str, Any]]
) -> None:
    ids = {(row["repository"], row["sha"]): row["id"] for row in changed}
    if new:
        statement = insert(changes).returning(changes.c.repository, changes.c.sha, changes.c.id)
        plain = [{name: row[name] for name in row if name != "keys"} for row in new]
        ids.update({(row.repository, row.sha): row.id for row in tx.execute(statement, plain)})
    if changed:
        _update(tx, changed)
    links = [
        {"change_id": ids[row["repository"], row["sha"]], "item_key": key}
        for row in (*new, *changed)
        for key in row["keys"]
    ]
    if links:
        tx.execute(insert(change_items), links)


def _update(tx: Connection, changed: Sequence[Mapping[str, Any]]) -> None:
    statement = (
        update(changes)
        .where(changes.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in _STORED})
    )
    tx.execute(
        statement,
        [
            {"row_id": row["id"], **{f"new_{name}": row[name] for name in _STORED}}
            for row in changed
        ],
    )
    gone = change_items.c.change_id.in_([row["id"] for row in changed])
    tx.execute(delete(change_items).where(gone))


CHANGE_COLUMNS = tuple(
    changes.c[name] for name in Change.__dataclass_fields__ if name != "item_keys"
)
