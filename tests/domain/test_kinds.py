"""The seven kinds of key results, each with what it scores, day by day, worked out by hand."""

from datetime import date

import pytest

from portfolio.domain.okrs import Kind, score_today
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_step

D1, D10, D20 = date(2027, 1, 1), date(2027, 1, 10), date(2027, 1, 20)
INC, DEC, MILE, BASE = Kind.INCREASE, Kind.DECREASE, Kind.MILESTONE, Kind.BASELINE_FIRST
ABOVE, BELOW, RANGE = Kind.STAY_ABOVE, Kind.STAY_BELOW, Kind.KEEP_IN_RANGE
STEPS = (make_step(D10, weight=3.0), make_step(None, weight=1.0))


@pytest.mark.parametrize(
    ("kind", "start", "target", "said", "score"),
    [
        (INC, 20, 60, [(D10, 30)], 0.25),
        (INC, 20, 60, [(D10, 10)], 0.0),
        (INC, 20, 60, [(D10, 90)], 1.0),
        (INC, 20, 60, [], 0.0),
        (DEC, 60, 20, [(D10, 30)], 0.75),
        (DEC, 60, 20, [(D10, 70)], 0.0),
        (DEC, 60, 20, [(D1, 20), (D10, 50)], 0.25),
        (ABOVE, None, 99, [(D1, 99), (D10, 98)], 9 / 20),
        (ABOVE, None, 99, [(D1, 98), (D10, 99)], 11 / 20),
        (ABOVE, None, 99, [(D10, 99.5)], 11 / 20),
        (BELOW, None, 5, [(D1, 5), (D10, 5.1)], 9 / 20),
        (RANGE, 10, 20, [(D1, 9), (D10, 10)], 11 / 20),
        (RANGE, 10, 20, [(D1, 20), (D10, 21)], 9 / 20),
        (BASE, None, 40, [(D10, 30)], None),
        (BASE, 20, 40, [(D10, 30)], 0.5),
        (BASE, 40, 20, [(D10, 25)], 0.75),
        (MILE, None, None, [], 0.0),
    ],
)
def test_a_kind_scores_what_it_means(kind, start, target, said, score):
    told = [make_check_in(day, value) for day, value in said]
    one = make_key_result(*told, kind=kind, start_value=start, target_value=target)
    found = score_today(one, D20, SPAN)
    assert found == (None if score is None else pytest.approx(score))


def test_a_milestone_scores_the_done_share_of_its_weights():
    one = make_key_result(kind=MILE, start_value=None, target_value=None, steps=STEPS)
    assert score_today(one, D1, SPAN) == 0
    assert score_today(one, D10, SPAN) == pytest.approx(0.75)
