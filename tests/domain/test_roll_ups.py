"""What holds for each roll-up: it is the sum of its parts, rises with them, in any order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.okrs import Kind
from portfolio.domain.standing import standing_of
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_objective, make_tree

ON = date(2027, 2, 9)
VALUES = st.lists(st.floats(-50, 150), min_size=1, max_size=5)
WEIGHTS = st.floats(0.1, 9)
KINDS = st.sampled_from([Kind.INCREASE, Kind.STAY_ABOVE, Kind.STAY_BELOW, Kind.KEEP_IN_RANGE])


def said(values):
    return [make_check_in(SPAN.starts_on + timedelta(days=5 * n), v) for n, v in enumerate(values)]


def key_result(values, weight=1.0, kind=Kind.INCREASE):
    return make_key_result(*said(values), weight=weight, kind=kind)


def standing(*branches):
    return standing_of(make_tree(*branches, on=ON))


@given(st.lists(st.tuples(VALUES, WEIGHTS, KINDS), min_size=1, max_size=4), WEIGHTS)
def test_the_score_of_a_cycle_is_the_sum_of_its_key_results_by_their_shares(parts, weight):
    half = len(parts) // 2
    under = make_objective(*(key_result(*one) for one in parts[half:]), weight=weight)
    found = standing(make_objective(*(key_result(*one) for one in parts[:half]), children=(under,)))
    every = found.every_key_result()
    assert sum(one.share for one in every) == pytest.approx(1)
    assert sum(one.share * one.score for one in every) == pytest.approx(found.score)


@given(VALUES, VALUES, st.floats(0, 60), WEIGHTS)
def test_a_better_value_never_lowers_the_score(values, others, more, weight):
    other = key_result(others, weight)
    better = [*values[:-1], values[-1] + more]
    before = standing(make_objective(key_result(values), other)).score
    after = standing(make_objective(key_result(better), other)).score
    assert after >= before - 1e-12


@given(VALUES, KINDS, st.randoms())
def test_the_order_in_which_check_ins_are_read_is_nothing(values, kind, chance):
    known = said(values)
    mixed = known.copy()
    chance.shuffle(mixed)
    first, second = (make_key_result(*one, kind=kind, id=9) for one in (known, mixed))
    assert standing(make_objective(first)).score == standing(make_objective(second)).score
