"""The backlog's pages against the same answers counted one by one."""

import random

import pytest

from portfolio.actions.add_items import add_items
from portfolio.actions.attach_epic import attach_epic
from portfolio.domain.backlog import Category, Item, Level, NewItem
from portfolio.domain.people import SYSTEM
from portfolio.store import backlog, backlog_pages, item_facts, okrs, ranks, trail_objects
from portfolio.store.backlog_pages import NOBODY, Filter, Sums
from portfolio.store.unit import Store, Tx
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast

DICE = random.Random(7)  # noqa: S311 - an order to test with


@pytest.fixture
def grown(store: Store, cast: Cast) -> Store:
    """Four initiatives, twelve epics, ninety stories, shuffled, some of them loose."""
    new = [NewItem(f"Initiative {n}", Level.INITIATIVE, f"I-{n}") for n in range(4)]
    new += [
        NewItem(f"Epic {n}", Level.EPIC, f"E-{n}", parent_key=f"I-{n % 4}" if n % 5 else None)
        for n in range(12)
    ]
    new += [
        NewItem(
            f"Story {n}",
            key=f"S-{n}",
            parent_key=f"E-{n % 11}" if n % 7 else None,
            points=None if n % 6 == 0 else float(n % 8),
            category=list(Category)[n % 4],
            team_id=(cast.team_id, cast.other_team_id, None)[n % 3],
        )
        for n in range(90)
    ]
    DICE.shuffle(new)
    with store.writing() as tx:
        add_items(tx, SYSTEM, new, now=NOW)
    return store


def test_places_count_the_items_of_the_same_level_before(grown: Store) -> None:
    with grown.reading() as tx:
        every = backlog.all_items(tx)
        some = DICE.sample(every, 30)
        places = backlog_pages.places(tx, [item.id for item in some])
        for item in some:
            before = [one for one in every if one.level is item.level and one.rank <= item.rank]
            assert places[item.id] == len(before) == ranks.place_in_level(tx, item.id)


def test_sums_are_those_of_the_parts(grown: Store) -> None:
    with grown.reading() as tx:
        every = backlog.all_items(tx)
        sums = backlog_pages.sums(tx, [item.id for item in every])
    for item in every:
        if item.level is not Level.STORY:
            assert sums.get(item.id, Sums()) == _counted(item, every), item.key


def test_the_tree_holds_every_line_once_over_all_pages(grown: Store) -> None:
    with grown.reading() as tx:
        count = backlog_pages.count_lines(tx, Filter())
        pages = [
            backlog_pages.lines(tx, Filter(), limit=7, offset=first) for first in range(0, count, 7)
        ]
        every = backlog.all_items(tx)
    keys = [item.key for page in pages for item in page]
    tops = {one.key for one in every if one.level is not Level.STORY or one.parent_id is None}
    assert len(keys) == len(set(keys)) == count
    assert set(keys) == tops


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Filter(text="1 story"), lambda i: "story" in i.title.lower() and "1" in i.title),
        (Filter(level=Level.EPIC), lambda i: i.level is Level.EPIC),
        (Filter(category=Category.DONE), lambda i: i.category is Category.DONE),
        (Filter(team_id=NOBODY), lambda i: i.team_id is None),
        (Filter(text="s-8"), lambda i: i.key.lower().startswith("s-8")),
        (Filter(text="100%"), lambda i: False),
    ],
)
def test_filters_find_what_holds(grown: Store, wanted: Filter, holds: object) -> None:
    with grown.reading() as tx:
        every = backlog.all_items(tx)
        found = backlog_pages.listed(tx, wanted, limit=1000)
        counted = sum(one.number for one in backlog_pages.counts(tx, wanted))
        streamed = [item.key for item, _ in backlog_pages.every(tx, wanted)]
    expected = [item.key for item in every if holds(item)]  # type: ignore[operator]
    assert [item.key for item in found] == expected == streamed
    assert counted == len(expected)


def test_aims_come_from_contributions_and_reach_the_initiative(grown: Store) -> None:
    with grown.writing() as tx:
        cycle_id, objective_id = _attached(tx, "E-1")
        found = backlog.items_by_key(tx, ["E-1", "I-1", "E-2"])
        ids = {key: item.id for key, item in found.items()}
        aims = backlog_pages.aims(tx, list(ids.values()), cycle_id)
        listed = backlog_pages.listed(tx, Filter(objective_id=objective_id), limit=99)
        claims = item_facts.claims_of(tx, ids["E-1"])
    assert [aim.objective_id for aim in aims[ids["E-1"]]] == [objective_id]
    assert [aim.objective_id for aim in aims[ids["I-1"]]] == [objective_id]
    assert aims.get(ids["E-2"]) is None
    assert {item.key for item in listed} >= {"E-1", "S-1", "S-12"}
    assert [(one.amount, one.confidence) for one in claims] == [(2, 0.5)]


def test_the_objects_of_the_trail_have_names_in_one_query(
    grown: Store, cast: Cast, count_queries: object
) -> None:
    wanted = ["item:S-1", "team:falcon", "item:GONE", "account:1", "plan:x", "odd", "import:1"]
    with grown.reading() as tx, count_queries() as asked:  # type: ignore[operator]
        named = trail_objects.named(tx, wanted)
    assert named["item:S-1"].name == "Story 1"
    assert named["team:falcon"].name == "Falcon"
    assert (named["item:GONE"].name, named["odd"].kind) == ("", "odd")
    assert sum("SELECT" in statement for statement in asked) == 1


def _counted(top: Item, every: list[Item]) -> Sums:
    def below(item: Item) -> list[Item]:
        parts = [one for one in every if one.parent_id == item.id]
        if item.level is Level.INITIATIVE:
            return [leaf for epic in parts for leaf in (below(epic) or [epic])]
        return parts

    kept = [one for one in below(top) if one.category is not Category.DROPPED]
    done = [one for one in kept if one.category is Category.DONE]
    return Sums(
        parts=len(kept),
        done=len(done),
        points=sum(one.points or 0 for one in kept),
        points_done=sum(one.points or 0 for one in done),
        without_points=sum(one.points is None and one not in done for one in kept),
    )


def _attached(tx: Tx, key: str) -> tuple[int, int]:
    objective_id = add_objective(tx)
    key_result_id = add_key_result(tx, objective_id)
    attach_epic(tx, SYSTEM, key_result_id, key, effect=2, confidence=0.5, now=NOW)
    return okrs.cycle_of(tx, objective_id).id, objective_id
