"""Editing an item: what is saved, what is inherited, who may, and what is stale."""

import pytest

from portfolio.actions.add_items import add_items
from portfolio.actions.edit_item import edit_item
from portfolio.domain.backlog import Category, Level, NewItem
from portfolio.domain.errors import NotAllowed, Refused, Stale
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast


@pytest.fixture
def tree(store: Store, cast: Cast) -> Store:
    """An initiative in an area, two epics, a story of the first epic in the team."""
    new = [
        NewItem("Every channel", Level.INITIATIVE, "I-1", area_id=cast.area_id),
        NewItem("Payments", Level.EPIC, "E-1", parent_key="I-1"),
        NewItem("Fraud", Level.EPIC, "E-2", area_id=cast.other_area_id),
        NewItem("Pay by phone", key="S-1", parent_key="E-1", team_id=cast.team_id),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
    return store


def test_an_edit_is_saved_and_told_on_the_trail(tree: Store, cast: Cast) -> None:
    changes = {"title": "Pay by watch", "points": 8.0}
    with tree.writing() as tx:
        saved = edit_item(tx, cast.lead, "S-1", changes, version=1, now=NOW)
        entry = trail.newest(tx, limit=1)[0]
    assert (saved.title, saved.points, saved.version) == ("Pay by watch", 8, 2)
    assert (entry.deed, entry.object) == ("edit item", "item:S-1")
    assert entry.after == '{"points":8.0,"title":"Pay by watch"}'


def test_a_second_editor_sees_both_versions(tree: Store, cast: Cast) -> None:
    with tree.writing() as tx:
        edit_item(tx, cast.lead, "S-1", {"points": 5}, version=1, now=NOW)
    with pytest.raises(Stale) as fault, tree.writing() as tx:
        edit_item(tx, cast.planner, "S-1", {"points": 13}, version=1, now=NOW)
    assert (fault.value.mine, fault.value.theirs) == ({"points": 13}, {"points": 5})


def test_a_lead_cannot_edit_an_item_of_another_team(tree: Store, cast: Cast) -> None:
    with tree.writing() as tx, pytest.raises(NotAllowed):
        edit_item(tx, cast.other_lead, "S-1", {"points": 5}, version=1, now=NOW)


def test_a_lead_cannot_hand_an_item_to_another_team(tree: Store, cast: Cast) -> None:
    with tree.writing() as tx, pytest.raises(NotAllowed):
        edit_item(tx, cast.lead, "S-1", {"team_id": cast.other_team_id}, version=1, now=NOW)


def test_a_story_takes_the_area_of_its_new_epic(tree: Store, cast: Cast) -> None:
    with tree.writing() as tx:
        saved = edit_item(tx, cast.planner, "S-1", {"parent_key": "E-2"}, version=1, now=NOW)
    assert (saved.area_id, saved.area_overridden) == (cast.other_area_id, False)


def test_inheriting_keeps_the_area_of_what_it_hangs_under(tree: Store, cast: Cast) -> None:
    inherit = {"area_id": None, "title": "Pay by ring"}
    with tree.writing() as tx:
        saved = edit_item(tx, cast.lead, "S-1", inherit, version=1, now=NOW)
        own = edit_item(
            tx, cast.planner, "S-1", {"area_id": cast.other_area_id}, version=2, now=NOW
        )
        back = edit_item(tx, cast.planner, "S-1", {"area_id": None}, version=3, now=NOW)
    assert (saved.area_id, saved.area_overridden) == (cast.area_id, False)
    assert (own.area_id, own.area_overridden) == (cast.other_area_id, True)
    assert (back.area_id, back.area_overridden) == (cast.area_id, False)


def test_an_initiatives_new_area_reaches_what_does_not_override_it(tree: Store, cast: Cast) -> None:
    own = {"area_id": cast.other_area_id}
    with tree.writing() as tx:
        story = edit_item(tx, cast.planner, "S-1", own, version=1, now=NOW)
        assert story.area_overridden
        edit_item(tx, cast.planner, "I-1", own, version=1, now=NOW)
        found = backlog.items_by_key(tx, ["E-1", "S-1"])
    assert found["E-1"].area_id == cast.other_area_id
    assert not found["E-1"].area_overridden


def test_a_done_item_is_delivered_now_and_open_again_when_reopened(tree: Store, cast: Cast) -> None:
    with tree.writing() as tx:
        done = edit_item(tx, cast.lead, "S-1", {"category": Category.DONE}, version=1, now=NOW)
        again = edit_item(tx, cast.lead, "S-1", {"category": Category.TODO}, version=2, now=NOW)
    assert (done.is_delivered, done.resolved_at) == (True, NOW)
    assert (again.is_delivered, again.resolved_at) == (False, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"points": -1},
        {"points": float("nan")},
        {"parent_key": "I-1"},
        {"parent_key": "X-9"},
        {"rank": 1},
    ],
)
def test_nonsense_is_refused(tree: Store, changes: dict[str, object]) -> None:
    with tree.writing() as tx, pytest.raises(Refused):
        edit_item(tx, SYSTEM, "S-1", changes, version=1, now=NOW)


def test_saving_the_same_again_changes_nothing(tree: Store) -> None:
    with tree.writing() as tx:
        before = trail.newest(tx, limit=1)[0].seq
        saved = edit_item(tx, SYSTEM, "S-1", {"title": "Pay by phone"}, version=1, now=NOW)
        after = trail.newest(tx, limit=1)[0].seq
    assert (saved.version, after) == (1, before)
