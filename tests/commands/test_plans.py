"""`flask plan` and `flask problem`, as people and programs call them."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portfolio.store.unit import Store
from tests.people import Cast
from tests.planned import Company, make_company

Run = Callable[..., Result]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def run(app: Flask) -> Iterator[Run]:
    """Return a function that runs a command on the test's database."""
    runner = app.test_cli_runner()
    with app.app_context():
        yield lambda *words: runner.invoke(args=list(words))


def test_a_plan_is_made_checked_and_stored(run: Run, company: Company, tmp_path: Path) -> None:
    problem = run("problem", "2027Q1")
    made = run("plan", "2027Q1", "--seconds", "5", "--json")
    assert made.exit_code == 0, made.stderr
    plan = json.loads(made.stdout)
    assert plan["format"] == "portfolio.plan/1"
    assert plan["status"] == "optimal"
    assert plan["problem"] == sha256(problem.stdout_bytes).hexdigest()
    assert plan["name"] == "v1" and plan["plan_id"] == 1
    (tmp_path / "problem.json").write_bytes(problem.stdout_bytes)
    (tmp_path / "plan.json").write_text(made.stdout)
    checked = run("check", str(tmp_path / "problem.json"), str(tmp_path / "plan.json"))
    assert checked.exit_code == 0, checked.output


def test_people_get_a_few_lines(run: Run, company: Company) -> None:
    made = run("plan", "2027Q1", "--seconds", "3")
    assert "2 of 2 epics fit" in made.stdout
    assert "by WSJF" in made.stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("plan", "next"), 2),
        (("plan", "2027Q5"), 2),
        (("plan", "2027Q1", "--seconds", "0"), 2),
        (("plan", "2027Q1", "--scenario", "Hire five"), 1),
        (("problem", "2027"), 2),
        (("plan", "--help"), 0),
    ],
)
def test_wrong_words_end_with_their_status(
    run: Run, company: Company, words: tuple[str, ...], status: int
) -> None:
    assert run(*words).exit_code == status


def test_without_a_team_there_is_nothing_to_plan(run: Run, store: Store) -> None:
    answer = run("plan", "2027Q1")
    assert answer.exit_code == 1
    assert "There is no team yet" in answer.stderr


def test_musts_that_cannot_hold_end_with_three(
    run: Run, company: Company, store: Store, cast: Cast
) -> None:
    from portfolio.actions.set_lever import set_lever
    from portfolio.domain.plans import LeverKind
    from portfolio.store import plans
    from tests.people import NOW
    from tests.planned import make_plan

    plan_id = make_plan(store, cast.planner, company)
    with store.writing() as tx:
        scenario = plans.one_plan(tx, plan_id).scenario_id
        for key, kind in (("E-1", LeverKind.EXCLUDE), ("P-1", LeverKind.FORCE_IN)):
            set_lever(tx, cast.planner, scenario, kind, now=NOW, item_key=key)
    made = run("plan", "2027Q1", "--seconds", "5", "--json")
    assert made.exit_code == 3, made.output
    plan: dict[str, Any] = json.loads(made.stdout)
    assert plan["assignments"] == [] and plan["value"] is None
