"""What each team's statuses mean: the mapping to the four categories, and what nobody mapped."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, or_, select, update

from portfolio.domain.backlog import Category
from portfolio.store import rows
from portfolio.store.tables.backlog import items, status_mappings


@dataclass(frozen=True, slots=True)
class StatusUse:
    """A status as a team's items have it: how many, counted as what, mapped by whom."""

    team_id: int | None
    status: str
    category: Category
    count: int
    mapped: Category | None
    mapping_id: int | None
    version: int | None


def mapping_of(tx: Connection, team_id: int | None) -> dict[str, Category]:
    """Return the categories of the statuses in lower case, the team's own before the product's."""
    query = select(
        status_mappings.c.team_id, status_mappings.c.status, status_mappings.c.category
    ).where(or_(status_mappings.c.team_id.is_(None), status_mappings.c.team_id == team_id))
    found = sorted(tx.execute(query), key=lambda row: row.team_id is not None)
    return {row.status.lower(): Category(row.category) for row in found}


def uses(tx: Connection, team_id: int | None = None) -> list[StatusUse]:
    """Return every status that items have, by team and status, with what it is counted as."""
    own = status_mappings.alias("own")
    query = (
        select(
            items.c.team_id,
            items.c.status,
            items.c.category,
            func.count().label("number"),
            func.min(own.c.category).label("mapped"),
            func.min(own.c.id).label("mapping_id"),
            func.min(own.c.version).label("version"),
        )
        .outerjoin(
            own,
            (func.lower(own.c.status) == func.lower(items.c.status))
            & (own.c.team_id == items.c.team_id),
        )
        .group_by(items.c.team_id, items.c.status, items.c.category)
        .order_by(items.c.team_id, items.c.status, items.c.category)
    )
    if team_id is not None:
        query = query.where(items.c.team_id == team_id)
    return [
        StatusUse(
            row.team_id,
            row.status,
            Category(row.category),
            row.number,
            Category(row.mapped) if row.mapped else None,
            row.mapping_id,
            row.version,
        )
        for row in tx.execute(query)
    ]


def product_mappings(tx: Connection) -> dict[str, tuple[Category, int]]:
    """Return the mappings of no team, by status in lower case: category and version."""
    query = select(
        status_mappings.c.status, status_mappings.c.category, status_mappings.c.version
    ).where(status_mappings.c.team_id.is_(None))
    return {row.status.lower(): (Category(row.category), row.version) for row in tx.execute(query)}


def set_mapping(
    tx: Connection, team_id: int | None, status: str, category: Category, *, version: int | None
) -> None:
    """Map a status; with the version of the mapping that is replaced, None for a new one."""
    query = select(status_mappings.c.id).where(
        status_mappings.c.team_id.is_not_distinct_from(team_id),
        func.lower(status_mappings.c.status) == status.strip().lower(),
    )
    found = tx.execute(query.order_by(status_mappings.c.id)).scalars().first()
    if found is None:
        tx.execute(
            insert(status_mappings).values(
                team_id=team_id, status=status.strip(), category=category.value
            )
        )
    elif version is None:
        tx.execute(
            update(status_mappings)
            .where(status_mappings.c.id == found)
            .values(category=category.value, version=status_mappings.c.version + 1)
        )
    else:
        rows.save(tx, status_mappings, found, version=version, values={"category": category.value})


def recount_open(tx: Connection, team_id: int | None, status: str, category: Category) -> int:
    """Count the items in a status as a category, where they have not ended; return how many.

    What has ended keeps what it was counted as: a mapping rewrites nothing of the past. Without
    a team it reaches the items whose own team does not map the status.
    """
    where = [
        func.lower(items.c.status) == status.strip().lower(),
        items.c.resolved_at.is_(None),
        items.c.category != category.value,
    ]
    if team_id is not None:
        where.append(items.c.team_id == team_id)
    else:
        mapped = select(status_mappings.c.team_id).where(
            func.lower(status_mappings.c.status) == status.strip().lower(),
            status_mappings.c.team_id.is_not(None),
        )
        where.append(or_(items.c.team_id.is_(None), items.c.team_id.not_in(mapped)))
    changed = tx.execute(
        update(items).where(*where).values(category=category.value, version=items.c.version + 1)
    )
    return changed.rowcount
