"""What sources read, day by day; and the check-ins that readings have become."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from portfolio.domain.okrs import CheckIn
from portfolio.domain.sources import Reading, SourceKind
from portfolio.store.tables.okrs import check_ins
from portfolio.store.tables.sources import source_readings as readings

_READING: tuple[Any, ...] = (
    readings.c.id,
    readings.c.key_result_id,
    readings.c.kind,
    readings.c.on,
    readings.c.value,
    readings.c.n,
    readings.c.coverage,
    readings.c.facts,
    readings.c.note,
    readings.c.read_at,
)


def of_key_results(tx: Connection, ids: Collection[int]) -> dict[int, dict[date, Reading]]:
    """Return the readings that count of each key result, by their days in order."""
    query = (
        select(*_READING)
        .where(readings.c.key_result_id.in_(ids), readings.c.is_latest)
        .order_by(readings.c.on, readings.c.id)
    )
    found: dict[int, dict[date, Reading]] = defaultdict(dict)
    for row in tx.execute(query):
        found[row.key_result_id][row.on] = _reading(row)
    return found


def history(tx: Connection, key_result_id: int) -> list[tuple[Reading, bool]]:
    """Return every reading of a key result with whether it counts, the newest day first."""
    query = (
        select(*_READING, readings.c.is_latest)
        .where(readings.c.key_result_id == key_result_id)
        .order_by(readings.c.on.desc(), readings.c.id.desc())
    )
    found: list[Any] = list(tx.execute(query))
    return [(_reading(row), row.is_latest) for row in found]


def said_before(tx: Connection, key_result_id: int, days: Collection[date]) -> set[Any]:
    """Return the pairs of day and value that were ever read of a key result for these days."""
    query = select(readings.c.on, readings.c.value).where(
        readings.c.key_result_id == key_result_id, readings.c.on.in_(days)
    )
    return {(row.on, row.value) for row in tx.execute(query)}


def latest(tx: Connection, ids: Collection[int], *, on: date | None = None) -> dict[int, Reading]:
    """Return the reading of the newest day, until `on`, of each key result."""
    newest = (
        select(readings.c.key_result_id, func.max(readings.c.on).label("on"))
        .where(readings.c.key_result_id.in_(ids), readings.c.is_latest)
        .group_by(readings.c.key_result_id)
    )
    if on is not None:
        newest = newest.where(readings.c.on <= on)
    last = newest.subquery()
    query = (
        select(*_READING)
        .join(
            last, (last.c.key_result_id == readings.c.key_result_id) & (last.c.on == readings.c.on)
        )
        .where(readings.c.is_latest)
    )
    return {row.key_result_id: _reading(row) for row in tx.execute(query)}


def add(tx: Connection, made: Sequence[Reading]) -> None:
    """Add readings; each is the one that counts for its day from now on."""
    if not made:
        return
    for one in _days(made):
        tx.execute(
            update(readings)
            .where(
                readings.c.key_result_id == one[0],
                readings.c.on.in_(one[1]),
                readings.c.is_latest,
            )
            .values(is_latest=False)
        )
    tx.execute(insert(readings), [_row(one) for one in made])


def renew(tx: Connection, reading_id: int, made: Reading) -> None:
    """Let a reading of this very day say what was read just now."""
    values = _row(made)
    del values["key_result_id"]
    tx.execute(update(readings).where(readings.c.id == reading_id).values(**values))


def check_ins_of(tx: Connection, ids: Collection[int]) -> dict[int, list[CheckIn]]:
    """Return the check-ins in force of each key result."""
    said = check_ins.c
    query = (
        select(
            said.key_result_id,
            said.id,
            said.on,
            said.value,
            said.made_at,
            said.account_id,
            said.source,
        )
        .where(said.key_result_id.in_(ids), said.replaced_by.is_(None))
        .order_by(said.on, said.made_at, said.id)
    )
    found: dict[int, list[CheckIn]] = defaultdict(list)
    for row in tx.execute(query):
        values = dict(row._mapping)
        found[values.pop("key_result_id")].append(CheckIn(**values))
    return found


def renew_check_in(tx: Connection, check_in_id: int, value: float, *, now: datetime) -> None:
    """Let what a source said for this very day say what it reads just now."""
    query = update(check_ins).where(check_ins.c.id == check_in_id, check_ins.c.source.is_not(None))
    tx.execute(query.values(value=value, made_at=now))


def _days(made: Iterable[Reading]) -> Iterable[tuple[int, list[date]]]:
    own: Mapping[int, list[date]] = defaultdict(list)
    for one in made:
        own[one.key_result_id].append(one.on)
    return own.items()


def _row(one: Reading) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Reading.__dataclass_fields__ if name != "id"}
    return values | {"kind": one.kind.value, "facts": dict(one.facts)}


def _reading(row: Row[Any]) -> Reading:
    values = {name: getattr(row, name) for name in Reading.__dataclass_fields__}
    return Reading(**values | {"kind": SourceKind(row.kind)})
