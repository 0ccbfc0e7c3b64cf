"""Exports of Linear, Azure DevOps, GitHub Projects and Shortcut, told by their columns."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.trackers import FORMATS, open_backlog
from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedItem, ImportRefused, RowProblem
from tests.exports import jira_csv, stream

LINEAR = ("ID", "Team", "Title", "Status", "Estimate", "Cycle Name", "Created", "Completed",
          "Canceled", "Parent issue", "UUID")  # fmt: skip
AZURE = ("ID", "Work Item Type", "Title", "State", "Tags", "Closed Date", "Parent", "Area Path")
SHORTCUT = ("id", "name", "type", "requester", "owners", "created_at", "started_at",
            "completed_at", "labels", "epic", "state", "project", "workflow")  # fmt: skip
MOMENT = "Fri Oct 02 2026 17:00:00 GMT+0000 (GMT+00:00)"


def read(content: bytes) -> tuple[list[ImportedItem], list[RowProblem], str]:
    export = open_backlog(stream(content))
    rows = list(export.items())
    items = [row for row in rows if isinstance(row, ImportedItem)]
    problems = [row for row in rows if isinstance(row, RowProblem)]
    assert len(rows) == export.row_count + sum("quote" in one.why for one in problems)
    return items, problems, export.source


def test_linears_issues_have_their_ends_parents_and_states() -> None:
    items, problems, source = read(jira_csv(
        ("E-8", "Falcon", "Voice", "In Progress", "", "", MOMENT, "", "", "", "u8"),
        ("E-9", "Falcon", "Sip", "Done", "3", "S 11", MOMENT, MOMENT, "", "E-8", "u9"),
        ("E-10", "Falcon", "Old", "Canceled", "", "", MOMENT, "", MOMENT, "E-8", "u10"),
        ("E-11", "Falcon", "Odd", "Todo", "", "", "soon", "", "", "", "u11"),
        ("E-9", "Falcon", "Again", "Todo", "", "", "", "", "", "", "u9"),
        header=LINEAR,
    ))  # fmt: skip
    assert source == "linear"
    assert [(one.key, one.level, one.status_category, one.resolution) for one in items] == [
        ("E-8", Level.EPIC, None, None),
        ("E-9", Level.STORY, "Done", None),
        ("E-10", Level.STORY, None, "Canceled"),
    ]
    assert items[1].resolved_at == datetime(2026, 10, 2, 17, tzinfo=UTC)
    assert (items[1].parent_key, items[1].sprints, items[1].points) == ("E-8", ("S 11",), 3)
    assert [(one.line, one.why.split(",")[0]) for one in problems] == [
        (5, "Created (column 7) is 'soon'"),
        (6, "E-9 was already on line 3; the first of the two was taken."),
    ]


def test_azures_work_items_have_levels_and_american_dates() -> None:
    items, problems, source = read(jira_csv(
        ("165", "Epic", "Voice", "Active", "", "", "", "Comm"),
        ("166", "Feature", "Sip", "New", "a; b", "", "165", "Comm\\Falcon"),
        ("167", "User Story", "Tr", "Closed", "", "10/13/2026 9:15:00 AM", "166", "Comm\\Falcon"),
        ("168", "Bug", "Gone", "Removed", "", "10/03/2026 9:15:00 AM", "166", "Comm\\Falcon"),
        ("x", "Bug", "Odd", "New", "", "", "", "Comm"),
        header=AZURE,
    ))  # fmt: skip
    assert source == "azure"
    assert [(one.key, one.level, one.parent_key, one.team) for one in items] == [
        ("ADO-165", Level.INITIATIVE, None, None),
        ("ADO-166", Level.EPIC, "ADO-165", "Falcon"),
        ("ADO-167", Level.STORY, "ADO-166", "Falcon"),
        ("ADO-168", Level.STORY, "ADO-166", "Falcon"),
    ]
    assert items[3].resolved_at == datetime(2026, 10, 3, 9, 15, tzinfo=UTC)
    assert (items[3].resolution, items[1].labels) == ("Removed", ("a", "b"))
    assert [(one.line, one.why) for one in problems] == [(6, "'x' is no number of a work item.")]


def test_github_and_shortcut_rows_are_items() -> None:
    header = ("Title", "URL", "Assignees", "Status", "Parent issue", "End date")
    issue = "https://github.com/x/y/issues/{}"
    items, problems, source = read(jira_csv(
        ("Big", issue.format(3), "", "Todo", "", "2026-11-01"),
        ("Small", issue.format(12), "ana", "Done", "x/y#3", ""),
        ("Draft", "", "", "Todo", "", ""),
        header=header, delimiter="\t",
    ))  # fmt: skip
    assert (source, len(problems)) == ("github", 1)
    assert [(one.key, one.level, one.parent_key, one.due_on) for one in items] == [
        ("y-3", Level.EPIC, None, date(2026, 11, 1)),
        ("y-12", Level.STORY, "y-3", None),
    ]
    row = ("42", "Pay", "bug", "ana", "", "2026/09/03 09:05:00", "2026/09/04 09:05:00",
           "2026/09/05 09:05:00", "a,b", "Cards", "Done", "Shop", "Standard")  # fmt: skip
    items, problems, source = read(jira_csv(row, header=SHORTCUT))
    assert (source, problems, items[0].key) == ("shortcut", [], "SC-42")
    assert (items[0].status_category, items[0].labels) == ("Done", ("a", "b", "Cards"))


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [("linear.csv", "linear", 1), ("azure.csv", "azure", 3), ("github_project.tsv", "github", 1),
     ("jira_cloud_all_fields.csv", "jira", 3)],
)  # fmt: skip
def test_written_exports_are_told_apart_and_read_whole(
    real_data: Path, name: str, source: str, count: int
) -> None:
    items, problems, found = read((real_data / "jira-csv" / name).read_bytes())
    assert (found, len(items), problems) == (source, count, [])


@given(st.sampled_from(FORMATS), st.lists(st.lists(st.text(max_size=9), max_size=9), max_size=4))
def test_any_row_of_any_tracker_is_an_item_or_a_problem(one: object, rows: list[list[str]]) -> None:
    its_format = next(known for known in FORMATS if known is one)
    header = tuple(dict.fromkeys(name for names in its_format.names.values() for name in names))
    marks = tuple(its_format.marks[0] - set(header))
    try:
        read(jira_csv(*rows, header=(*header, *marks)))
    except ImportRefused as refused:
        assert str(refused)
