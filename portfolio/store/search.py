"""Search over everything that has a name: items, teams, goals, deployments, services."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from portfolio.store.tables.backlog import items
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.delivery import deployments, services
from portfolio.store.tables.okrs import key_results, objectives
from portfolio.store.tables.teams import areas, teams
from portfolio.store.words import holds


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `key` names it in its address, `more` tells it from its like."""

    kind: str  # item, team, area, objective, key_result, deployment, service
    key: str
    title: str
    more: str = ""


def hits(tx: Connection, words: str, *, limit: int = 25) -> list[Hit]:
    """Return what holds all the words, at most `limit` of each kind; in seven queries."""
    wanted = words.split()
    if not wanted:
        return []
    return [hit for query in _queries(tx, wanted, words.strip(), limit) for hit in _run(tx, query)]


def named(tx: Connection) -> list[Hit]:
    """Return every team and area, and the objectives of the newest cycle that has some."""
    newest = select(func.max(objectives.c.cycle_id)).scalar_subquery()
    return [
        *_run(tx, select(literal("area"), areas.c.slug, areas.c.name, literal(""))),
        *_run(
            tx,
            select(literal("team"), teams.c.slug, teams.c.name, literal("")).where(
                teams.c.disbanded_on.is_(None)
            ),
        ),
        *_run(
            tx,
            select(literal("objective"), objectives.c.id, objectives.c.title, objectives.c.code)
            .where(objectives.c.cycle_id == newest, objectives.c.struck_on.is_(None))
            .order_by(objectives.c.position),
        ),
    ]


def _queries(tx: Connection, wanted: list[str], phrase: str, limit: int) -> Iterator[Select[Any]]:
    exact = case((func.lower(items.c.key) == phrase.lower(), 0), else_=1)
    yield (
        select(literal("item"), items.c.key, items.c.title, items.c.level)
        .where(_all(tx, wanted, items.c.key, items.c.title))
        .order_by(exact, items.c.rank, items.c.id)
        .limit(limit)
    )
    yield (
        select(literal("team"), teams.c.slug, teams.c.name, literal(""))
        .where(_all(tx, wanted, teams.c.name), teams.c.disbanded_on.is_(None))
        .order_by(teams.c.position, teams.c.name)
        .limit(limit)
    )
    yield (
        select(literal("area"), areas.c.slug, areas.c.name, literal(""))
        .where(_all(tx, wanted, areas.c.name))
        .order_by(areas.c.position)
        .limit(limit)
    )
    yield (
        select(literal("objective"), objectives.c.id, objectives.c.title, cycles.c.name)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(_all(tx, wanted, objectives.c.title, objectives.c.code))
        .order_by(cycles.c.starts_on.desc(), objectives.c.position)
        .limit(limit)
    )
    yield (
        select(literal("key_result"), key_results.c.id, key_results.c.title, cycles.c.name)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .join(cycles, cycles.c.id == objectives.c.cycle_id)
        .where(_all(tx, wanted, key_results.c.title, key_results.c.code))
        .order_by(cycles.c.starts_on.desc(), key_results.c.position)
        .limit(limit)
    )
    yield (
        select(literal("service"), services.c.slug, services.c.name, literal(""))
        .where(_all(tx, wanted, services.c.name))
        .order_by(services.c.name)
        .limit(limit)
    )
    yield (
        select(
            literal("deployment"), deployments.c.id, deployments.c.name, deployments.c.external_id
        )
        .where(_all(tx, wanted, deployments.c.name, deployments.c.external_id))
        .order_by(deployments.c.finished_at.desc())
        .limit(limit)
    )


def _all(tx: Connection, wanted: list[str], *columns: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(*(or_(*(holds(tx, one, word) for one in columns)) for word in wanted))


def _run(tx: Connection, query: Select[Any]) -> list[Hit]:
    rows = tx.execute(query)
    return [Hit(kind, str(key), title or str(key), more or "") for kind, key, title, more in rows]
