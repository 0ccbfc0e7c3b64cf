"""Mapping statuses: open items follow, the past stays, a team's own word comes first."""

import pytest

from portfolio.actions.add_items import add_items
from portfolio.actions.set_status_mapping import set_status_mapping
from portfolio.domain.backlog import Category, NewItem
from portfolio.domain.errors import NotAllowed, Stale
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog, statuses
from portfolio.store.unit import Store
from tests.people import NOW, Cast


@pytest.fixture
def reviewed(store: Store, cast: Cast) -> Store:
    """Items of two teams in review; one ended long ago."""
    new = [
        NewItem("A", key="A", team_id=cast.team_id, status="In Review"),
        NewItem("B", key="B", team_id=cast.other_team_id, status="In review"),
        NewItem(
            "C", key="C", team_id=cast.team_id, status="In Review",
            category=Category.DROPPED, resolved_at=NOW,
        ),
    ]  # fmt: skip
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
    return store


def categories(store: Store) -> dict[str, str]:
    """Return each item's category."""
    with store.reading() as tx:
        return {item.key: item.category.value for item in backlog.all_items(tx)}


def test_a_teams_mapping_reaches_its_open_items_alone(reviewed: Store, cast: Cast) -> None:
    with reviewed.writing() as tx:
        changed = set_status_mapping(
            tx, cast.lead, cast.team_id, "in review", Category.DOING, now=NOW
        )
    assert changed == 1
    assert categories(reviewed) == {"A": "doing", "B": "todo", "C": "dropped"}


def test_the_products_mapping_leaves_teams_with_their_own(reviewed: Store, cast: Cast) -> None:
    with reviewed.writing() as tx:
        set_status_mapping(tx, cast.lead, cast.team_id, "In Review", Category.DOING, now=NOW)
        set_status_mapping(tx, cast.planner, None, "In Review", Category.DONE, now=NOW)
        assert statuses.mapping_of(tx, cast.team_id) == {"in review": Category.DOING}
        assert statuses.mapping_of(tx, cast.other_team_id) == {"in review": Category.DONE}
    assert categories(reviewed) == {"A": "doing", "B": "done", "C": "dropped"}


def test_statuses_are_listed_with_their_counts(reviewed: Store, cast: Cast) -> None:
    with reviewed.writing() as tx:
        set_status_mapping(tx, cast.lead, cast.team_id, "In Review", Category.DOING, now=NOW)
        found = statuses.uses(tx, cast.team_id)
    assert [(one.category, one.count, one.mapped) for one in found] == [
        (Category.DOING, 1, Category.DOING),
        (Category.DROPPED, 1, Category.DOING),
    ]


def test_a_stale_mapping_is_refused_and_a_stranger_too(reviewed: Store, cast: Cast) -> None:
    with reviewed.writing() as tx:
        set_status_mapping(tx, cast.lead, cast.team_id, "In Review", Category.DOING, now=NOW)
        set_status_mapping(
            tx, cast.lead, cast.team_id, "In Review", Category.DONE, now=NOW, version=1
        )
        with pytest.raises(Stale):
            set_status_mapping(
                tx, cast.lead, cast.team_id, "In Review", Category.TODO, now=NOW, version=1
            )
        with pytest.raises(NotAllowed):
            set_status_mapping(
                tx, cast.other_lead, cast.team_id, "In Review", Category.TODO, now=NOW
            )
