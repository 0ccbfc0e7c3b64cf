"""`flask delivery` and `flask trace`, as people and programs call them."""

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask

from portfolio.commands import opened
from portfolio.store.unit import Store
from tests.deliveries import History, make_history
from tests.people import NOW, Cast

Run = Callable[..., Result]
DAYS = ("--since", "2026-08-10", "--until", "2027-02-07")


@pytest.fixture
def history(store: Store, cast: Cast) -> History:
    return make_history(store, cast)


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return a function that runs a command on the test's database, on the tests' day."""
    monkeypatch.setattr(opened, "today", lambda: NOW.date())
    runner = app.test_cli_runner()
    with app.app_context():
        yield lambda *words: runner.invoke(args=list(words))


def test_five_metrics_come_with_n_and_coverage(run: Run, history: History) -> None:
    found = json.loads(run("delivery", *DAYS, "--json").stdout)
    assert (found["services"], found["failed"]) == (3, 4)
    assert found["deployment_frequency"]["services_with_data"] == 2
    own = found["by_service"]["payments"]
    assert own["deployment_frequency"] == 2.5  # two a week, then four; one of 26 weeks had three
    assert own["change_fail_rate"]["n"] == 4  # three failed, one led to an incident
    assert own["lead_time_hours"]["median"] == pytest.approx(20)
    assert found["by_service"]["mail"]["change_fail_rate"] is None
    told = run("delivery", *DAYS)
    assert "2 of 3" in told.stdout
    assert "Change fail rate" in told.stdout


def test_one_service_or_one_team_can_be_asked_for(run: Run, history: History) -> None:
    assert json.loads(run("delivery", *DAYS, "--service", "Web", "--json").stdout)["services"] == 1
    assert json.loads(run("delivery", *DAYS, "--team", "Falcon", "--json").stdout)["services"] == 2


def test_wrong_words_and_wrong_ranges_are_told_apart(run: Run, history: History) -> None:
    assert run("delivery", "--since", "soon", "--until", "2027-01-01").exit_code == 2
    assert run("delivery", *DAYS, "--service", "web", "--team", "falcon").exit_code == 2
    backwards = run("delivery", "--since", "2027-02-01", "--until", "2027-01-01")
    assert (backwards.exit_code, "before it begins" in backwards.stderr) == (1, True)
    unknown = run("delivery", *DAYS, "--service", "nothing")
    assert (unknown.exit_code, unknown.stdout) == (1, "")


def test_trace_prints_the_chain_or_one_document(run: Run, history: History) -> None:
    found = json.loads(run("trace", "010abcf", "--json").stdout)
    assert found["subject"]["number"] == 10
    assert found["unknown_items"] == ["MSG-2"]
    assert found["deployments"][0]["name"] == "v1.0"
    told = run("trace", "MSG-2").stdout
    assert "MSG-2 (not in the backlog)" in told
    assert "production" in told


def test_trace_of_several_hits_lists_them(run: Run, history: History) -> None:
    assert len(json.loads(run("trace", "dep:v2.1", "--json").stdout)["hits"]) == 2
    assert "Several fit" in run("trace", "dep:v2.1").stdout


def test_trace_of_nothing_fails_in_a_sentence(run: Run, history: History) -> None:
    for key in ("ZZZ-1", "what?", "pr:12"):
        failed = run("trace", key)
        assert (failed.exit_code, failed.stdout) == (1, "")
        assert failed.stderr.startswith("Error: ")
