"""People, their memberships, absences, on-call shifts, and the focus of teams."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, or_, select

from portfolio.domain.errors import NotFound
from portfolio.domain.person_days import Staff
from portfolio.domain.teams import (
    Absence,
    Focus,
    Membership,
    OnCallShift,
    PartTime,
    Person,
)
from portfolio.store import rows
from portfolio.store.tables.teams import (
    absences,
    focus_factors,
    memberships,
    on_call_shifts,
    part_times,
    people,
)
from portfolio.store.teams import holidays

TABLES: dict[type, Table] = {
    Person: people,
    Membership: memberships,
    Absence: absences,
    OnCallShift: on_call_shifts,
    Focus: focus_factors,
    PartTime: part_times,
}
Row = Person | Membership | Absence | OnCallShift | Focus | PartTime
Kind = TypeVar("Kind", Person, Membership, Absence, OnCallShift)


def _columns(kind: type) -> list[Any]:
    return [TABLES[kind].c[name] for name in kind.__dataclass_fields__]  # type: ignore[attr-defined]


def staff(tx: Connection, *, since: date, until: date) -> Staff:
    """Return everything that says who works when between two days, in seven queries."""
    away = (
        select(*_columns(Absence))
        .where(absences.c.ends_on >= since, absences.c.starts_on <= until)
        .order_by(absences.c.starts_on, absences.c.id)
    )
    shifts = (
        select(*_columns(OnCallShift))
        .where(on_call_shifts.c.ends_on >= since, on_call_shifts.c.starts_on <= until)
        .order_by(on_call_shifts.c.starts_on, on_call_shifts.c.id)
    )
    return Staff(
        people=tuple(all_people(tx)),
        memberships=tuple(all_memberships(tx)),
        absences=tuple(Absence(*row) for row in tx.execute(away)),
        on_call=tuple(OnCallShift(*row) for row in tx.execute(shifts)),
        holidays={office: frozenset(days) for office, days in holidays(tx).items()},
        part_times=tuple(all_part_times(tx)),
    )


def all_people(tx: Connection) -> list[Person]:
    """Return everybody, by name."""
    query = select(*_columns(Person)).order_by(people.c.name, people.c.id)
    return [Person(*row) for row in tx.execute(query)]


def all_memberships(tx: Connection) -> list[Membership]:
    """Return every membership there is or was."""
    query = select(*_columns(Membership)).order_by(memberships.c.id)
    return [Membership(*row) for row in tx.execute(query)]


def all_part_times(tx: Connection) -> list[PartTime]:
    """Return who works which part of which weekday, the oldest first."""
    query = select(*_columns(PartTime)).order_by(part_times.c.from_on, part_times.c.id)
    return [PartTime(*row) for row in tx.execute(query)]


def part_time_from(tx: Connection, person_id: int, from_on: date) -> PartTime | None:
    """Return the part time of a person that was set from a day on; None where there is none."""
    query = select(*_columns(PartTime)).where(
        part_times.c.person_id == person_id, part_times.c.from_on == from_on
    )
    row = tx.execute(query).one_or_none()
    return PartTime(*row) if row else None


def memberships_of(tx: Connection, person_id: int) -> list[Membership]:
    """Return the memberships of one person."""
    query = select(*_columns(Membership)).where(memberships.c.person_id == person_id)
    return [Membership(*row) for row in tx.execute(query.order_by(memberships.c.id))]


def team_ids_of(tx: Connection, person_id: int, *, since: date) -> frozenset[int]:
    """Return the teams that a person is in on a day or later; a team of the past is left out."""
    query = select(memberships.c.team_id).where(
        memberships.c.person_id == person_id,
        or_(memberships.c.ends_on.is_(None), memberships.c.ends_on >= since),
    )
    return frozenset(tx.execute(query.distinct()).scalars())


def member_ids(tx: Connection, team_id: int) -> frozenset[int]:
    """Return the people that are or were in a team."""
    query = select(memberships.c.person_id).where(memberships.c.team_id == team_id)
    return frozenset(tx.execute(query.distinct()).scalars())


def one_person(tx: Connection, person_id: int) -> Person:
    """Return a person; raise NotFound."""
    return _one(tx, Person, person_id)


def one_membership(tx: Connection, membership_id: int) -> Membership:
    """Return a membership; raise NotFound."""
    return _one(tx, Membership, membership_id)


def one_absence(tx: Connection, absence_id: int) -> Absence:
    """Return an absence; raise NotFound."""
    return _one(tx, Absence, absence_id)


def people_of_absences(tx: Connection, absence_ids: Collection[int]) -> dict[int, int]:
    """Return whose absences these are, by the absence's id; removed ones are left out."""
    query = select(absences.c.id, absences.c.person_id).where(absences.c.id.in_(absence_ids))
    return {row.id: row.person_id for row in tx.execute(query)}


def one_shift(tx: Connection, shift_id: int) -> OnCallShift:
    """Return an on-call shift; raise NotFound."""
    return _one(tx, OnCallShift, shift_id)


def all_focus(tx: Connection) -> list[Focus]:
    """Return the focus of all teams, the oldest first."""
    query = select(*_columns(Focus)).order_by(focus_factors.c.from_on)
    return [Focus(*row) for row in tx.execute(query)]


def focus_of(tx: Connection, team_id: int) -> list[Focus]:
    """Return the focus of one team, the oldest first."""
    query = select(*_columns(Focus)).where(focus_factors.c.team_id == team_id)
    return [Focus(*row) for row in tx.execute(query.order_by(focus_factors.c.from_on))]


def add(tx: Connection, kind: type[Row], values: Mapping[str, Any]) -> int:
    """Add a row of a kind and return its id."""
    return rows.add(tx, TABLES[kind], values)


def add_absences(
    tx: Connection, new: Sequence[Absence], *, account_id: int | None, now: datetime
) -> None:
    """Add many absences; their ids and versions are not looked at."""
    values = [
        {
            "person_id": one.person_id,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "share": one.share,
            "account_id": account_id,
            "entered_at": now,
        }
        for one in new
    ]
    if values:
        tx.execute(insert(absences), values)


def add_shifts(tx: Connection, new: Sequence[OnCallShift]) -> None:
    """Add many on-call shifts; their ids and versions are not looked at."""
    names = ("person_id", "team_id", "starts_on", "ends_on", "share")
    values = [{name: getattr(one, name) for name in names} for one in new]
    if values:
        tx.execute(insert(on_call_shifts), values)


def save(
    tx: Connection, kind: type[Row], row_id: int, *, version: int, values: Mapping[str, Any]
) -> int:
    """Save a row of a kind and return its new version; raise Stale."""
    return rows.save(tx, TABLES[kind], row_id, version=version, values=values)


def remove(tx: Connection, kind: type[Row], row_id: int, *, version: int) -> None:
    """Remove a row of a kind; raise Stale."""
    rows.remove(tx, TABLES[kind], row_id, version=version)


def _one(tx: Connection, kind: type[Kind], row_id: int) -> Kind:
    query = select(*_columns(kind)).where(TABLES[kind].c.id == row_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind.__name__.lower(), row_id)
    return kind(*row)
