"""Sprints, releases, key results and contributions out of their files."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.contributions.parse import read_contributions
from portfolio.connectors.jira_csv.sprints import read_sprints
from portfolio.connectors.okrs.parse import read_key_results
from portfolio.connectors.releases.parse import files_in, read_changes, read_deployments
from portfolio.domain.imports import (
    DayOrMonthFirst,
    ImportedChange,
    ImportedContribution,
    ImportedDeployment,
    ImportedKeyResult,
    ImportedSprint,
    ImportRefused,
    RowProblem,
)
from tests.exports import stream

Reader = Callable[..., Iterator[Any]]
OKR_HEADER = (
    "cycle,objective,key_result,owner,team,unit,kind,start,target,current,weight,confidence,on\n"
)
HEADERS: dict[Reader, str] = {
    read_sprints: "id,name,state,startDate,endDate,completeDate,originBoardId\n",
    read_deployments: "deployment,deployed_at,sha,is_prerelease\n",
    read_changes: "sha,deployment,committed_at,n_parents,insertions,deletions,is_revert,tickets\n",
    read_key_results: OKR_HEADER,
    read_contributions: "epic,cycle,key_result,amount,confidence\n",
}


def rows(reader: Reader, body: str) -> list[Any]:
    return list(reader(stream((HEADERS[reader] + body).encode())))


def problems(reader: Reader, body: str) -> list[str]:
    return [row.why for row in rows(reader, body) if isinstance(row, RowProblem)]


@pytest.mark.parametrize("reader", HEADERS)
@given(content=st.binary(max_size=200))
def test_no_bytes_make_anything_but_rows_or_a_refusal(reader: Reader, content: bytes) -> None:
    for prefix in (b"", HEADERS[reader].encode()):
        try:
            list(reader(stream(prefix + content)))
        except ImportRefused as refused:
            assert str(refused)


@pytest.mark.parametrize("reader", HEADERS)
def test_missing_columns_are_named(reader: Reader) -> None:
    with pytest.raises(ImportRefused, match="missing; the file has colour"):
        list(reader(stream(b"colour\nred\n")))


@pytest.mark.parametrize("reader", HEADERS)
def test_a_row_of_another_length_is_a_problem_with_its_line(reader: Reader) -> None:
    (problem,) = rows(reader, "a,b\n")
    assert (problem.line, problem.key) == (2, None)


def test_a_sprint_has_its_dates_and_board() -> None:
    row = rows(
        read_sprints, "3,Release 3,Closed,2012-09-27T05:26:46.636Z,2012-10-08T20:05:00Z,,9\n"
    )
    assert row == [
        ImportedSprint(
            2, "3", "Release 3", "closed", "9",
            datetime(2012, 9, 27, 5, 26, 46, tzinfo=UTC), datetime(2012, 10, 8, 20, 5, tzinfo=UTC),
        )
    ]  # fmt: skip


def test_unquoted_commas_in_a_sprints_name_are_told_with_the_line() -> None:
    said = problems(read_sprints, "1,A, B,closed,,,,\n2,B,closed,,,,\n,C,closed,,,,\n2,D,x,,,,\n")
    assert "quotes" in said[0]
    assert said[1:] == ["The sprint has no id or no name.", "This id was already on line 3."]


def test_a_candidate_is_told_by_its_mark_else_by_its_name() -> None:
    body = "1.0-rc1,2020-01-01T00:00:00Z,abcdef1,\n1.0,2020-01-02T00:00:00Z,abcdef1,0\n"
    body += "x-rc2,2020-01-03T00:00:00Z,abcdef1,0\nfinal,2020-01-03T00:00:00Z,abcdef1,1\n"
    found = rows(read_deployments, body)
    assert [one.is_candidate for one in found] == [True, False, False, True]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("1.0,,abcdef1,0\n", "no deployed_at"),
        ("1.0,soon,abcdef1,0\n", "'soon', which is no date"),
        ("1.0,2020-01-01,xyz,0\n", "'xyz' is no commit"),
        (",2020-01-01,abcdef1,0\n", "no name"),
    ],
)
def test_a_release_that_cannot_be_read_is_a_problem(body: str, why: str) -> None:
    assert why in problems(read_deployments, body)[0]


def test_a_change_carries_the_items_it_names() -> None:
    (change,) = rows(read_changes, "ABCDEF1,1.0,2020-01-01,2,10,5,1,AB-1 AB-2 ab-1\n")
    assert isinstance(change, ImportedChange)
    assert change.item_keys == ("AB-1", "AB-2")
    assert (change.sha, change.is_merge, change.is_revert, change.size_lines) == (
        "abcdef1", True, True, 15
    )  # fmt: skip


def test_a_folder_without_a_release_history_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "deployments.csv").touch()
    with pytest.raises(ImportRefused, match=r"neither changes.csv nor changes.csv.gz"):
        files_in(tmp_path)


@pytest.mark.parametrize(
    ("folder", "deployments", "candidates", "changes", "with_items"),
    [("alloy-releases", 163, 31, 4758, 1369), ("kafka-releases", 253, 169, 18726, 11415)],
)
def test_real_release_histories_are_read_whole(
    real_data: Path, folder: str, deployments: int, candidates: int, changes: int, with_items: int
) -> None:
    first, second = files_in(real_data / folder)
    with first.open("rb") as released, second.open("rb") as changed:
        made = list(read_deployments(released))
        carried = list(read_changes(changed))
    assert all(isinstance(one, ImportedDeployment) for one in made)
    assert (len(made), sum(one.is_candidate for one in made)) == (deployments, candidates)  # type: ignore[union-attr]
    assert all(isinstance(one, ImportedChange) for one in carried)
    assert (len(carried), sum(bool(one.item_keys) for one in carried)) == (changes, with_items)  # type: ignore[union-attr]


def test_a_key_result_is_stated_with_a_check_in() -> None:
    body = "2027 q1,Grow,Installs,Ana,Kite,k,Decrease,50,10,30,2,70 %,2027-02-01\n"
    (state,) = rows(read_key_results, body)
    assert state == ImportedKeyResult(
        2, "2027Q1", ("Grow",), "Installs", date(2027, 2, 1), "Ana", "Kite", "k", "decrease",
        50.0, 10.0, 30.0, None, 2.0, 0.7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("2027,Grow,X,,,,,,,,,,\n", "no quarter"),
        ("2027Q1,,X,,,,,,,,,,\n", "no objective"),
        ("2027Q1,Grow,X,,,,jump,,,,,,\n", "kind is 'jump'"),
        ("2027Q1,Grow,X,,,,,,nan,,,,\n", "target is 'nan'"),
        ("2027Q1,Grow,X,,,,,,,,0,,\n", "weight must be above 0"),
        ("2027Q1,Grow,X,,,,,,,,,7,\n", "from 0 to 1"),
        ("2027Q1,Grow,X,,,,,,,,,,soon\n", "no date"),
        ("2027Q1,G,X,,,,,,,,,,2027-01-01\n" * 2, "already on line 2"),
    ],
)
def test_a_key_result_that_cannot_be_read_is_a_problem(body: str, why: str) -> None:
    assert why in problems(read_key_results, body)[0]


def test_day_and_month_of_check_ins_are_asked_for() -> None:
    with pytest.raises(DayOrMonthFirst):
        rows(read_key_results, "2027Q1,Grow,X,,,,,,,,,,03/04/2027\n")


def test_published_key_results_are_read_at_every_revision(real_data: Path) -> None:
    with (real_data / "okr-source-d" / "kr_series.csv.gz").open("rb") as file:
        states = list(read_key_results(file))
    assert len(states) == 5587
    assert all(isinstance(one, ImportedKeyResult) for one in states)
    scores = {one.score for one in states if isinstance(one, ImportedKeyResult)}
    assert scores == {0.0, 0.7, 1.0}


def test_a_contribution_has_amount_and_confidence() -> None:
    (row,) = rows(read_contributions, 'AB-1,Q1 2027,Installs,"4,5",80%\n')
    assert row == ImportedContribution(2, "AB-1", "2027Q1", "Installs", 4.5, 0.8)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("AB-1,2027Q1,,1,1\n", "no epic or no key_result"),
        ("AB-1,2027Q1,X,-1,1\n", "from 0 on"),
        ("AB-1,2027Q1,X,1,2\n", "confidence is '2'"),
        ("AB-1,2027Q1,X,1,1\n" * 2, "already on line 2"),
    ],
)
def test_a_contribution_that_cannot_be_read_is_a_problem(body: str, why: str) -> None:
    assert why in problems(read_contributions, body)[0]
