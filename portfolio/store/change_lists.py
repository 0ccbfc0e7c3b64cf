"""Read changes: of items, of deployments, by commit or pull request, and page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from portfolio.domain.delivery import Change
from portfolio.domain.trace_keys import is_commit, is_item
from portfolio.store import words
from portfolio.store.changes import CHANGE_COLUMNS, keys_of
from portfolio.store.tables.backlog import items
from portfolio.store.tables.delivery import change_items, changes, service_deployments

MOST = 200
KEYS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What a list of changes is narrowed to; None and "" leave it as wide as it is."""

    text: str = ""
    service_id: int | None = None
    has_item: bool | None = None
    is_rare: bool = False  # few fit, as counted: then they are looked for before they are ordered


@dataclass(frozen=True, slots=True)
class Some:
    """The first of many changes, and how many there are in all."""

    changes: tuple[Change, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.total - len(self.changes)


def page(tx: Connection, wanted: ChangeFilter, *, limit: int, offset: int) -> list[Change]:
    """Return a page of changes, the newest commit first."""
    query = _narrowed(tx, select(*CHANGE_COLUMNS), wanted)
    order = (changes.c.committed_at.desc(), changes.c.id.desc())
    return _with_keys(tx, query.order_by(*order).limit(limit).offset(offset))


def counts(tx: Connection, wanted: ChangeFilter) -> tuple[int, int]:
    """Return how many changes fit, and how many of these carry the key of an item."""
    columns = (changes.c.is_linked, func.count().label("changes"))
    query = _narrowed(tx, select(*columns).select_from(changes), wanted)
    query = query.group_by(changes.c.is_linked)
    found = {bool(row.is_linked): row.changes for row in tx.execute(query)}
    return sum(found.values()), found.get(True, 0)


def of_items(tx: Connection, keys: Collection[str], *, most: int = MOST) -> Some:
    """Return the changes that carry one of these keys, the newest first."""
    if not keys:
        return Some((), 0)
    own = select(change_items.c.change_id).where(
        change_items.c.item_key.in_(sorted(keys)[:KEYS_AT_ONCE])
    )
    return _some(tx, changes.c.id.in_(own), most)


def of_deployment(tx: Connection, deployment_id: int, *, most: int = MOST) -> Some:
    """Return the changes that a deployment was the first to carry, the newest first."""
    return _some(tx, changes.c.first_deployment_id == deployment_id, most)


def by_commit(tx: Connection, digits: str, *, most: int = MOST) -> list[Change]:
    """Return the changes whose commit begins with these digits."""
    return _with_keys(tx, select(*CHANGE_COLUMNS).where(_begins(digits)).limit(most))


def by_pull_request(tx: Connection, repository: str, number: int) -> list[Change]:
    """Return the pull request of a repository, which may be given without its owner."""
    named = or_(
        func.lower(changes.c.repository) == repository.lower(),
        func.lower(changes.c.repository).like(f"%/{_literal(repository.lower())}", escape="\\"),
    )
    query = select(*CHANGE_COLUMNS).where(changes.c.number == number, named)
    return _with_keys(tx, query.order_by(changes.c.committed_at).limit(MOST))


def keys_of_deployment(tx: Connection, deployment_id: int) -> list[str]:
    """Return the keys of all items that a deployment was the first to carry work of."""
    query = (
        select(change_items.c.item_key)
        .join(changes, changes.c.id == change_items.c.change_id)
        .where(changes.c.first_deployment_id == deployment_id)
        .distinct()
        .order_by(change_items.c.item_key)
    )
    return list(tx.execute(query).scalars())


def known_items(tx: Connection, keys: Collection[str]) -> set[str]:
    """Return those keys that an item of the backlog has."""
    if not keys:
        return set()
    return set(tx.execute(select(items.c.key).where(items.c.key.in_(keys))).scalars())


def _some(tx: Connection, wanted: ColumnElement[bool], most: int) -> Some:
    order = (changes.c.committed_at.desc(), changes.c.id.desc())
    query = select(*CHANGE_COLUMNS).where(wanted).order_by(*order).limit(most)
    total = tx.execute(select(func.count()).select_from(changes).where(wanted)).scalar_one()
    return Some(tuple(_with_keys(tx, query)), total)


def _narrowed(tx: Connection, query: Select[Any], wanted: ChangeFilter) -> Select[Any]:
    if wanted.has_item is not None:
        query = query.where(changes.c.is_linked.is_(wanted.has_item))
    if wanted.service_id is not None:
        reached = select(service_deployments.c.deployment_id).where(
            service_deployments.c.service_id == wanted.service_id
        )
        query = query.where(changes.c.first_deployment_id.in_(reached))
    text = wanted.text.strip()
    return query.where(_matches(tx, text, is_rare=wanted.is_rare)) if text else query


def _matches(tx: Connection, text: str, *, is_rare: bool) -> ColumnElement[bool]:
    # What looks like a key or a commit is searched as one: both have an index, words have none.
    if is_commit(text):
        return _begins(text.lower())
    if is_item(text):
        carrying = select(change_items.c.change_id).where(change_items.c.item_key == text.upper())
        return changes.c.id.in_(carrying)
    if not is_rare:
        return words.holds(tx, changes.c.title, text)
    # By themselves, so that an index that holds the titles is all that is read for them.
    titled = changes.alias("titled")
    return changes.c.id.in_(select(titled.c.id).where(words.holds(tx, titled.c.title, text)))


def _begins(digits: str) -> ColumnElement[bool]:
    # A range instead of LIKE, so that the index serves on both engines.
    return (changes.c.sha >= digits) & (changes.c.sha < digits + "g")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _with_keys(tx: Connection, query: Select[Any]) -> list[Change]:
    found: Sequence[Any] = tx.execute(query).all()
    keys = keys_of(tx, [row.id for row in found])
    return [Change(**row._mapping, item_keys=keys.get(row.id, ())) for row in found]
