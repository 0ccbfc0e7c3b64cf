"""The backlog as a list: its pages join without a seam, at a constant number of queries."""

from collections.abc import Callable
from typing import Any

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import NewItem
from portfolio.domain.people import SYSTEM
from portfolio.screens import backlog as screen
from portfolio.screens.backlog import LIST_PAGE, RANK, Asked
from portfolio.store.unit import Store
from tests.people import NOW


def test_pages_of_a_list_join_without_a_seam(
    store: Store, count_queries: Callable[[], Any]
) -> None:
    new = [NewItem(f"Item {n}", key=f"L-{n:03}") for n in range(2 * LIST_PAGE + 3)]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
    pages = []
    with store.reading() as tx:
        for page in (1, 2, 3):
            with count_queries() as seen:
                asked = Asked(shape=RANK, page=page)
                pages.append(screen.load(tx, SYSTEM, asked, cycle_id=None))
            assert len(seen) <= 11, len(seen)
    lines = [line for page in pages for line in page.lines]
    assert [line.item.key for line in lines] == [item.key for item in new]
    assert [page.pages for page in pages] == [3, 3, 3]
    assert lines[0].above is None and lines[-1].below is None
    for upper, lower in zip(lines, lines[1:], strict=False):
        assert upper.below is not None and upper.below.key == lower.item.key
        assert lower.above is not None and lower.above.key == upper.item.key
