"""The way between a deployment and the objective that it served, in both directions."""

import pytest

from portfolio.actions.add_items import add_items
from portfolio.actions.attach_epic import attach_epic
from portfolio.domain.backlog import Level, NewItem
from portfolio.domain.errors import NotFound
from portfolio.domain.people import SYSTEM
from portfolio.screens import trace
from portfolio.screens.trace import Trace
from portfolio.store.unit import Store
from tests.deliveries import make_history
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast


@pytest.fixture
def ids(store: Store, cast: Cast) -> dict[str, int]:
    make_history(store, cast)
    with store.writing() as tx:
        new = [
            NewItem(level=Level.INITIATIVE, title="Reach", key="INI-1"),
            NewItem(level=Level.EPIC, title="Faster", key="EPIC-1", parent_key="INI-1"),
            NewItem(level=Level.STORY, title="Better", key="MSG-2", parent_key="EPIC-1"),
        ]
        add_items(tx, SYSTEM, new, now=NOW)
        top = add_objective(tx, code="O7")
        under = add_objective(tx, code="O8", parent_id=top)
        key_result = add_key_result(tx, under)
        attach_epic(tx, SYSTEM, key_result, "EPIC-1", effect=2, confidence=0.5, now=NOW)
    return {"top": top, "under": under, "key_result": key_result}


def followed(store: Store, key: str) -> Trace:
    with store.reading() as tx:
        found = trace.load(tx, key).trace
    assert found is not None
    return found


@pytest.mark.parametrize(
    "key", ["MSG-2", "EPIC-1", "INI-1", "010abcf", "pr:payments/10", "dep:v1.0"]
)
def test_everything_on_the_way_knows_the_objective_it_serves(
    store: Store, ids: dict[str, int], key: str
) -> None:
    goal = followed(store, key).goals[0]
    assert [one.code for one in goal.objectives] == ["O7", "O8"]
    assert goal.key_result is not None
    assert goal.key_result.id == ids["key_result"]
    assert (goal.item_key, goal.amount, goal.confidence) == ("EPIC-1", 2, 0.5)


@pytest.mark.parametrize("name", ["okr:{top}", "okr:{under}", "kr:{key_result}"])
def test_every_goal_knows_what_runs_in_production_for_it(
    store: Store, ids: dict[str, int], name: str
) -> None:
    found = followed(store, name.format(**ids))
    assert [line.item.key for line in found.lines] == ["EPIC-1"]
    assert [one.key for one in found.below] == ["MSG-2"]
    assert found.changes.total == 2
    assert [one.label for one in found.in_production] == ["v1.0", "v1.1"]


def test_incident_leads_to_what_caused_it_and_why_that_was_made(
    store: Store, ids: dict[str, int]
) -> None:
    found = followed(store, "inc:1")
    assert [one.label for one in found.deployments] == ["v20.0"]
    assert found.changes.total == 1


def test_goal_that_is_not_there_is_not_found(store: Store, ids: dict[str, int]) -> None:
    for key in ("okr:999", "kr:999", "kr:none"):
        with store.reading() as tx, pytest.raises(NotFound):
            trace.load(tx, key)
