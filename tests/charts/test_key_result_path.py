"""The figure of one key result, as a dictionary that Plotly takes."""

import json
import re
from dataclasses import replace
from datetime import date

from portfolio.charts import key_result_path
from portfolio.domain.okrs import Kind, Phase
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_step

DAY = date(2027, 2, 9)


def drawn(key_result, on=DAY, number=2):
    return key_result_path.figure(key_result, SPAN, on, number=number)


def trace(figure, name):
    return next(one for one in figure["data"] if one["name"] == name)


def test_the_path_runs_through_the_check_ins_in_the_colour_of_its_objective() -> None:
    said = [make_check_in(date(2027, 2, 1), 30), make_check_in(date(2027, 1, 11), 10)]
    path = trace(drawn(make_key_result(*said)), "Value")
    assert (path["x"], path["y"]) == (["2027-01-11", "2027-02-01"], [10, 30])
    assert path["text"] == ["", "30"]
    assert path["line"]["color"] == "var(--d2)"


def test_the_expected_curve_leads_to_the_target_through_the_phases() -> None:
    phased = make_key_result(phases=(Phase(date(2027, 3, 1), 40.0),))
    curve = trace(drawn(phased), "Expected")
    assert curve["x"] == ["2027-01-01", "2027-03-01", "2027-03-31"]
    assert [round(value) for value in curve["y"][1:]] == [40, 100]


def test_target_limits_and_today_are_lines_across_the_plot() -> None:
    layout = drawn(make_key_result())["layout"]
    assert [one["text"] for one in layout["annotations"]] == ["Target 100"]
    assert len(layout["shapes"]) == 2
    ranged = make_key_result(kind=Kind.KEEP_IN_RANGE)
    words = [one["text"] for one in drawn(ranged)["layout"]["annotations"]]
    assert words == ["Lower limit 0", "Upper limit 100"]
    after = drawn(make_key_result(), on=date(2027, 5, 1))["layout"]
    assert len(after["shapes"]) == 1


def test_corrected_values_stay_visible() -> None:
    wrong = make_check_in(date(2027, 1, 11), 610, replaced_by=9)
    figure = drawn(make_key_result(wrong, make_check_in(date(2027, 1, 11), 61)))
    assert trace(figure, "Corrected")["y"] == [610]
    assert trace(figure, "Value")["y"] == [61]


def test_nothing_is_drawn_of_what_nobody_said() -> None:
    figure = drawn(replace(make_key_result(), start_value=None))
    assert figure["data"] == []
    assert key_result_path.points(make_key_result(), SPAN, DAY) == []


def test_steps_are_points_of_the_path_and_are_held() -> None:
    steps = (make_step(date(2027, 1, 20)), make_step(date(2027, 2, 2)), make_step())
    figure = drawn(make_key_result(kind=Kind.MILESTONE, steps=steps))
    assert trace(figure, "Value")["y"] == [1, 2]
    assert trace(figure, "Value")["line"]["shape"] == "hv"


def test_the_figure_is_json_and_its_words_are_translated() -> None:
    figure = key_result_path.figure(
        make_key_result(make_check_in(DAY, 5)), SPAN, DAY, _=lambda word: word.upper()
    )
    assert {one["name"] for one in json.loads(json.dumps(figure))["data"]} == {"EXPECTED", "VALUE"}


def test_plotly_takes_the_figure() -> None:
    from plotly.graph_objects import Figure

    figure = drawn(make_key_result(make_check_in(DAY, 5)))
    # The page turns the names of the theme's colours into colours before it draws.
    text = re.sub(r"var\(--[\w-]+\)", "#123456", json.dumps(figure))
    assert len(Figure(json.loads(text)).data) == 2
