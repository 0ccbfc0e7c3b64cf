"""Deployments: record them as their sources tell them, and read them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from portfolio.domain.delivery import (
    Deployment,
    DeploymentKind,
    DeploymentRecord,
    DeploymentStatus,
    Environment,
    RowCounts,
    Service,
    service_names,
    slug_of,
)
from portfolio.domain.errors import NotFound
from portfolio.store import rows, services
from portfolio.store.delivery_weeks import Touched
from portfolio.store.tables import delivery as tables
from portfolio.store.tables.delivery import deployments, environments, service_deployments

AT_ONCE = 500
_PLAIN = (
    "name", "revision", "started_at", "finished_at", "status", "kind", "changed_hosts",
)  # fmt: skip


def record(
    tx: Connection, records: Iterable[DeploymentRecord], *, source: str, touched: Touched
) -> RowCounts:
    """Add or bring up to date; note in `touched` what the roll-up must look at again."""
    counts = RowCounts()
    for some in _batches(records):
        counts += _record_batch(tx, some, source=source, touched=touched)
    return counts


def ids_at(tx: Connection, source: str, external_ids: Collection[str]) -> dict[str, int]:
    """Return the ids of those deployments of a source that are recorded."""
    query = select(deployments.c.external_id, deployments.c.id).where(
        deployments.c.source == source, deployments.c.external_id.in_(external_ids)
    )
    return {row.external_id: row.id for row in tx.execute(query)}


def touch(tx: Connection, deployment_ids: Collection[int], touched: Touched) -> None:
    """Note that something about these deployments has changed."""
    link = service_deployments.c
    query = select(link.deployment_id, link.service_id, link.finished_at)
    own: dict[int, tuple[datetime, list[int]]] = {}
    for row in tx.execute(query.where(link.deployment_id.in_(deployment_ids))):
        own.setdefault(row.deployment_id, (row.finished_at, []))[1].append(row.service_id)
    for finished_at, service_ids in own.values():
        touched.add(service_ids, finished_at)


def one_deployment(tx: Connection, deployment_id: int) -> Deployment:
    """Return a deployment; raise NotFound."""
    found = some_deployments(tx, deployments.c.id == deployment_id)
    if not found:
        raise NotFound("deployment", deployment_id)
    return found[0]


def by_name(tx: Connection, text: str) -> list[Deployment]:
    """Return the deployments with this id, or with this name or id at their source."""
    named = (deployments.c.external_id == text) | (deployments.c.name == text)
    if text.isdigit() and len(text) < 16:
        named |= deployments.c.id == int(text)
    return some_deployments(tx, named)


def by_id(tx: Connection, ids: Collection[int]) -> dict[int, Deployment]:
    """Return these deployments by id."""
    if not ids:
        return {}
    return {one.id: one for one in some_deployments(tx, deployments.c.id.in_(ids), limit=None)}


def of_revisions(tx: Connection, revisions: Collection[str]) -> list[Deployment]:
    """Return the deployments of these revisions, the newest first."""
    return some_deployments(tx, deployments.c.revision.in_(revisions)) if revisions else []


def of_revision_prefix(tx: Connection, digits: str) -> list[Deployment]:
    """Return the deployments of a revision that begins with these digits, the newest first."""
    revision = deployments.c.revision
    return some_deployments(tx, (revision >= digits) & (revision < digits + "g"))


def some_deployments(
    tx: Connection, wanted: ColumnElement[bool], *, limit: int | None = 200
) -> list[Deployment]:
    """Return the deployments that fit, the newest first, with their services: two queries."""
    query = _deployment_query().where(wanted)
    found = tx.execute(
        query.order_by(deployments.c.finished_at.desc(), deployments.c.id.desc()).limit(limit)
    ).all()
    reached = _services_of(tx, [row.id for row in found])
    return [_deployment(row, reached[row.id]) for row in found]


def save(tx: Connection, deployment_id: int, *, version: int, values: Mapping[str, Any]) -> int:
    """Save a deployment that still has `version`; raise Stale or NotFound as rows.save does."""
    return rows.save(tx, deployments, deployment_id, version=version, values=values)


def _batches(records: Iterable[DeploymentRecord]) -> Iterator[list[DeploymentRecord]]:
    """Yield batches in which no deployment occurs twice, so that a later row finds the first."""
    batch: dict[str, DeploymentRecord] = {}
    for record in records:
        if len(batch) >= AT_ONCE or record.external_id in batch:
            yield list(batch.values())
            batch = {}
        batch[record.external_id] = record
    if batch:
        yield list(batch.values())


def _record_batch(
    tx: Connection, records: Sequence[DeploymentRecord], *, source: str, touched: Touched
) -> RowCounts:
    service_ids = services.add_missing(tx, service_names(records))
    places = services.add_missing_environments(tx, {one.environment for one in records})
    known = _known(tx, source, [one.external_id for one in records])
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    reached: dict[str, tuple[int, ...]] = {}
    for one in records:
        values = _values(one, source=source, environment=places[one.environment])
        reached[one.external_id] = tuple(
            sorted({service_ids[slug_of(name)] for name in one.services})
        )
        before = known.get(one.external_id)
        if before is None:
            new.append(values)
        elif _differs(before, values, reached[one.external_id]):
            changed.append({**values, "id": before["id"]})
            touched.add(before["services"], before["finished_at"])
    _write(tx, new, changed, reached)
    for row in (*new, *changed):
        touched.add(reached[row["external_id"]], row["finished_at"])
    return RowCounts(len(new), len(changed), len(records) - len(new) - len(changed))


def _values(record: DeploymentRecord, *, source: str, environment: Environment) -> dict[str, Any]:
    return {
        "source": source,
        "external_id": record.external_id,
        "environment_id": environment.id,
        **{name: getattr(record, name) for name in _PLAIN},
        "status": record.status.value,
        "kind": record.kind.value,
    }


def _known(tx: Connection, source: str, external_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    columns = [deployments.c[name] for name in ("id", "external_id", "environment_id", *_PLAIN)]
    found = tx.execute(
        select(*columns).where(
            deployments.c.source == source, deployments.c.external_id.in_(external_ids)
        )
    ).all()
    reached = _services_of(tx, [row.id for row in found])
    return {
        row.external_id: {
            **row._mapping,
            "services": tuple(sorted(one.id for one in reached[row.id])),
        }
        for row in found
    }


def _differs(
    before: Mapping[str, Any], values: Mapping[str, Any], reached: tuple[int, ...]
) -> bool:
    names = ("environment_id", *_PLAIN)
    return before["services"] != reached or any(before[name] != values[name] for name in names)


def _write(
    tx: Connection,
    new: Sequence[Mapping[str, Any]],
    changed: Sequence[Mapping[str, Any]],
    reached: Mapping[str, tuple[int, ...]],
) -> None:
    ids: dict[str, int] = {row["external_id"]: row["id"] for row in changed}
    if new:
        made = tx.execute(
            insert(deployments).returning(deployments.c.external_id, deployments.c.id), new
        )
        ids.update({row.external_id: row.id for row in made})
    if changed:
        _update(tx, changed)
    links = [
        {
            "deployment_id": ids[row["external_id"]],
            "service_id": service_id,
            "environment_id": row["environment_id"],
            "finished_at": row["finished_at"],
            "status": row["status"],
        }
        for row in (*new, *changed)
        for service_id in reached[row["external_id"]]
    ]
    if links:
        tx.execute(insert(service_deployments), links)


def _update(tx: Connection, changed: Sequence[Mapping[str, Any]]) -> None:
    names = ("environment_id", *_PLAIN)
    statement = (
        update(deployments)
        .where(deployments.c.id == bindparam("row_id"))
        .values(
            {
                **{name: bindparam(f"new_{name}") for name in names},
                "version": deployments.c.version + 1,
            }
        )
    )
    tx.execute(
        statement,
        [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in changed],
    )
    gone = service_deployments.c.deployment_id.in_([row["id"] for row in changed])
    tx.execute(delete(service_deployments).where(gone))


def _deployment_query() -> Select[Any]:
    names = [name for name in Deployment.__dataclass_fields__ if name in deployments.c]
    return select(
        *[deployments.c[name] for name in names],
        environments.c.id.label("place_id"),
        environments.c.name.label("place"),
        environments.c.is_production,
    ).join(environments, environments.c.id == deployments.c.environment_id)


def _services_of(tx: Connection, ids: Collection[int]) -> dict[int, list[Service]]:
    reached: dict[int, list[Service]] = defaultdict(list)
    if not ids:
        return reached
    columns = [tables.services.c[name] for name in Service.__dataclass_fields__]
    query = (
        select(service_deployments.c.deployment_id, *columns)
        .join(tables.services, tables.services.c.id == service_deployments.c.service_id)
        .where(service_deployments.c.deployment_id.in_(ids))
        .order_by(tables.services.c.name)
    )
    for deployment_id, *values in tx.execute(query):
        reached[deployment_id].append(Service(*values))
    return reached


def _deployment(row: Row[Any], reached: Sequence[Service]) -> Deployment:
    return Deployment(
        id=row.id,
        source=row.source,
        external_id=row.external_id,
        environment=Environment(row.place_id, row.place, row.is_production),
        name=row.name,
        revision=row.revision,
        started_at=row.started_at,
        finished_at=row.finished_at,
        status=DeploymentStatus(row.status),
        kind=DeploymentKind(row.kind),
        changed_hosts=row.changed_hosts,
        no_impact_reason=row.no_impact_reason,
        version=row.version,
        services=tuple(reached),
    )
