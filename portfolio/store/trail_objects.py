"""What the objects of the trail are called today: "item:S-1" is Pay by phone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, literal, select, union_all

from portfolio.store.tables.backlog import imports, items
from portfolio.store.tables.cycles import cycles
from portfolio.store.tables.delivery import services
from portfolio.store.tables.okrs import key_results, objectives
from portfolio.store.tables.people import accounts, tokens
from portfolio.store.tables.plans import plans, scenarios
from portfolio.store.tables.shares import shares
from portfolio.store.tables.teams import areas, offices, teams


@dataclass(frozen=True, slots=True)
class Named:
    """An object of the trail: its kind, its key there, and its name today ("" once it is gone)."""

    kind: str
    key: str
    name: str = ""


def named(tx: Connection, objects: Collection[str]) -> dict[str, Named]:
    """Return each object with its name, in one query for them all."""
    keys: dict[str, set[str]] = defaultdict(set)
    found = {}
    for one in objects:
        kind, _, key = one.partition(":")
        keys[kind].add(key)
        found[one] = Named(kind, key)
    queries = [
        query for kind, wanted in keys.items() if (query := _query(kind, wanted)) is not None
    ]
    if not queries:
        return found
    for row in tx.execute(union_all(*queries)):
        found[f"{row.kind}:{row.key}"] = Named(row.kind, row.key, row.name)
    return found


def _query(kind: str, keys: set[str]) -> Select[Any, Any, Any] | None:
    if kind in _BY_KEY:
        key, name = _BY_KEY[kind]
        wanted: set[Any] = keys
    elif kind in _BY_ID:
        key, name = _BY_ID[kind]
        wanted = {int(one) for one in keys if one.isdecimal() and len(one) < 18}
    else:
        return None
    if not wanted:
        return None
    return select(
        literal(kind).label("kind"),
        cast(key, String).label("key"),
        cast(name, String).label("name"),
    ).where(key.in_(wanted))


_BY_KEY: dict[str, tuple[Any, Any]] = {
    "item": (items.c.key, items.c.title),
    "team": (teams.c.slug, teams.c.name),
    "area": (areas.c.slug, areas.c.name),
    "cycle": (cycles.c.name, cycles.c.name),
    "service": (services.c.slug, services.c.name),
}
_BY_ID: dict[str, tuple[Any, Any]] = {
    "plan": (plans.c.id, literal("v") + cast(plans.c.number, String)),
    "scenario": (scenarios.c.id, scenarios.c.name),
    "okr": (objectives.c.id, objectives.c.code + literal(" ") + objectives.c.title),
    "kr": (key_results.c.id, key_results.c.code + literal(" ") + key_results.c.title),
    "account": (accounts.c.id, func.coalesce(func.nullif(accounts.c.name, ""), accounts.c.email)),
    "token": (tokens.c.id, tokens.c.name),
    "share": (shares.c.id, shares.c.title),
    "office": (offices.c.id, offices.c.name),
    "import": (imports.c.id, imports.c.file_name),
}
