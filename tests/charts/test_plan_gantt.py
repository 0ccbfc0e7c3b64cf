"""The figure of the timeline: bars over sprints, dates, the baseline, today."""

from datetime import date

import plotly.graph_objects as go

from portfolio.charts.plan_gantt import Bar, Tick, figure

TICKS = [
    Tick("S1", date(2027, 1, 4), date(2027, 1, 15)),
    Tick("S2", date(2027, 1, 18), date(2027, 1, 29)),
]
BARS = [
    Bar("group 0", "Every <channel>"),
    Bar(
        "0 E-1",
        "A very long title of an epic that would not fit",
        number=1,
        code="O1",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 1, 15),
        due_on=date(2027, 1, 20),
        was_on=date(2027, 1, 29),
    ),
    Bar("1 E-2", "Loose", starts_on=date(2027, 1, 18), ends_on=date(2027, 1, 29)),
]


def test_each_objective_is_a_trace_in_its_colour_with_its_code() -> None:
    made = figure(BARS, TICKS, date(2027, 1, 20))
    bars = {one["name"]: one for one in made["data"] if one["type"] == "bar"}
    assert bars["O1"]["marker"]["color"] == "var(--d1)"
    assert bars["O1"]["text"] == ["O1"]
    assert bars[""]["marker"]["color"] == "var(--mark)"
    assert bars["O1"]["x"] == [12 * 86_400_000]
    assert bars["O1"]["base"] == ["2027-01-04"]


def test_dates_the_baseline_and_today_are_marked() -> None:
    made = figure(BARS, TICKS, date(2027, 1, 20))
    marks = {one["name"]: one["x"] for one in made["data"] if one["type"] == "scatter"}
    assert marks == {"To be finished by": ["2027-01-20"], "End in the baseline": ["2027-01-29"]}
    assert [one["text"] for one in made["layout"]["annotations"]] == ["today"]
    assert figure(BARS, TICKS, date(2027, 5, 1))["layout"]["annotations"] == []


def test_titles_are_text_and_short() -> None:
    labels = figure(BARS, TICKS, date(2027, 1, 20))["layout"]["yaxis"]["ticktext"]
    assert labels[0] == "▾ Every &lt;channel>"
    assert len(labels[1]) == 30 and labels[1].endswith("…")


def test_plotly_takes_the_figure() -> None:
    go.Figure(figure(BARS, TICKS, date(2027, 1, 20)), skip_invalid=False)
