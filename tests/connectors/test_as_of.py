"""An export taken as at an earlier day."""

from datetime import UTC, datetime, timedelta
from typing import Any

from portfolio.connectors.jira_csv.as_of import AsOf, is_board_of
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedItem, ImportedSprint

DAY = datetime(2015, 1, 5, tzinfo=UTC)
BEFORE, AFTER = DAY - timedelta(days=9), DAY + timedelta(days=9)


def item(**differences: Any) -> ImportedItem:
    values = {"line": 2, "key": "AB-1", "summary": "Pay", "type": "Story", "level": Level.STORY}
    return ImportedItem(**{**values, "created_at": BEFORE, **differences})


def taken(**differences: Any) -> ImportedItem | None:
    return AsOf(DAY).take(item(**differences))


def sprint(name: str, starts_at: datetime | None, board: str | None = None) -> ImportedSprint:
    return ImportedSprint(2, name, name, "closed", board, starts_at, None, None)


def test_what_was_created_on_the_day_or_later_is_left_out() -> None:
    then = AsOf(DAY)
    assert then.take(item(created_at=DAY)) is None
    assert then.take(item(created_at=DAY - timedelta(seconds=1))) is not None
    assert then.left_out == 1


def test_what_was_resolved_later_is_open_without_resolution() -> None:
    was = taken(status="Closed", resolution="Fixed", resolved_at=DAY)
    assert was is not None
    assert (was.status, was.resolution, was.resolved_at, was.is_closed) == (
        "To Do", None, None, False
    )  # fmt: skip


def test_what_was_resolved_before_stays_resolved() -> None:
    was = taken(status="Closed", resolution="Fixed", resolved_at=BEFORE)
    assert was is not None
    assert was.is_closed


def test_closed_without_a_date_counts_as_resolved_when_last_updated() -> None:
    early, late = (
        taken(status="Closed", updated_at=BEFORE),
        taken(status="Closed", updated_at=AFTER),
    )
    assert early is not None
    assert late is not None
    assert early.resolved_at == BEFORE
    assert not late.is_closed


def test_the_status_category_of_an_open_item_is_open_too() -> None:
    was = taken(status="Closed", status_category="Done", resolved_at=AFTER)
    assert was is not None
    assert was.status_category == "To Do"


def test_memberships_of_later_sprints_are_dropped_where_dates_are_known() -> None:
    then = AsOf(DAY, [sprint("Past", BEFORE), sprint("Next", AFTER), sprint("Undated", None)])
    was = then.take(item(sprints=("Past", "Next", "Undated", "Unknown")))
    assert was is not None
    assert was.sprints == ("Past", "Undated", "Unknown")
    assert then.dropped_memberships == 1


def test_of_sprints_of_one_name_the_teams_own_decides() -> None:
    then = AsOf(DAY, [sprint("S", BEFORE, "7"), sprint("S", AFTER, "114")])
    own = then.take(item(sprints=("S",), team="Board 114"))
    other = then.take(item(sprints=("S",), team="Board 9"))
    assert own is not None
    assert other is not None
    assert (own.sprints, other.sprints) == ((), ("S",))


def test_a_sprint_that_ran_on_the_day_is_active() -> None:
    running = ImportedSprint(2, "1", "S", "closed", None, BEFORE, AFTER, AFTER)
    was = AsOf(DAY).sprint(running)
    assert was is not None
    assert (was.state, was.completed_at) == ("active", None)
    assert AsOf(DAY).sprint(sprint("Later", AFTER)) is None


def test_the_answer_warns_of_what_has_no_history() -> None:
    assert "no history" in AsOf(DAY).warnings()[0]


def test_a_board_is_a_teams_by_its_number() -> None:
    assert is_board_of("114", "Board 114")
    assert not is_board_of("14", "Board 114")
    assert not is_board_of(None, "Board 114")
