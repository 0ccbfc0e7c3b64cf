"""The links of a whole tracker at once, and who told of each."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, tuple_

from portfolio.domain.imports import ImportedLink
from portfolio.store.tables.backlog import item_links

CHUNK = 300  # three values a link: older SQLite takes 999 in a statement


def links_with_source(tx: Connection) -> dict[ImportedLink, str]:
    """Return every link with the source that told of it."""
    query = select(
        item_links.c.type, item_links.c.from_key, item_links.c.to_key, item_links.c.source
    )
    return {
        ImportedLink(row.type, row.from_key, row.to_key): row.source for row in tx.execute(query)
    }


def add_new_links(tx: Connection, source: str, links: Iterable[ImportedLink]) -> None:
    """Add many links that are not there yet."""
    values = [
        {"type": link.type, "from_key": link.from_key, "to_key": link.to_key, "source": source}
        for link in links
    ]
    if values:
        tx.execute(insert(item_links), values)


def remove_links(tx: Connection, source: str, links: Sequence[ImportedLink]) -> None:
    """Remove many links of a source."""
    columns = tuple_(item_links.c.type, item_links.c.from_key, item_links.c.to_key)
    for start in range(0, len(links), CHUNK):
        gone = [(one.type, one.from_key, one.to_key) for one in links[start : start + CHUNK]]
        tx.execute(delete(item_links).where(item_links.c.source == source, columns.in_(gone)))
