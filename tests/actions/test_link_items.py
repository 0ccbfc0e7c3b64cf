"""Linking items: dependencies never close a circle."""

import pytest

from portfolio.actions.add_items import add_items
from portfolio.actions.link_items import link_items
from portfolio.domain.backlog import Link, NewItem
from portfolio.domain.errors import NotAllowed, NotFound, Refused
from portfolio.domain.people import SYSTEM
from portfolio.store import item_links
from portfolio.store.unit import Store
from tests.people import NOW, Cast


@pytest.fixture
def chain(store: Store, cast: Cast) -> Store:
    """A blocks B, B blocks C; B is the team's, C the other team's."""
    new = [
        NewItem("A", key="A"),
        NewItem("B", key="B", team_id=cast.team_id),
        NewItem("C", key="C", team_id=cast.other_team_id),
        NewItem("D", key="D"),
    ]
    with store.writing() as tx:
        links = [Link("Blocks", "A", "B"), Link("Blocks", "B", "C"), Link("Relates", "D", "X-1")]
        add_items(tx, SYSTEM, new, links, now=NOW)
    return store


def test_a_link_is_seen_from_both_ends(chain: Store) -> None:
    with chain.writing() as tx:
        link_items(tx, SYSTEM, Link("Depends", "C", "D", 1), now=NOW)
        assert Link("Depends", "C", "D", 1) in item_links.links_of(tx, "C")
        assert Link("Depends", "C", "D", 1) in item_links.links_of(tx, "D")


def test_a_circle_is_refused_with_the_items_in_it(chain: Store) -> None:
    with chain.writing() as tx, pytest.raises(Refused, match="A → B → C → A"):
        link_items(tx, SYSTEM, Link("Depends", "C", "A"), now=NOW)


def test_relations_may_go_in_circles(chain: Store) -> None:
    with chain.writing() as tx:
        link_items(tx, SYSTEM, Link("Relates", "C", "A"), now=NOW)


def test_a_new_link_needs_two_items_that_exist(chain: Store) -> None:
    with chain.writing() as tx, pytest.raises(NotFound):
        link_items(tx, SYSTEM, Link("Blocks", "A", "X-1"), now=NOW)
    with chain.writing() as tx, pytest.raises(Refused):
        link_items(tx, SYSTEM, Link("Blocks", "A", "A"), now=NOW)


def test_a_dangling_link_can_be_removed(chain: Store) -> None:
    with chain.writing() as tx:
        link_items(tx, SYSTEM, Link("Relates", "D", "X-1"), now=NOW, remove=True)
        assert item_links.links_of(tx, "D") == []
        with pytest.raises(NotFound):
            link_items(tx, SYSTEM, Link("Relates", "D", "X-1"), now=NOW, remove=True)


def test_a_lead_links_items_of_the_own_team(chain: Store, cast: Cast) -> None:
    with chain.writing() as tx:
        link_items(tx, cast.lead, Link("Blocks", "D", "B"), now=NOW)
        with pytest.raises(NotAllowed):
            link_items(tx, cast.lead, Link("Blocks", "A", "D"), now=NOW)
