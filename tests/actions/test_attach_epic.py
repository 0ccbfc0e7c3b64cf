"""Epics are attached to key results with what they are expected to move."""

import pytest

from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.detach_epic import detach_epic
from portfolio.domain.contributions import AttachedCount, covered
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.store import contributions, okrs, rows
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store, Tx
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast


def add_item(tx: Tx, key: str, **differences) -> int:
    values = {
        "key": key,
        "level": "epic",
        "type": "Epic",
        "title": f"Title of {key}",
        "category": "todo",
        "rank": int(key[2:]),
    }
    return rows.add(tx, items, values | differences)


@pytest.fixture
def key_result_id(store: Store, cast: Cast) -> int:
    with store.writing() as tx:
        add_item(tx, "E-1")
        mine = add_item(tx, "E-2", area_id=cast.area_id, category="done")
        add_item(tx, "S-3", level="story", parent_id=mine, category="done")
        add_item(tx, "S-4", level="story", parent_id=mine)
        return add_key_result(tx, add_objective(tx))


def test_an_attached_epic_is_listed_with_its_effect_and_state(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    with store.writing() as tx:
        for key, effect in (("E-2", 20.0), ("E-1", 30.0)):
            attach_epic(
                tx, cast.planner, key_result_id, key, effect=effect, confidence=0.5, now=NOW
            )
        found = contributions.of_key_results(tx, [key_result_id])[key_result_id]
        cycle = okrs.cycle_of(tx, okrs.one_key_result(tx, key_result_id).objective_id)
        counts = contributions.counts(tx, cycle.id)
    assert [(one.key, one.contribution.amount) for one in found] == [("E-1", 15), ("E-2", 10)]
    assert [(one.done, one.stories) for one in found] == [(0, 0), (1, 2)]
    assert counts == {key_result_id: AttachedCount(epics=2, open=1, amount=15)}
    assert (covered(15, 60), covered(90, 60), covered(1, 0)) == (0.25, 1, 1)


def test_an_expectation_is_changed_by_who_saw_the_last_one(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    with store.writing() as tx:
        attach_epic(tx, cast.planner, key_result_id, "E-1", effect=30, now=NOW)
        attach_epic(tx, cast.planner, key_result_id, "E-1", effect=40, now=NOW, version=1)
        with pytest.raises(Stale):
            attach_epic(tx, cast.planner, key_result_id, "E-1", effect=50, now=NOW, version=1)
        with pytest.raises(Refused, match="already"):
            attach_epic(tx, cast.planner, key_result_id, "E-1", effect=50, now=NOW)
        found = contributions.between(tx, 1, key_result_id)
    assert found is not None
    assert (found.effect, found.version) == (40, 2)


def test_an_area_owner_attaches_epics_of_the_own_area(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    with store.writing() as tx:
        attach_epic(tx, cast.area_owner, key_result_id, "E-2", effect=3, now=NOW)
        with pytest.raises(NotAllowed):
            attach_epic(tx, cast.area_owner, key_result_id, "E-1", effect=3, now=NOW)
        for name in ("lead", "member", "executive"):
            with pytest.raises(NotAllowed):
                attach_epic(tx, cast.by_name[name], key_result_id, "E-2", effect=3, now=NOW)


def test_what_is_no_epic_is_refused(store: Store, cast: Cast, key_result_id: int) -> None:
    with store.writing() as tx:
        with pytest.raises(Refused, match="no epic"):
            attach_epic(tx, cast.planner, key_result_id, "S-3", effect=3, now=NOW)
        with pytest.raises(NotFound):
            attach_epic(tx, cast.planner, key_result_id, "E-99", effect=3, now=NOW)
        for effect in (-1.0, float("nan"), float("inf")):
            with pytest.raises(Refused):
                attach_epic(tx, cast.planner, key_result_id, "E-1", effect=effect, now=NOW)


def test_an_epic_is_detached_once(store: Store, cast: Cast, key_result_id: int) -> None:
    with store.writing() as tx:
        attach_epic(tx, cast.planner, key_result_id, "E-1", effect=30, now=NOW)
        detach_epic(tx, cast.planner, key_result_id, "E-1", version=1, now=NOW)
        assert contributions.of_key_results(tx, [key_result_id]) == {key_result_id: []}
        with pytest.raises(NotFound):
            detach_epic(tx, cast.planner, key_result_id, "E-1", version=1, now=NOW)
