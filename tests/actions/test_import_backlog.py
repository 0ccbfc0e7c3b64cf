"""A Jira export merged into the backlog: added, changed, unchanged, and nothing by halves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.actions.import_backlog import BacklogFile, import_backlog
from portfolio.actions.keep_import import SourceFile
from portfolio.connectors.jira_csv.parse import open_export
from portfolio.connectors.jira_csv.sprints import read_sprints
from portfolio.domain.backlog import Category, Item
from portfolio.domain.errors import NotAllowed
from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.store import backlog, imports, rows
from portfolio.store.tables import backlog as tables
from portfolio.store.tables.teams import areas, teams
from portfolio.store.tables.trail import trail
from portfolio.store.unit import Store
from tests.exports import jira_csv, story, stream, with_columns
from tests.people import NOW, Cast

SOURCE = SourceFile("export.csv", "d" * 64)
SPRINTS = "id,name,state,startDate,endDate,completeDate,originBoardId\n"


def take(
    store: Store, content: bytes, *, by: Viewer = SYSTEM, sprints: str = "", **more: Any
) -> ImportAnswer:
    told = list(read_sprints(stream((SPRINTS + sprints).encode()))) if sprints else []
    file = BacklogFile(open_export(stream(content)), SOURCE, told)
    with store.writing() as tx:
        return import_backlog(tx, by, file, now=NOW, **more)


def counts(answer: ImportAnswer) -> tuple[int, int, int, int]:
    return answer.added, answer.changed, answer.unchanged, len(answer.refused)


def item(store: Store, key: str) -> Item:
    with store.reading() as tx:
        return backlog.one_item(tx, key)


def values(store: Store, *columns: Any, where: Any = True) -> list[Sequence[Any]]:
    with store.reading() as tx:
        return [tuple(row) for row in tx.execute(select(*columns).where(where))]


def total(store: Store, table: Any) -> int:
    with store.reading() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    header = with_columns("Outward issue link (Blocks)", "Sprint", "Custom field (Team)")
    content = jira_csv(
        (*story("AB-1"), "AB-2", "S 1", "Kite"), (*story("AB-2"), "", "", ""), header=header
    )
    assert counts(take(store, content)) == (2, 0, 0, 0)
    before = values(store, tables.items.c.key, tables.items.c.version, tables.items.c.rank)
    assert counts(take(store, content)) == (0, 0, 2, 0)
    assert values(store, tables.items.c.key, tables.items.c.version, tables.items.c.rank) == before
    assert total(store, tables.import_rows) == 0


def test_a_dry_run_answers_the_same_and_keeps_nothing(store: Store) -> None:
    content = jira_csv(story("AB-1"), story("AB-2"))
    answer = take(store, content, dry_run=True)
    for table in (tables.items, tables.imports, tables.import_rows, teams, trail):
        assert total(store, table) == 0
    assert replace(take(store, content), seconds=0) == replace(answer, seconds=0)


def test_a_change_is_counted_and_kept_with_before_and_after(store: Store) -> None:
    take(store, jira_csv(story("AB-1"), story("AB-2")))
    answer = take(store, jira_csv(story("AB-1", summary="Pay by phone"), story("AB-2")))
    assert counts(answer) == (0, 1, 1, 0)
    assert item(store, "AB-1").title == "Pay by phone"
    assert item(store, "AB-1").version == 2
    with store.reading() as tx:
        (change,) = imports.history_of(tx, "AB-1", limit=1)
    assert change.changes == {"title": ["Pay by card", "Pay by phone"]}


def test_an_import_is_one_entry_of_the_trail(store: Store) -> None:
    take(store, jira_csv(story("AB-1")))
    assert values(store, trail.c.deed, trail.c.object) == [("import jira", "import:1")]


def test_a_failure_half_way_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.actions.merge_backlog.join_sprints", _break)
    with pytest.raises(RuntimeError):
        take(store, jira_csv(story("AB-1")))
    for table in (tables.items, tables.imports, tables.import_rows, trail):
        assert total(store, table) == 0


def _break(*args: Any, **more: Any) -> None:
    raise RuntimeError("power cut")


def test_only_those_who_may_import_do(store: Store, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take(store, jira_csv(story("AB-1")), by=cast.lead)


def test_a_parent_is_found_by_id_by_key_and_by_epic_link(store: Store) -> None:
    header = with_columns("Parent", "Parent key", "Custom field (Epic Link)")
    epic = ("Cards", "AB-9", "90", "Epic", "To Do", "", "", "", "", "")
    content = jira_csv(
        (*story("AB-1"), "90", "", ""),
        (*story("AB-2"), "", "AB-9", ""),
        (*story("AB-3"), "", "", "AB-9"),
        (*story("AB-4"), "", "", "OUT-1"),
        epic,
        header=header,
    )
    take(store, content)
    parent = item(store, "AB-9").id
    assert [item(store, f"AB-{n}").parent_id for n in (1, 2, 3, 4)] == [parent] * 3 + [None]
    assert counts(take(store, content)) == (0, 0, 5, 0)


def test_a_parent_in_an_earlier_file_is_found(store: Store) -> None:
    header = with_columns("Parent")
    take(store, jira_csv(("Cards", "AB-9", "90", "Epic", "To Do", "", "", ""), header=header))
    take(store, jira_csv((*story("AB-1"), "90"), header=header))
    assert item(store, "AB-1").parent_id == item(store, "AB-9").id


def test_items_that_are_their_own_ancestors_are_cut_loose(store: Store) -> None:
    header = with_columns("Parent key")
    content = jira_csv((*story("AB-1"), "AB-2"), (*story("AB-2"), "AB-1"), header=header)
    answer = take(store, content)
    assert any("their own ancestors" in warning for warning in answer.warnings)
    assert None in {item(store, "AB-1").parent_id, item(store, "AB-2").parent_id}
    assert counts(take(store, content)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("status", "category_told", "resolution", "category", "delivered"),
    [
        ("Closed", "", "Fixed", Category.DONE, True),
        ("Closed", "", "Duplicate", Category.DROPPED, False),
        ("Closed", "", "", Category.DONE, False),
        ("In QE Test", "", "", Category.TODO, False),
        ("Any", "In Progress", "", Category.DOING, False),
        ("Any", "Done", "", Category.DONE, True),
        ("Any", "Done", "Won't Fix", Category.DONE, False),
    ],
)
def test_a_status_that_nobody_mapped_goes_by_category_then_resolution(
    store: Store, status: str, category_told: str, resolution: str, category: Category,
    delivered: bool,
) -> None:  # fmt: skip
    header = with_columns("Status Category", "Resolution")
    row = ("Pay", "AB-1", "1", "Story", status, "", "", category_told, resolution)
    answer = take(store, jira_csv(row, header=header))
    found = item(store, "AB-1")
    assert (found.category, found.is_delivered) == (category, delivered)
    assert any(f"Status {status!r} (1 item) is mapped by nobody" in w for w in answer.warnings)


def test_a_teams_own_mapping_comes_before_everything(store: Store) -> None:
    with store.writing() as tx:
        team_id = rows.add(tx, teams, {"slug": "kite", "name": "Kite"})
        mapping = {"team_id": team_id, "status": "in qe test", "category": "doing"}
        rows.add(tx, tables.status_mappings, mapping)
    row = ("Pay", "AB-1", "1", "Story", "In QE Test", "", "", "kite")
    answer = take(store, jira_csv(row, header=with_columns("Team")))
    assert item(store, "AB-1").category is Category.DOING
    assert answer.warnings == ()


def test_a_team_is_made_for_each_value_of_team(store: Store) -> None:
    header = with_columns("Team")
    take(store, jira_csv((*story("AB-1"), "Board 7"), (*story("AB-2"), ""), header=header))
    assert values(store, teams.c.slug, teams.c.tracker_name) == [("board-7", "Board 7")]
    assert item(store, "AB-1").team_id is not None
    assert item(store, "AB-2").team_id is None


def test_where_there_are_areas_new_teams_and_loose_items_are_unassigned(
    store: Store, cast: Cast
) -> None:
    header = with_columns("Team")
    take(store, jira_csv((*story("AB-1"), "Board 7"), (*story("AB-2"), "Falcon"), header=header))
    (unassigned,) = values(store, areas.c.id, where=areas.c.slug == "unassigned")
    assert values(store, teams.c.area_id, where=teams.c.slug == "board-7") == [unassigned]
    assert item(store, "AB-1").area_id == unassigned[0]
    assert item(store, "AB-2").area_id == cast.area_id


def test_a_column_that_the_file_lacks_leaves_what_is_there(store: Store) -> None:
    take(store, jira_csv((*story("AB-1"), "5"), header=with_columns("Story Points")))
    assert counts(take(store, jira_csv(story("AB-1")))) == (0, 0, 1, 0)
    assert item(store, "AB-1").points == 5


def test_without_ranks_the_order_of_the_file_is_the_rank(store: Store) -> None:
    take(store, jira_csv(story("AB-2"), story("AB-1")))
    take(store, jira_csv(story("AB-3"), story("AB-1")))
    order = [item(store, key).rank for key in ("AB-2", "AB-1", "AB-3")]
    assert order == [1, 2, 3]


def test_the_trackers_rank_orders_what_it_ranks(store: Store) -> None:
    header = with_columns("Custom field (Rank)")
    content = jira_csv(
        (*story("AB-1"), "0|i0000f:"), (*story("AB-2"), "0|i00007:"), (*story("AB-3"), ""),
        header=header,
    )  # fmt: skip
    take(store, content)
    assert [item(store, f"AB-{n}").rank for n in (1, 2, 3)] == [2, 1, 3]
    assert counts(take(store, content)) == (0, 0, 3, 0)


def test_links_follow_the_file_and_count_as_changes_of_their_ends(store: Store) -> None:
    header = with_columns("Outward issue link (Blocks)")
    rows_of = [(*story("AB-1"), "AB-2"), (*story("AB-2"), "OUT-1"), (*story("AB-3"), "")]
    take(store, jira_csv(*rows_of, header=header))
    links = tables.item_links
    assert sorted(values(store, links.c.from_key, links.c.to_key)) == [
        ("AB-1", "AB-2"), ("AB-2", "OUT-1")
    ]  # fmt: skip
    rows_of[0] = (*story("AB-1"), "AB-3")
    assert counts(take(store, jira_csv(*rows_of, header=header))) == (0, 3, 0, 0)
    assert sorted(values(store, links.c.from_key, links.c.to_key)) == [
        ("AB-1", "AB-3"), ("AB-2", "OUT-1")
    ]  # fmt: skip


def test_sprints_are_kept_with_their_dates_and_the_teams_own_is_chosen(store: Store) -> None:
    content = jira_csv((*story("AB-1"), "S", "Board 7"), header=with_columns("Sprint", "Team"))
    told = "1,S,closed,2026-01-01T00:00:00Z,2026-01-10T00:00:00Z,,9\n2,S,active,,,,7\n"
    take(store, content, sprints=told)
    assert total(store, tables.tracker_sprints) == 2
    chosen = values(store, tables.item_tracker_sprints.c.tracker_sprint_id)
    own = values(store, tables.tracker_sprints.c.id, where=tables.tracker_sprints.c.board == "7")
    assert chosen == own
    assert counts(take(store, content, sprints=told)) == (0, 0, 1, 0)


def test_sprints_known_by_name_are_completed_when_their_dates_come(store: Store) -> None:
    content = jira_csv((*story("AB-1"), "S"), header=with_columns("Sprint"))
    take(store, content)
    answer = take(store, content, sprints="5,S,closed,2026-01-01T00:00:00Z,,,\nx,y\n")
    assert values(store, tables.tracker_sprints.c.external_id) == [("5",)]
    assert counts(answer) == (0, 0, 1, 0)
    assert answer.warnings[0].startswith("Sprints, line 3:")


def test_every_row_read_is_accounted_for(store: Store) -> None:
    late = ("Pay", "AB-2", "2", "Story", "To Do", "03/Sep/27 9:05 AM", "")
    shifted = ("Pay", "AB-3", "3", "Story", "To Do", "Ana Kos", "")
    content = jira_csv(story("AB-1"), late, shifted, story("AB-1"))
    answer = take(store, content, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert (answer.read, answer.added, answer.left_out) == (4, 1, 1)
    assert [(problem.line, problem.key) for problem in answer.refused] == [(4, "AB-3"), (5, "AB-1")]
    assert answer.as_json()["facts"]["items"] == 1


def test_many_rows_are_merged_in_chunks(store: Store) -> None:
    content = jira_csv(*(story(f"AB-{n}") for n in range(1, 4502)))
    assert counts(take(store, content)) == (4501, 0, 0, 0)
    assert counts(take(store, content)) == (0, 0, 4501, 0)
    assert item(store, "AB-4501").rank == 4501


def test_titanium_as_of_the_first_monday_of_2015(store: Store, real_data: Path) -> None:
    folder = real_data / "titanium"
    sprints = (folder / "sprints.csv").read_text().split("\n", 1)[1]
    content = (folder / "jira-export.csv.gz").read_bytes()
    moment = datetime(2015, 1, 5, tzinfo=UTC)
    answer = take(store, content, sprints=sprints, as_of=moment)
    assert (answer.read, answer.added, answer.left_out) == (7125, 2281, 4844)
    late = values(store, func.max(tables.items.c.created_at), func.max(tables.items.c.resolved_at))
    assert all(when < moment for when in late[0])
    assert any("no history" in warning for warning in answer.warnings)
    sprint_starts = values(store, func.max(tables.tracker_sprints.c.starts_at))
    assert sprint_starts[0][0] < moment
    assert counts(take(store, content, sprints=sprints, as_of=moment)) == (0, 0, 2281, 0)


NAUGHTY = (
    "x" * 5000, "=HYPERLINK(1)", "'; DROP TABLE items; --", "\u202egnp.exe", "👩‍👩‍👧", "<script>",
    "%s %(x)s {0}", "\u2028", "İ", "ß" * 130, "\ufeff", "NULL", "-0", "1" * 400,
)  # fmt: skip
TEXT_COLUMNS = (
    "Issue id", "Issue Type", "Status", "Status Category", "Resolution", "Priority", "Team",
    "Custom field (Rank)", "Sprint", "Labels", "Component/s", "Parent", "Parent key", "Epic Link",
    "Outward issue link (Blocks)", "Project key",
)  # fmt: skip


def test_any_text_in_any_column_is_taken_and_taken_twice_alike(store: Store) -> None:
    header = ("Summary", "Issue key", *TEXT_COLUMNS)
    cells = [
        (text, f"AB-{n}", *[text] * len(TEXT_COLUMNS)) for n, text in enumerate(NAUGHTY, start=1)
    ]
    content = jira_csv(*cells, header=header)
    sprints = "".join(f'{n},"{text}",closed,,,,{text[:9]}\n' for n, text in enumerate(NAUGHTY[4:6]))
    assert counts(take(store, content, sprints=sprints)) == (len(NAUGHTY), 0, 0, 0)
    assert counts(take(store, content, sprints=sprints)) == (0, 0, len(NAUGHTY), 0)
    assert item(store, "AB-2").title == "=HYPERLINK(1)"
