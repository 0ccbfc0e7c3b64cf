"""Links between items, by key, so that what lies outside the product dangles and is kept."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, insert, or_, select

from portfolio.domain.backlog import Link
from portfolio.store.tables.backlog import item_links


def links_of(tx: Connection, key: str) -> list[Link]:
    """Return the links that begin or end at an item."""
    return _links(tx, or_(item_links.c.from_key == key, item_links.c.to_key == key))


def all_links(tx: Connection, *, types: Collection[str]) -> list[Link]:
    """Return every link of these types, such as domain.backlog.DEPENDENCY_TYPES."""
    return _links(tx, item_links.c.type.in_(types))


def add_links(tx: Connection, links: Iterable[Link], *, source: str = "") -> int:
    """Add those of the links that are not there yet and return how many that were."""
    wanted = {(one.type, one.from_key, one.to_key): one for one in links}
    keys = {one.from_key for one in wanted.values()}
    known = tx.execute(
        select(item_links.c.type, item_links.c.from_key, item_links.c.to_key).where(
            item_links.c.from_key.in_(keys)
        )
    )
    for row in known if keys else ():
        wanted.pop((row.type, row.from_key, row.to_key), None)
    values = [
        {
            "type": one.type,
            "from_key": one.from_key,
            "to_key": one.to_key,
            "lag": one.lag,
            "source": source,
        }
        for one in wanted.values()
    ]
    if values:
        tx.execute(insert(item_links), values)
    return len(values)


def remove_link(tx: Connection, link: Link) -> bool:
    """Remove a link; return whether it was there."""
    gone = tx.execute(
        delete(item_links).where(
            item_links.c.type == link.type,
            item_links.c.from_key == link.from_key,
            item_links.c.to_key == link.to_key,
        )
    )
    return gone.rowcount > 0


def _links(tx: Connection, where: object) -> list[Link]:
    query = (
        select(item_links.c.type, item_links.c.from_key, item_links.c.to_key, item_links.c.lag)
        .where(where)  # type: ignore[arg-type]
        .order_by(item_links.c.id)
    )
    return [Link(*row) for row in tx.execute(query)]
