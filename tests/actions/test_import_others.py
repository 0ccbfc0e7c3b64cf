"""Releases, key results and contributions merged into what is there."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from portfolio.actions.import_contributions import import_contributions
from portfolio.actions.import_okrs import import_okrs
from portfolio.actions.import_releases import import_releases
from portfolio.actions.keep_import import SourceFile
from portfolio.connectors.contributions.parse import read_contributions
from portfolio.connectors.okrs.parse import read_key_results
from portfolio.connectors.releases.parse import files_in, read_changes, read_deployments
from portfolio.domain.errors import NotAllowed
from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.store import backlog, cycles, okrs
from portfolio.store.tables import delivery as delivered
from portfolio.store.tables import okrs as tables
from portfolio.store.unit import Store
from tests.exports import stream
from tests.okr_file import by_day, rows_of, scored
from tests.people import NOW, Cast

FILE = SourceFile("file.csv", "e" * 64)
TODAY = date(2027, 2, 9)
OKRS = "cycle,objective,key_result,owner,team,kind,start,target,current,weight,confidence,on\n"
TWO = (
    "2027Q1,Grow,Crash rate,Ana,Falcon,decrease,4,1,3.5,2,0.7,2027-01-15\n"
    "2027Q1,Grow,Crash rate,Ana,Falcon,decrease,4,1,2.5,2,0.7,2027-02-01\n"
    "2027Q1,Grow,Installs,Ivo,,increase,10,50,20,1,60%,2027-02-01\n"
)


def take_okrs(
    store: Store, body: str | bytes, *, by: Viewer = SYSTEM, dry_run: bool = False
) -> ImportAnswer:
    content = body if isinstance(body, bytes) else (OKRS + body).encode()
    with store.writing() as tx:
        states = read_key_results(stream(content))
        return import_okrs(tx, by, FILE, states, now=NOW, today=TODAY, dry_run=dry_run)


def take_contributions(store: Store, body: str) -> ImportAnswer:
    header = "epic,cycle,key_result,amount,confidence\n"
    with store.writing() as tx:
        rows = read_contributions(stream((header + body).encode()))
        return import_contributions(tx, SYSTEM, FILE, rows, now=NOW)


def take_releases(store: Store, folder: Path, service: str) -> ImportAnswer:
    first, second = files_in(folder)
    with first.open("rb") as made, second.open("rb") as changed, store.writing() as tx:
        return import_releases(
            tx,
            SYSTEM,
            FILE,
            read_deployments(made),
            changes=read_changes(changed),
            service=service,
            now=NOW,
        )


def counts(answer: ImportAnswer) -> tuple[int, int, int, int]:
    return answer.added, answer.changed, answer.unchanged, len(answer.refused)


def total(store: Store, table: Any, where: Any = True) -> int:
    with store.reading() as tx:
        return tx.execute(select(func.count()).select_from(table).where(where)).scalar_one()


def test_key_results_come_with_their_check_ins(store: Store, cast: Cast) -> None:
    assert counts(take_okrs(store, TWO)) == (3, 0, 0, 0)
    with store.reading() as tx:
        tree = okrs.tree(tx, cycles.one_cycle(tx, "2027Q1").id, on=TODAY)
    (objective,) = tree.objectives
    crash, installs = objective.key_results
    assert [one.value for one in crash.check_ins] == [3.5, 2.5]
    assert (crash.team_id, crash.weight, crash.code) == (cast.team_id, 2, "1.1")
    assert installs.check_ins[0].confidence == 0.6


def test_the_same_key_results_twice_change_nothing(store: Store) -> None:
    take_okrs(store, TWO)
    assert counts(take_okrs(store, TWO)) == (0, 0, 3, 0)
    assert total(store, tables.check_ins) == 3


def test_a_corrected_check_in_keeps_the_corrected_row(store: Store) -> None:
    take_okrs(store, TWO)
    assert counts(take_okrs(store, TWO.replace("2.5", "2.2"))) == (0, 1, 2, 0)
    assert total(store, tables.check_ins) == 4
    assert total(store, tables.check_ins, tables.check_ins.c.replaced_by.is_not(None)) == 1
    assert counts(take_okrs(store, TWO.replace("2.5", "2.2"))) == (0, 0, 3, 0)


def test_a_new_target_changes_the_key_result(store: Store) -> None:
    take_okrs(store, TWO)
    assert counts(take_okrs(store, TWO.replace("10,50", "10,60"))) == (0, 1, 2, 0)


def test_a_dry_run_of_key_results_keeps_nothing(store: Store) -> None:
    assert counts(take_okrs(store, TWO, dry_run=True)) == (3, 0, 0, 0)
    with store.reading() as tx:
        assert cycles.all_cycles(tx) == []


def test_only_those_who_may_import_do(store: Store, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_okrs(store, TWO, by=cast.executive)


def test_what_a_later_revision_lacks_was_struck_out_that_day(store: Store) -> None:
    header = (
        "revision,committed_at,quarter,objective_path,teams,key_result,done,pct,struck,priority\n"
    )
    body = (
        "a1,2027-01-10T10:00:00Z,2027-Q1,Grow > Faster,,Keep,0,,0,\n"
        "a1,2027-01-10T10:00:00Z,2027-Q1,Grow > Faster,,Drop,0,,0,\n"
        "a1,2027-01-10T10:00:00Z,2027-Q1,Grow,,Strike,0,,0,\n"
        "b2,2027-01-20T10:00:00Z,2027-Q1,Grow > Faster,,Keep,0,70,0,\n"
        "b2,2027-01-20T10:00:00Z,2027-Q1,Grow,,Strike,0,,1,\n"
        "c3,2027-01-30T10:00:00Z,2027-Q1,Grow > Faster,,Keep,1,,0,\n"
        "c3,2027-01-30T10:00:00Z,2027-Q1,Grow,,Strike,0,,1,\n"
    )
    assert counts(take_okrs(store, (header + body).encode())) == (7, 0, 0, 0)
    with store.reading() as tx:
        found = tx.execute(select(tables.key_results.c.title, tables.key_results.c.struck_on))
        struck = {row.title: row.struck_on for row in found}
        tree = okrs.tree(tx, cycles.one_cycle(tx, "2027Q1").id, on=TODAY)
    assert struck == {"Keep": None, "Drop": date(2027, 1, 20), "Strike": date(2027, 1, 20)}
    assert [one.title for one in tree.every_objective()] == ["Grow", "Faster"]
    (keep,) = tree.every_key_result()
    assert [one.score for one in keep.check_ins] == [0.0, 0.7, 1.0]
    assert counts(take_okrs(store, (header + body).encode())) == (0, 0, 7, 0)


def test_published_key_results_stand_as_they_stood(store: Store, real_data: Path) -> None:
    content = (real_data / "okr-source-d" / "kr_series.csv.gz").read_bytes()
    answer = take_okrs(store, content)
    assert (answer.read, answer.added) == (5587, 5587)
    assert answer.facts["key_results"] == 429
    told = by_day(rows_of(content), ZoneInfo("UTC"))
    assert len(told) == 26
    with store.reading() as tx:
        for (quarter, day), said in told.items():
            cycle = cycles.one_cycle(tx, quarter.replace("-", ""))
            tree = okrs.tree(tx, cycle.id, on=day)
            assert scored(tree) == said, (quarter, day)
            above = {path[:depth] for path, _ in said for depth in range(1, len(path) + 1)}
            assert {one.title for one in tree.every_objective()} >= {path[-1] for path in above}
    assert counts(take_okrs(store, content)) == (0, 0, 5587, 0)


def test_contributions_find_epics_by_key_and_key_results_by_text_or_code(store: Store) -> None:
    take_okrs(store, TWO)
    with store.writing() as tx:
        row = {"type": "Epic", "title": "E", "category": "todo", "rank": 1}
        backlog.add_rows(tx, [{**row, "key": "AB-1", "level": "epic"}])
        backlog.add_rows(tx, [{**row, "key": "AB-2", "level": "story", "rank": 2}])
    body = (
        "AB-1,2027Q1,crash rate,0.5,0.8\nAB-1,2027Q1,1.2,5,50 %\n"
        "AB-2,2027Q1,1.2,5,1\nNO-1,2027Q1,1.2,5,1\nAB-1,2027Q1,Nothing,5,1\n"
    )
    answer = take_contributions(store, body)
    assert counts(answer) == (2, 0, 0, 3)
    assert [problem.why.split(";")[0] for problem in answer.refused] == [
        "AB-2 is no epic but on the level story.",
        "There is no epic NO-1",
        "There is no key result 'Nothing' in 2027Q1",
    ]
    assert counts(take_contributions(store, body)) == (0, 0, 2, 3)
    assert counts(take_contributions(store, body.replace("0.5", "0.6"))) == (0, 1, 1, 3)


@pytest.mark.parametrize(
    ("name", "deployments", "changes", "with_items", "in_production"),
    [("alloy", 163, 4758, 1369, 132), ("kafka", 253, 18726, 11415, 84)],
)
def test_real_release_histories_are_recorded_once(
    store: Store, real_data: Path, name: str, deployments: int, changes: int, with_items: int,
    in_production: int,
) -> None:  # fmt: skip
    answer = take_releases(store, real_data / f"{name}-releases", name)
    assert counts(answer) == (deployments + changes, 0, 0, 0)
    assert {**answer.facts, "candidates": 0} == {
        "deployments": deployments,
        "candidates": 0,
        "changes": changes,
        "changes_with_items": with_items,
        "items_known": 0,
    }
    production = select(delivered.environments.c.id).where(delivered.environments.c.is_production)
    where = delivered.deployments.c.environment_id.in_(production)
    assert total(store, delivered.deployments, where) == in_production
    again = take_releases(store, real_data / f"{name}-releases", name)
    assert counts(again) == (0, 0, deployments + changes, 0)


def test_a_candidates_changes_reach_production_with_its_release(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "deployments.csv").write_text(
        "deployment,deployed_at,sha,is_prerelease\n"
        "1.0-rc0,2026-01-01T00:00:00Z,aaaaaaa1,1\n1.0,2026-01-02T00:00:00Z,bbbbbbb1,0\n"
        "2.0-rc0,2026-02-01T00:00:00Z,ccccccc1,1\n"
    )
    (tmp_path / "changes.csv").write_text(
        "sha,deployment,committed_at,tickets\naaaaaaa1,1.0-rc0,2025-12-01T00:00:00Z,AB-1\n"
        "ccccccc1,2.0-rc0,2026-01-20T00:00:00Z,\nddddddd1,9.9,2026-01-20T00:00:00Z,\n"
    )
    answer = take_releases(store, tmp_path, "sdk")
    assert "not in deployments.csv (1 row, the first on line 4)" in answer.warnings[0]
    with store.reading() as tx:
        joined = delivered.changes.outerjoin(delivered.deployments)
        columns = (delivered.changes.c.sha, delivered.deployments.c.name)
        found = {row.sha: row.name for row in tx.execute(select(*columns).select_from(joined))}
    assert found == {"aaaaaaa1": "1.0", "ccccccc1": "2.0-rc0", "ddddddd1": None}
