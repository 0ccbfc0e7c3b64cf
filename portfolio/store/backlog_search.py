"""Open work by words: what a team may take in its planning meeting."""

from sqlalchemy import Connection, and_, case, func, or_, select

from portfolio.domain.backlog import Category, Item, Level
from portfolio.store.backlog import ITEM_COLUMNS, item_of
from portfolio.store.tables.backlog import items


def open_work(tx: Connection, words: str, *, limit: int) -> list[Item]:
    """Return open stories (and sub-tasks without a parent) that hold all the words, by rank."""
    wanted = words.split()
    exact = case((func.lower(items.c.key) == words.strip().lower(), 0), else_=1)
    loose = and_(items.c.level == Level.SUBTASK.value, items.c.parent_id.is_(None))
    query = (
        select(*ITEM_COLUMNS)
        .where(
            items.c.category.in_((Category.TODO.value, Category.DOING.value)),
            or_(items.c.level == Level.STORY.value, loose),
            *(
                or_(
                    items.c.key.icontains(word, autoescape=True),
                    items.c.title.icontains(word, autoescape=True),
                )
                for word in wanted
            ),
        )
        .order_by(exact, items.c.rank, items.c.id)
        .limit(limit)
    )
    return [item_of(row) for row in tx.execute(query)]
