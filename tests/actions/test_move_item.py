"""Moving an item: the ranks stay a permutation, whoever moves what at the same time."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.actions.add_items import add_items
from portfolio.actions.move_item import Seen, move_item
from portfolio.domain.backlog import Level, NewItem
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog
from portfolio.store.unit import Store
from tests.people import NOW, Cast

NAMES = "ABCDEFGH"


def order(store: Store) -> str:
    """Return the keys in rank order, as one word."""
    with store.reading() as tx:
        return "".join(item.key for item in backlog.all_items(tx))


@pytest.fixture
def eight(store: Store) -> Store:
    """A store with the items A to H in that order."""
    with store.writing() as tx:
        add_items(tx, SYSTEM, [NewItem(name, key=name) for name in NAMES], now=NOW)
    return store


@pytest.mark.parametrize(
    ("key", "where", "result"),
    [
        ("G", {"before": "B"}, "AGBCDEFH"),
        ("B", {"before": "G"}, "ACDEFBGH"),
        ("G", {"after": "B"}, "ABGCDEFH"),
        ("B", {"after": "G"}, "ACDEFGBH"),
        ("A", {"after": "H"}, "BCDEFGHA"),
        ("H", {"place": 1}, "HABCDEFG"),
        ("A", {"place": 3}, "BCADEFGH"),
        ("C", {"place": 99}, "ABDEFGHC"),
    ],
)
def test_an_item_comes_to_stand_where_it_was_put(
    eight: Store, key: str, where: dict[str, object], result: str
) -> None:
    with eight.writing() as tx:
        move_item(tx, SYSTEM, key, now=NOW, **where)  # type: ignore[arg-type]
    assert order(eight) == result


def test_a_place_counts_the_items_of_the_same_level(store: Store) -> None:
    new = [NewItem("E", Level.EPIC, key="E"), NewItem("A", key="A"), NewItem("B", key="B")]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
        move_item(tx, SYSTEM, "B", now=NOW, place=1)
    assert order(store) in ("BAE", "EBA")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans())))
def test_ranks_stay_a_permutation(eight: Store, moves: list[tuple[str, str, bool]]) -> None:
    expected = list(order(eight))
    with eight.writing() as tx:
        for key, beside, after in moves:
            if key == beside:
                continue
            expected.remove(key)
            expected.insert(expected.index(beside) + after, key)
            side = {"after" if after else "before": beside}
            move_item(tx, SYSTEM, key, now=NOW, **side)  # type: ignore[arg-type]
        ranks = sorted(item.rank for item in backlog.all_items(tx))
    assert order(eight) == "".join(expected)
    assert ranks == list(range(1, 9))


def test_many_users_at_once_leave_a_permutation(eight: Store) -> None:
    def shuffle(start: int) -> None:
        for step in range(10):
            key, beside = NAMES[(start + step) % 8], NAMES[(start + 3 * step + 1) % 8]
            if key != beside:
                with eight.writing() as tx:
                    move_item(tx, SYSTEM, key, now=NOW, before=beside)

    users = [threading.Thread(target=shuffle, args=(start,)) for start in range(6)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    with eight.reading() as tx:
        assert sorted(i.rank for i in backlog.all_items(tx)) == list(range(1, 9))


MOVE = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans(), st.booleans())


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(MOVE, min_size=1, max_size=4), min_size=2, max_size=4))
def test_concurrent_moves_leave_a_permutation_and_are_done_or_shown_as_stale(
    eight: Store, users: list[list[tuple[str, str, bool, bool]]]
) -> None:
    with eight.reading() as tx:
        before = {item.key: item.moves for item in backlog.all_items(tx)}
    done: list[str] = []

    def work(moves: list[tuple[str, str, bool, bool]]) -> None:
        for key, beside, behind, looks in moves:
            if key == beside:
                continue
            side = {"after" if behind else "before": beside}
            seen = Seen(before[key], before[beside]) if looks else Seen()
            try:
                with eight.writing() as tx:
                    old, new = move_item(tx, SYSTEM, key, now=NOW, seen=seen, **side)
            except Stale as fault:
                assert fault.mine == side
                assert fault.theirs["place"] in range(1, 9)
                continue
            done.extend([key] * (old != new))

    threads = [threading.Thread(target=work, args=(moves,)) for moves in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with eight.reading() as tx:
        found = backlog.all_items(tx)
    assert sorted(item.rank for item in found) == list(range(1, 9))
    for item in found:
        assert item.moves - before[item.key] == done.count(item.key)


def test_a_stale_move_shows_the_wish_and_where_the_item_went(eight: Store, cast: Cast) -> None:
    with eight.writing() as tx:
        move_item(tx, cast.planner, "C", now=NOW, place=8)
        with pytest.raises(Stale) as caught:
            move_item(tx, SYSTEM, "C", now=NOW, before="B", seen=Seen(moves=0))
    assert caught.value.mine == {"before": "B"}
    assert caught.value.theirs == {
        "place": 8,
        "moved_by": cast.planner.name,
        "moved_at": NOW,
    }
    assert order(eight) == "ABDEFGHC"


def test_a_move_beside_something_that_moved_away_is_stale(eight: Store) -> None:
    with eight.writing() as tx:
        move_item(tx, SYSTEM, "B", now=NOW, place=8)
        with pytest.raises(Stale):
            move_item(tx, SYSTEM, "C", now=NOW, before="B", seen=Seen(0, 0))
        # Whom others' moves merely shifted was not moved.
        move_item(tx, SYSTEM, "C", now=NOW, before="A", seen=Seen(0, 0))
    assert order(eight) == "CADEFGHB"


def test_the_area_owner_moves_items_of_the_own_area_alone(store: Store, cast: Cast) -> None:
    new = [
        NewItem("Ours", key="A", area_id=cast.area_id),
        NewItem("Theirs", key="B", area_id=cast.other_area_id),
    ]
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
        move_item(tx, cast.area_owner, "A", now=NOW, after="B")
        with pytest.raises(NotAllowed):
            move_item(tx, cast.area_owner, "B", now=NOW, after="A")
        with pytest.raises(NotAllowed):
            move_item(tx, cast.lead, "A", now=NOW, before="B")


def test_a_move_to_nowhere_is_refused(eight: Store) -> None:
    with eight.writing() as tx:
        with pytest.raises(Refused):
            move_item(tx, SYSTEM, "A", now=NOW)
        with pytest.raises(Refused):
            move_item(tx, SYSTEM, "A", now=NOW, before="A")
        with pytest.raises(NotFound):
            move_item(tx, SYSTEM, "A", now=NOW, before="Z")
