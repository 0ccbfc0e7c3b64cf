"""Every export that has an import: exporting and importing changes nothing."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portfolio.actions.import_file import ImportRequest, import_file
from portfolio.actions.keep_import import SourceFile
from portfolio.actions.save_order_inputs import save_order_inputs
from portfolio.actions.take_items import Take, take_items
from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import Viewer
from portfolio.store import order_inputs, rows
from portfolio.store.tables.backlog import items
from portfolio.store.tables.okrs import check_ins, key_results
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import Company, make_company

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
PATHS = {
    "orders": "/orders.csv?cycle=2027Q1",
    "taken": "/imports/sheets/taken.csv?cycle=2027Q1",
    "ranks": "/imports/sheets/ranks.csv?cycle=2027Q1",
    "contributions": "/imports/sheets/contributions.csv?cycle=2027Q1",
    "okrs": "/imports/sheets/okrs.csv?cycle=2027Q1",
}


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    """A quarter with something in every table, a title among them that looks like a formula."""
    made = make_company(store, cast)
    scored = {"reach": 4000.0, "impact": 2.0, "confidence": 0.8, "effort": 1.5, "moscow": "must"}
    curve = {"delay_kind": "fixed_date", "delay_worth": 30.0, "delay_on": NOW.date()}
    with store.writing() as tx:
        by = cast.planner
        save_order_inputs(tx, by, made.cycle, "E-1", {**scored, **curve}, version=0, now=NOW)
        wanted = [Take("P-1", 2.5), Take("P-2")]
        take_items(tx, by, cast.team_id, made.cycle.sprints[2].id, wanted, now=NOW)
        tx.execute(update(key_results).values(title="=Channels", team_id=cast.team_id))
        tx.execute(update(items).where(items.c.key == "P-3").values(title="-1 day"))
        for day, value in ((1, 2.0), (8, 3.5)):
            said = {"key_result_id": made.key_result_id, "on": NOW.date().replace(day=day)}
            more = {"value": value, "confidence": 0.7, "made_at": NOW}
            rows.add(tx, check_ins, {**said, **more})
    return made


def brought(store: Store, by: Viewer, kind: str, content: bytes) -> ImportAnswer:
    source = SourceFile(f"{kind}.csv", sha256(content).hexdigest())
    with store.writing() as tx:
        return import_file(tx, by, ImportRequest(kind, source, BytesIO(content)), now=NOW)


@pytest.mark.parametrize("kind", PATHS)
def test_exporting_and_importing_changes_nothing(
    app: Flask, store: Store, cast: Cast, company: Company, sign_in: SignIn, kind: str
) -> None:
    client = sign_in(app.test_client(), cast.planner)
    content = client.get(PATHS[kind]).data
    assert content.count(b"\n") >= 2
    answer = brought(store, cast.planner, kind, content)
    assert (answer.added, answer.changed, answer.refused) == (0, 0, ())
    assert answer.read == answer.unchanged == content.count(b"\n") - 1
    assert client.get(PATHS[kind]).data == content
    assert client.get(PATHS[kind].replace(".csv", ".xlsx")).data[:2] == b"PK"


def test_scores_come_in_by_row_and_each_fault_is_told(
    store: Store, cast: Cast, company: Company
) -> None:
    content = (
        b"cycle,epic,reach,impact,confidence,effort,delay_kind,delay_worth,moscow\n"
        b"2027Q1,E-2,100,1,50%,2,,,should\n2027Q1,E-1,100,1,0.5,0,,,\n2027Q1,P-1,1,1,1,1,,,\n"
        b"2031Q1,E-1,1,1,1,1,,,\n2027Q1,E-1,1,1,1,1,linear,5,\n2027Q1,E-3,1,1,1,1,,,maybe\n"
    )
    answer = brought(store, cast.planner, "orders", content)
    assert (answer.added, answer.changed) == (1, 0)
    assert [one.line for one in answer.refused] == [3, 4, 5, 6, 7]
    with store.reading() as tx:
        found = {one.rice for one in order_inputs.all_inputs(tx, company.cycle).values()}
    assert 25.0 in found


def test_ranks_in_a_file_are_a_permutation_of_those_they_have(
    store: Store, cast: Cast, company: Company
) -> None:
    answer = brought(store, cast.planner, "ranks", b"rank,key\n1,P-4\n2,P-1\n3,NO-1\n")
    assert (answer.changed, len(answer.refused)) == (2, 1)
    with store.reading() as tx:
        query = items.select().where(items.c.key.in_(("P-1", "P-4")))
        ranks = {row.key: row.rank for row in tx.execute(query)}
    assert ranks == {"P-4": 1, "P-1": 4}


def test_what_was_taken_comes_in_and_faults_are_told(
    store: Store, cast: Cast, company: Company
) -> None:
    content = (
        b"cycle,sprint,team,item,points\n2027Q1,S3,falcon,P-1,4\n2027Q1,S3,heron,P-4,1\n"
        b"2027Q1,S9,heron,P-4,1\n2027Q1,S3,nobody,P-4,1\n2027Q1,S3,heron,E-1,1\n"
        b"2027Q1,S3,heron,P-5,-1\n2027Q1,S3,heron,P-4,\n"
    )
    answer = brought(store, cast.planner, "taken", content)
    assert (answer.added, answer.changed) == (1, 1)
    assert [one.line for one in answer.refused] == [4, 5, 6, 7, 8]
