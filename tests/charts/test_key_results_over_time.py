"""Several key results week by week, in one plot and as rows."""

import json
import re
from datetime import date

from portfolio.charts import key_results_over_time as chart
from portfolio.domain.standing import standing_of
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_objective, make_tree

DAY = date(2027, 2, 9)


def key_result(code, value, **more):
    return make_key_result(make_check_in(date(2027, 1, 12), value), code=code, title=code, **more)


def standing(count=2):
    objectives = [
        make_objective(key_result(f"{n}.1", 30), key_result(f"{n}.2", 10)) for n in range(count)
    ]
    return standing_of(make_tree(*objectives, on=DAY))


def test_every_key_result_has_a_point_a_week() -> None:
    every = chart.series(standing())
    assert [one.number for one in every] == [1, 1, 2, 2]
    days = [point.on for point in every[0].points]
    assert days == [date(2027, 1, d) for d in (5, 12, 19, 26)] + [date(2027, 2, 2), DAY]
    assert [point.score for point in every[0].points][:2] == [0.0, 0.3]
    assert every[0].last.value == 30


def test_a_plot_shows_the_worst_of_each_objective_or_all_of_one() -> None:
    now = standing()
    every = chart.series(now)
    assert [one.key_result.code for one in chart.chosen(now, every)] == ["0.2", "1.2"]
    mine = now.objectives[1].objective.id
    assert [one.key_result.code for one in chart.chosen(now, every, objective_id=mine)] == [
        "1.1",
        "1.2",
    ]
    many = standing(9)
    assert len(chart.chosen(many, chart.series(many))) == chart.MOST_SERIES


def test_series_differ_by_more_than_colour_and_labels_do_not_overlap() -> None:
    now = standing(6)
    figure = chart.figure(chart.chosen(now, chart.series(now)), span=SPAN, on=DAY)
    drawn = figure["data"][1:]
    assert len({one["marker"]["symbol"] for one in drawn}) == len(drawn) == 6
    assert len({one["line"]["color"] for one in drawn}) == 6
    places = [one["y"] for one in figure["layout"]["annotations"][1:]]
    gaps = [high - low for low, high in zip(places, places[1:], strict=False)]
    assert min(gaps) >= chart.LABEL_HEIGHT - 1e-9
    json.dumps(figure)


def test_an_empty_cycle_has_a_curve_and_nothing_else() -> None:
    figure = chart.figure((), span=SPAN, on=DAY)
    assert [one["name"] for one in figure["data"]] == ["Expected"]


def test_plotly_takes_the_figure() -> None:
    from plotly.graph_objects import Figure

    figure = chart.figure(chart.series(standing(1)), span=SPAN, on=DAY)
    # The page turns the names of the theme's colours into colours before it draws.
    text = re.sub(r"var\(--[\w-]+\)", "#123456", json.dumps(figure))
    assert len(Figure(json.loads(text)).data) == 3
