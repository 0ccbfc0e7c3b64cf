"""The figures of deliveries are plain dictionaries that plotly accepts."""

import json
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from portfolio.charts import change_fail_rate, deployment_frequency, deployments_per_week

WEEKS = [date(2026, 5, 4) + timedelta(weeks=n) for n in range(4)]
WORDS = ("a", "b", "c")
FIGURES = {
    "weeks": deployments_per_week.figure(
        WEEKS, [3, 9, 0, 2], words=WORDS, target=5, running=WEEKS[3]
    ),
    "weeks without target": deployments_per_week.figure(WEEKS, [3, 9, 0, 2], words=WORDS),
    "no weeks": deployments_per_week.figure([], [], words=WORDS),
    "frequency": deployment_frequency.figure(
        [
            deployment_frequency.Bar("api", 4, 2, 6),
            deployment_frequency.Bar("web", 1.5),
        ],
        words=WORDS,
        target=3,
    ),
    "fail rate": change_fail_rate.figure(
        [change_fail_rate.Point(date(2026, 5, 1), 0.05, 0.02, 0.09)], words=WORDS, target=0.05
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_one_that_plotly_accepts(name: str) -> None:
    figure: dict[str, Any] = FIGURES[name]
    assert json.loads(json.dumps(figure)) == figure
    go.Figure(figure)


def test_weeks_that_reach_the_target_stand_out_and_a_running_one_is_hatched() -> None:
    marker = FIGURES["weeks"]["data"][0]["marker"]
    assert marker["color"] == ["var(--mark-3)", "var(--accent)", "var(--mark-3)", "var(--mark-3)"]
    assert marker["pattern"]["shape"] == ["", "", "", "/"]


def test_bars_begin_at_zero_and_the_target_is_dashed_with_its_label() -> None:
    layout = FIGURES["weeks"]["layout"]
    assert layout["yaxis"]["rangemode"] == "tozero"
    assert layout["shapes"][0]["line"]["dash"] == "dash"
    assert layout["annotations"][0]["text"] == "b 5"


def test_median_and_quartiles_differ_in_more_than_colour() -> None:
    spread, dots = FIGURES["frequency"]["data"]
    assert (spread["type"], dots["marker"]["symbol"]) == ("bar", "circle")
    assert dots["y"] == ["web", "api"]
