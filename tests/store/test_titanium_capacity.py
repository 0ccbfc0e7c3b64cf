"""The boards of a real tracker as teams without people: their capacity is their history."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from portfolio.actions.import_file import ImportRequest, import_file
from portfolio.actions.keep_import import SourceFile
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.capacity import capacities
from portfolio.domain.people import SYSTEM
from portfolio.domain.team_capacity import Notice, TeamCapacity
from portfolio.store import capacity
from portfolio.store.unit import open_store
from tests.people import NOW

# Points and items of the six fortnights before 2015-01-01, counted in the file by hand.
BOARD_114 = [(58, 12), (134, 16), (83, 9), (116, 20), (146, 16), (89, 6)]
BOARD_124 = [(0, 2), (0, 26), (0, 0), (0, 5), (0, 0), (0, 0)]


@pytest.fixture
def boards(sqlite_url: str, real_data: Path) -> dict[str, TeamCapacity]:
    """The capacity of each board in 2015Q1, as known on its first Monday."""
    content = (real_data / "titanium" / "jira-export.csv.gz").read_bytes()
    store = open_store(sqlite_url)
    with store.writing() as tx:
        request = ImportRequest(
            "jira",
            SourceFile("titanium.csv.gz", "d" * 64),
            BytesIO(content),
            as_of=date(2015, 1, 5),
        )
        import_file(tx, SYSTEM, request, now=NOW)
        cycle = open_cycle(tx, SYSTEM, "2015Q1", now=datetime(2015, 1, 5, tzinfo=UTC))
        found = capacities(capacity.facts(tx, cycle, today=date(2015, 1, 5)))
    store.close()
    return {one.team.name: one for one in found.values()}


def test_titanium_s_boards_have_the_capacity_of_their_history(
    boards: dict[str, TeamCapacity],
) -> None:
    assert len(boards) == 12
    largest = boards["Board 114"]
    assert [(one.points, one.items) for one in largest.learned] == BOARD_114
    assert [sprint.points for sprint in largest.sprints] == [102.5] * 6
    assert [sprint.items for sprint in largest.sprints] == [14] * 6
    assert largest.warnings == ()
    without_points = boards["Board 124"]
    assert [(one.points, one.items) for one in without_points.learned] == BOARD_124
    assert without_points.sprints[0].points == 1 * 5  # the product's median item has 5 points
    assert without_points.warnings == (Notice.POINTS_FROM_ITEMS,)
    assert len(boards["Board 146"].learned) == 2  # its first delivery was on 2014-12-15
    assert boards["Board 144"].sentences == (
        "Board 144 has no history to learn a capacity from: its capacity is 0.",
    )
