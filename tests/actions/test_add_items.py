"""Adding items: one, or a whole company's backlog."""

import pytest

from portfolio.actions.add_items import add_items
from portfolio.domain.backlog import Category, Level, Link, NewItem
from portfolio.domain.errors import NotAllowed, Refused
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog, item_links, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast

TREE = [
    NewItem("Pay by phone", Level.STORY, key="S-1", parent_key="E-1", points=5),
    NewItem("Payments", Level.EPIC, key="E-1", parent_key="I-1"),
    NewItem("Every channel", Level.INITIATIVE, key="I-1"),
]


def test_a_story_may_be_named_before_its_epic(store: Store) -> None:
    with store.writing() as tx:
        ids = add_items(tx, SYSTEM, TREE, now=NOW)
        story = backlog.one_item(tx, "S-1")
    assert story.parent_id == ids["E-1"]
    assert (story.rank, story.points) == (1, 5)


def test_an_epic_has_the_area_of_its_initiative_and_a_story_that_of_its_epic(
    store: Store, cast: Cast
) -> None:
    placed = [*TREE[:2], NewItem("Every channel", Level.INITIATIVE, "I-1", area_id=cast.area_id)]
    with store.writing() as tx:
        add_items(tx, SYSTEM, placed, now=NOW)
        found = backlog.items_by_key(tx, ["E-1", "S-1"])
    assert {item.area_id for item in found.values()} == {cast.area_id}
    assert not any(item.area_overridden for item in found.values())


def test_an_area_other_than_the_epics_is_recorded_as_overriding(store: Store, cast: Cast) -> None:
    new = [
        NewItem("Payments", Level.EPIC, "E-1", area_id=cast.area_id),
        NewItem("Fraud check", key="S-1", parent_key="E-1", area_id=cast.other_area_id),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
        story = backlog.one_item(tx, "S-1")
    assert story.area_overridden
    assert story.area_id == cast.other_area_id


def test_items_without_keys_are_given_free_ones(store: Store) -> None:
    with store.writing() as tx:
        ids = add_items(tx, SYSTEM, [NewItem("One"), NewItem("Two", Level.EPIC)], now=NOW)
    assert list(ids) == ["E-2", "S-1"] or list(ids) == ["S-1", "E-2"]


def test_a_key_that_is_taken_adds_nothing(store: Store) -> None:
    with store.writing() as tx:
        add_items(tx, SYSTEM, TREE, now=NOW)
    with pytest.raises(Refused, match="There is an item S-1 already"), store.writing() as tx:
        add_items(tx, SYSTEM, [NewItem("Again", key="S-1"), NewItem("New")], now=NOW)
    with store.reading() as tx:
        assert len(backlog.all_items(tx)) == 3


def test_an_epic_hangs_under_no_story(store: Store) -> None:
    with store.writing() as tx:
        add_items(tx, SYSTEM, TREE, now=NOW)
        with pytest.raises(Refused, match="S-1 is not an initiative"):
            add_items(tx, SYSTEM, [NewItem("Odd", Level.EPIC, parent_key="S-1")], now=NOW)


def test_a_lead_adds_to_the_own_team_alone(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        add_items(tx, cast.lead, [NewItem("Ours", team_id=cast.team_id)], now=NOW)
        with pytest.raises(NotAllowed):
            add_items(tx, cast.lead, [NewItem("Theirs", team_id=cast.other_team_id)], now=NOW)


def test_done_items_with_a_delivering_resolution_are_delivered(store: Store) -> None:
    new = [
        NewItem("Shipped", key="S-1", category=Category.DONE, resolution="Fixed"),
        NewItem("Doubled", key="S-2", category=Category.DONE, resolution="Duplicate"),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
        found = backlog.items_by_key(tx, ["S-1", "S-2"])
    assert [found[key].is_delivered for key in ("S-1", "S-2")] == [True, False]


def test_a_companys_backlog_is_added_in_one_deed(store: Store) -> None:
    new = [NewItem(f"Initiative {n}", Level.INITIATIVE, f"I-{n}") for n in range(12)]
    new += [
        NewItem(f"Epic {n}", Level.EPIC, f"E-{n}", parent_key=f"I-{n % 12}") for n in range(120)
    ]
    new += [NewItem(f"Story {n}", key=f"S-{n}", parent_key=f"E-{n % 120}") for n in range(1100)]
    links = [Link("Blocks", f"S-{n}", f"S-{n + 120}") for n in range(0, 900, 3)]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, links, now=NOW)
        linked = len(item_links.all_links(tx, types=("Blocks",)))
        told = trail.newest(tx, limit=5)
    assert linked == 300
    assert [entry.deed for entry in told] == ["add items"]
