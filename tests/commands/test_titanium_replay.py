"""Past quarters of the Titanium SDK planned again: nothing was published, much has no history."""

import json
import os
import time
from pathlib import Path

import pytest
from flask import Flask

QUARTERS = ("2014Q3", "2015Q1", "2016Q4", "2018Q1", "2019Q3")


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("PORTFOLIO_THOROUGH", "") != "1", reason="PORTFOLIO_THOROUGH=1 replays them"
)
def test_past_quarters_of_titanium_are_replayed(app: Flask, real_data: Path) -> None:
    runner, folder = app.test_cli_runner(), real_data / "titanium"
    with app.app_context():
        files = [str(folder / "jira-export.csv.gz"), "--sprints", str(folder / "sprints.csv")]
        assert runner.invoke(args=["import", "jira", *files]).exit_code == 0
        for quarter in QUARTERS:
            began = time.monotonic()
            made = runner.invoke(args=["replay", quarter, "--json"])
            assert made.exit_code == 0, made.output
            assert time.monotonic() - began < 45
            check(json.loads(made.stdout))


def check(said: dict[str, object]) -> None:
    """Check what holds of every replay of an import."""
    outcomes = {one["name"]: one for one in said["outcomes"]}  # type: ignore[attr-defined]
    steps = said["steps"]
    assert isinstance(steps, list)
    assert said["basis"] == "sprints"
    assert not any(one["broken"] for one in outcomes.values())
    assert outcomes["best"]["worth"] >= outcomes["made"]["worth"]
    assert outcomes["hindsight"]["worth"] >= outcomes["done"]["worth"]
    assert outcomes["hindsight"]["gap"] < 0.05 and outcomes["best"]["gap"] < 0.05
    change = sum(one["after"] - one["before"] for one in steps)
    assert steps[0]["before"] + change == pytest.approx(outcomes["done"]["worth"])
    told = {one["what"] for one in said["guesses"]}  # type: ignore[attr-defined]
    assert {"points", "rank", "team", "priority", "epic", "dependencies"} <= told
