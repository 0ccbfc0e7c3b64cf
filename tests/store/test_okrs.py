"""The tree of objectives as of a day, and its cost."""

from datetime import UTC, date, datetime

import pytest

from portfolio.domain.errors import NotFound
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.okrs import Step
from portfolio.store import okrs
from portfolio.store.unit import Store
from tests.okr_rows import add_change, add_check_in, add_key_result, add_objective

DAY = date(2027, 2, 9)


def cycle_id(store: Store, objective_id: int) -> int:
    with store.reading() as tx:
        return okrs.cycle_of(tx, objective_id).id


def test_the_tree_holds_objectives_key_results_steps_and_check_ins(store: Store) -> None:
    with store.writing() as tx:
        top = add_objective(tx, code="O1", position=1)
        add_objective(tx, code="O2", position=2)
        under = add_objective(tx, code="O1a", parent_id=top)
        mine = add_key_result(tx, under)
        okrs.add_steps(tx, mine, [Step(0, "Contract", 2.0, position=1), Step(0, "Live")])
        add_check_in(tx, mine, date(2027, 1, 25), 20)
        add_check_in(tx, mine, date(2027, 1, 18), 10)
    with store.reading() as tx:
        tree = okrs.tree(tx, cycle_id(store, top), on=DAY)
    assert [one.code for one in tree.every_objective()] == ["O1", "O1a", "O2"]
    (found,) = tree.every_key_result()
    assert [one.value for one in found.check_ins] == [10, 20]
    assert [(one.title, one.weight) for one in found.steps] == [("Live", 1.0), ("Contract", 2.0)]


def test_the_tree_of_a_day_knows_nothing_of_later_days(store: Store) -> None:
    with store.writing() as tx:
        objective = add_objective(tx)
        struck = add_key_result(tx, objective, struck_on=date(2027, 2, 1), code="struck")
        later = add_key_result(tx, objective, code="later")
        add_change(tx, ScopeDeed.ADDED, date(2027, 2, 20), (objective, later))
        add_check_in(tx, struck, date(2027, 1, 10), 5)
        add_check_in(tx, struck, date(2027, 1, 30), 9)
        cycle = okrs.cycle_of(tx, objective).id
        codes = {
            on: [one.code for one in okrs.tree(tx, cycle, on=on).every_key_result()]
            for on in (date(2027, 1, 20), DAY, date(2027, 3, 1))
        }
        (early,) = okrs.tree(tx, cycle, on=date(2027, 1, 20)).every_key_result()
    assert list(codes.values()) == [["struck"], [], ["later"]]
    assert [one.value for one in early.check_ins] == [5]


def test_what_was_entered_after_the_quarter_counts_from_its_first_day(store: Store) -> None:
    with store.writing() as tx:
        objective = add_objective(tx, created_at=datetime(2028, 5, 1, tzinfo=UTC))
        add_key_result(tx, objective, created_at=datetime(2028, 5, 1, tzinfo=UTC))
        cycle = okrs.cycle_of(tx, objective).id
        assert len(okrs.tree(tx, cycle, on=date(2027, 1, 4)).every_key_result()) == 1


def test_a_corrected_check_in_stays_with_its_key_result_and_leaves_the_tree(store: Store) -> None:
    with store.writing() as tx:
        objective = add_objective(tx)
        mine = add_key_result(tx, objective)
        wrong = add_check_in(tx, mine, date(2027, 1, 25), 200)
        right = add_check_in(tx, mine, date(2027, 1, 25), 20)
        assert okrs.replace_check_in(tx, wrong, by=right)
        assert not okrs.replace_check_in(tx, wrong, by=right)
        (of_tree,) = okrs.tree(tx, okrs.cycle_of(tx, objective).id, on=DAY).every_key_result()
        alone = okrs.one_key_result(tx, mine)
    assert [one.value for one in of_tree.check_ins] == [20]
    assert {one.value for one in alone.check_ins} == {20, 200}


def test_the_tree_costs_five_queries_whatever_its_size(store: Store, count_queries) -> None:
    with store.writing() as tx:
        for _ in range(4):
            objective = add_objective(tx)
            for _ in range(3):
                add_check_in(tx, add_key_result(tx, objective), date(2027, 1, 25), 20)
        cycle = okrs.cycle_of(tx, objective).id
    with store.reading() as tx, count_queries() as seen:
        okrs.tree(tx, cycle, on=DAY)
    assert sum(one.startswith("SELECT") for one in seen) == 5


def test_what_does_not_exist_is_not_found(store: Store) -> None:
    with store.reading() as tx:
        for ask in (okrs.one_objective, okrs.one_key_result, okrs.cycle_of):
            with pytest.raises(NotFound):
                ask(tx, 99)
        with pytest.raises(NotFound):
            okrs.tree(tx, 99, on=DAY)
