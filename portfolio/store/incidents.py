"""Incidents: record them as their sources tell them, and read them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from portfolio.domain.delivery import slug_of
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.incidents import Incident, IncidentRecord
from portfolio.store import delivery_weeks, deployments, services
from portfolio.store.tables.delivery import incidents

AT_ONCE = 500
_COLUMNS = tuple(incidents.c[name] for name in Incident.__dataclass_fields__)
_STORED = (
    "title", "severity", "service_id", "deployment_id",
    "opened_at", "mitigated_at", "resolved_at",
)  # fmt: skip


def record(tx: Connection, records: Sequence[IncidentRecord], *, source: str) -> dict[str, int]:
    """Add incidents, or bring them up to date, and return their ids; the figures follow at once.

    Raises Refused where one names a deployment that was never recorded.
    """
    touched = delivery_weeks.Touched()
    ids: dict[str, int] = {}
    for start in range(0, len(records), AT_ONCE):
        some = {one.external_id: one for one in records[start : start + AT_ONCE]}
        ids.update(_record_batch(tx, list(some.values()), source=source, touched=touched))
    delivery_weeks.refresh(tx, touched)
    return ids


def one_incident(tx: Connection, incident_id: int) -> Incident:
    """Return an incident; raise NotFound."""
    row = tx.execute(select(*_COLUMNS).where(incidents.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound("incident", incident_id)
    return Incident(**row._mapping)


def by_name(tx: Connection, text: str) -> list[Incident]:
    """Return the incidents with this id, or with this id at their source."""
    named = incidents.c.external_id == text
    if text.isdigit() and len(text) < 16:
        named |= incidents.c.id == int(text)
    found = tx.execute(select(*_COLUMNS).where(named).order_by(incidents.c.id))
    return [Incident(**row._mapping) for row in found]


def of_deployments(tx: Connection, deployment_ids: Collection[int]) -> list[Incident]:
    """Return the incidents that these deployments brought about, in the order of time."""
    if not deployment_ids:
        return []
    query = select(*_COLUMNS).where(incidents.c.deployment_id.in_(deployment_ids))
    found = tx.execute(query.order_by(incidents.c.opened_at, incidents.c.id))
    return [Incident(**row._mapping) for row in found]


def _record_batch(
    tx: Connection,
    records: Sequence[IncidentRecord],
    *,
    source: str,
    touched: delivery_weeks.Touched,
) -> dict[str, int]:
    named = services.add_named(tx, [one.service for one in records if one.service])
    causes = _causes(tx, records, source)
    known = _known(tx, source, [one.external_id for one in records])
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for one in records:
        values = _values(one, source=source, named=named, cause=causes.get(one.external_id))
        before = known.get(one.external_id)
        if before is None:
            new.append(values)
        elif any(getattr(before, name) != values[name] for name in _STORED):
            changed.append({**values, "id": before.id})
    _write(tx, new, changed)
    concerned = {row["deployment_id"] for row in (*new, *changed)}
    concerned |= {known[row["external_id"]].deployment_id for row in changed}
    deployments.touch(tx, concerned - {None}, touched)
    return {
        key: one.id for key, one in _known(tx, source, [r.external_id for r in records]).items()
    }


def _known(tx: Connection, source: str, external_ids: Collection[str]) -> dict[str, Incident]:
    query = select(*_COLUMNS).where(
        incidents.c.source == source, incidents.c.external_id.in_(external_ids)
    )
    return {row.external_id: Incident(**row._mapping) for row in tx.execute(query)}


def _causes(tx: Connection, records: Sequence[IncidentRecord], source: str) -> dict[str, int]:
    blamed = [one for one in records if one.deployment is not None]
    places = {one.deployment_source or source for one in blamed}
    found = {
        place: deployments.ids_at(tx, place, {str(one.deployment) for one in blamed})
        for place in places
    }
    causes: dict[str, int] = {}
    for one in blamed:
        place = one.deployment_source or source
        cause = found[place].get(str(one.deployment))
        if cause is None:
            raise Refused(
                f"The incident {one.external_id} names the deployment {one.deployment}, which "
                f"{place} never told."
            )
        causes[one.external_id] = cause
    return causes


def _values(
    record: IncidentRecord, *, source: str, named: Mapping[str, int], cause: int | None
) -> dict[str, Any]:
    return {
        "source": source,
        "external_id": record.external_id,
        "title": record.title,
        "severity": record.severity,
        "service_id": named[slug_of(record.service)] if record.service else None,
        "deployment_id": cause,
        "opened_at": record.opened_at,
        "mitigated_at": record.mitigated_at,
        "resolved_at": record.resolved_at,
    }


def _write(
    tx: Connection, new: Sequence[Mapping[str, Any]], changed: Sequence[Mapping[str, Any]]
) -> None:
    if new:
        tx.execute(insert(incidents), new)
    if not changed:
        return
    statement = (
        update(incidents)
        .where(incidents.c.id == bindparam("row_id"))
        .values(
            {
                **{name: bindparam(f"new_{name}") for name in _STORED},
                "version": incidents.c.version + 1,
            }
        )
    )
    tx.execute(
        statement,
        [
            {"row_id": row["id"], **{f"new_{name}": row[name] for name in _STORED}}
            for row in changed
        ],
    )
