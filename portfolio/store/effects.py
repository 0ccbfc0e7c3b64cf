"""What finished epics really moved of key results, as it was said and corrected."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from portfolio.domain.backlog import Category
from portfolio.domain.effect_proposals import Proposals, proposals
from portfolio.domain.effects import Effect, FinishedEpic, ToldEffect, UntoldEpic, due_on
from portfolio.store import okrs, rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.effects import effects
from portfolio.store.tables.okrs import contributions, key_results, objectives

DAY = timedelta(days=1)
_EFFECT: tuple[Any, ...] = (
    effects.c.id,
    effects.c.item_id,
    effects.c.key_result_id,
    effects.c.amount,
    effects.c.expected,
    effects.c.confidence,
    effects.c.made_at,
    effects.c.seen_from_on,
    effects.c.seen_until_on,
    effects.c.proposed,
    effects.c.basis,
    effects.c.note,
    effects.c.account_id,
    effects.c.corrected_at,
    effects.c.version,
)
_FINISHED: tuple[Any, ...] = (
    contributions.c.item_id,
    contributions.c.key_result_id,
    contributions.c.amount,
    contributions.c.confidence,
    items.c.key,
    items.c.title,
    items.c.resolved_at,
    items.c.area_id,
)
_DELIVERED = (items.c.category == Category.DONE.value, items.c.is_delivered)


def pairs(tx: Connection, *, until: date) -> list[tuple[float, float, float]]:
    """Return expected (unmultiplied) and actual effect and confidence of finished epics.

    All as known on a day. What was said or corrected later is left out, and so is what cannot be
    told; the two are in their key result's own unit, so only their ratio can be compared with
    another pair's.
    """
    query = (
        select(effects.c.expected, effects.c.amount, effects.c.confidence)
        .where(_known(until), effects.c.amount.is_not(None), effects.c.expected > 0)
        .order_by(effects.c.id)
    )
    return [(row.expected, row.amount, row.confidence) for row in tx.execute(query)]


def told(tx: Connection, *, until: date) -> list[ToldEffect]:
    """Return what was in force on a day of every epic's effect, the newest quarter first."""
    query: Select[Any] = (
        select(
            *_EFFECT,
            items.c.key,
            items.c.title,
            items.c.area_id,
            items.c.resolved_at,
            key_results.c.code,
            key_results.c.title.label("key_result"),
            key_results.c.unit,
            cycles.c.name.label("cycle"),
        )
        .join(items, items.c.id == effects.c.item_id)
        .join(key_results, key_results.c.id == effects.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(_known(until))
        .order_by(cycles.c.starts_on.desc(), objectives.c.position, key_results.c.position)
        .order_by(items.c.resolved_at, effects.c.id)
    )
    return [
        ToldEffect(
            effect=_effect(row),
            key=row.key,
            title=row.title,
            area_id=row.area_id,
            finished_on=_day(row.resolved_at),
            code=row.code,
            key_result=row.key_result,
            unit=row.unit,
            cycle=row.cycle,
        )
        for row in tx.execute(query)
    ]


def of_key_results(tx: Connection, key_result_ids: Collection[int]) -> dict[int, list[Effect]]:
    """Return all that was said of the key results' epics, corrected sayings too, oldest first."""
    query = (
        select(*_EFFECT).where(effects.c.key_result_id.in_(key_result_ids)).order_by(effects.c.id)
    )
    found: dict[int, list[Effect]] = {one: [] for one in key_result_ids}
    for row in tx.execute(query):
        found[row.key_result_id].append(_effect(row))
    return found


def in_force(tx: Connection, item_id: int, key_result_id: int) -> Effect | None:
    """Return what is said of an epic's effect on a key result; None where nothing is."""
    query = select(*_EFFECT).where(
        effects.c.item_id == item_id,
        effects.c.key_result_id == key_result_id,
        effects.c.corrected_at.is_(None),
    )
    row = tx.execute(query).one_or_none()
    return _effect(row) if row else None


def finished(tx: Connection, key_result_ids: Collection[int]) -> dict[int, list[FinishedEpic]]:
    """Return the delivered epics attached to each of the key results, the first finished first."""
    query: Select[Any] = (
        select(*_FINISHED)
        .join(items, items.c.id == contributions.c.item_id)
        .where(contributions.c.key_result_id.in_(key_result_ids), *_DELIVERED)
        .order_by(items.c.resolved_at, items.c.rank, items.c.id)
    )
    found: dict[int, list[FinishedEpic]] = {one: [] for one in key_result_ids}
    for row in tx.execute(query):
        found[row.key_result_id].append(_finished(row))
    return found


def untold(tx: Connection, *, on: date) -> list[UntoldEpic]:
    """Return the delivered epics of which nothing was said by a day, the newest quarter first.

    One that was finished after its key result's quarter moved nothing in it and is left out.
    """
    said = select(effects.c.id).where(
        _known(on),
        effects.c.item_id == contributions.c.item_id,
        effects.c.key_result_id == contributions.c.key_result_id,
    )
    query: Select[Any] = (
        select(
            *_FINISHED,
            key_results.c.code,
            key_results.c.title.label("key_result"),
            key_results.c.unit,
            cycles.c.name,
            cycles.c.ends_on,
        )
        .join(items, items.c.id == contributions.c.item_id)
        .join(key_results, key_results.c.id == contributions.c.key_result_id)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(*_DELIVERED, key_results.c.struck_on.is_(None), ~said.exists())
        .order_by(cycles.c.starts_on.desc(), objectives.c.position, key_results.c.position)
        .order_by(items.c.resolved_at, items.c.id)
    )
    return [
        UntoldEpic(
            epic=epic,
            code=row.code,
            key_result=row.key_result,
            unit=row.unit,
            cycle=row.name,
            due_on=due_on(epic.finished_on, row.ends_on),
        )
        for row in tx.execute(query)
        if (epic := _finished(row)).was_finished(min(on, row.ends_on))
    ]


def proposed(tx: Connection, key_result_id: int, *, on: date) -> Proposals:
    """Return what a key result's own path proposes for its finished epics; raise NotFound."""
    key_result = okrs.one_key_result(tx, key_result_id)
    return proposals(key_result, finished(tx, [key_result_id])[key_result_id], on=on)


def add(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add what was said and return its id."""
    return rows.add(tx, effects, values)


def correct(tx: Connection, effect_id: int, *, version: int, at: datetime) -> None:
    """Close what was said before, so that it can be said anew; raise Stale where it is closed."""
    rows.save(tx, effects, effect_id, version=version, values={"corrected_at": at})


def _known(until: date) -> Any:
    end = datetime.combine(until + DAY, time(), UTC)
    open_then = or_(effects.c.corrected_at.is_(None), effects.c.corrected_at >= end)
    return and_(effects.c.made_at < end, open_then)


def _effect(row: Row[Any]) -> Effect:
    values = {column.name: getattr(row, column.name) for column in _EFFECT}
    return Effect(**values | {"basis": values["basis"] or {}})


def _finished(row: Row[Any]) -> FinishedEpic:
    return FinishedEpic(
        item_id=row.item_id,
        key_result_id=row.key_result_id,
        key=row.key,
        title=row.title,
        expected=row.amount,
        confidence=row.confidence,
        finished_on=_day(row.resolved_at),
        area_id=row.area_id,
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
