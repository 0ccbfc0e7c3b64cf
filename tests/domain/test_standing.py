"""Scores rolled up, by examples and by what must hold for any tree."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.okrs import Kind, Objective, Status
from portfolio.domain.standing import (
    expected_after,
    key_result_weight,
    score_path,
    standing_of,
    weighted_mean,
)
from tests.okr_rows import make_check_in, make_key_result, make_objective, make_tree

# A machine that is busy with something else makes no test fail.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)

DAY = date(2027, 2, 14)  # half of the quarter

scores = st.floats(0, 1)
weights = st.floats(0.1, 5)
key_results = st.builds(
    lambda score, weight, aspirational: make_key_result(
        make_check_in(DAY, score * 100), weight=weight, aspirational=aspirational
    ),
    scores,
    weights,
    st.booleans(),
)
leaves = st.builds(
    lambda own, weight: make_objective(*own, weight=weight),
    st.lists(key_results, max_size=4),
    weights,
)

objectives = st.builds(
    lambda own, children, weight: make_objective(*own, children=tuple(children), weight=weight),
    st.lists(key_results, max_size=3),
    st.lists(leaves, max_size=2),
    weights,
)
trees = st.builds(lambda own: make_tree(*own, on=DAY), st.lists(objectives, max_size=4))


def scored(score: float, **differences) -> object:
    return make_key_result(make_check_in(DAY, score * 100), **differences)


@CALM
@given(trees)
def test_the_cycle_is_the_sum_of_its_key_results_by_their_shares(tree) -> None:
    standing = standing_of(tree)
    parts = standing.every_key_result()
    if not parts:
        assert standing.score is None
        return
    assert sum(one.share for one in parts) == pytest.approx(1)
    assert sum(one.share * one.score for one in parts) == pytest.approx(standing.score)


@CALM
@given(trees)
def test_the_weights_are_what_is_missing_to_a_full_score(tree) -> None:
    standing = standing_of(tree)
    if standing.score is not None:
        missing = sum(key_result_weight(standing).values())
        assert missing == pytest.approx(1 - standing.score)


@CALM
@given(trees, st.floats(0, 1))
def test_a_plan_raises_the_score_by_weight_times_attained(tree, share) -> None:
    standing = standing_of(tree)
    attained = {one.key_result.id: share for one in standing.every_key_result()}
    after = expected_after(standing, attained)
    if standing.score is None:
        assert after.cycle is None
        return
    rise = sum(weight * share for weight in key_result_weight(standing).values())
    assert after.cycle == pytest.approx(standing.score + rise)
    assert after.cycle >= standing.score - 1e-9


@CALM
@given(trees)
def test_nothing_attained_leaves_every_score(tree) -> None:
    standing = standing_of(tree)
    after = expected_after(standing, {})
    assert after.cycle == pytest.approx(standing.score)
    for one in standing.every_objective():
        assert after.objectives.get(one.objective.id) == pytest.approx(one.score)


@CALM
@given(trees)
def test_an_objective_is_never_better_than_its_worst_committed_key_result(tree) -> None:
    for one in standing_of(tree).every_objective():
        for own in one.every_key_result():
            if not own.key_result.aspirational:
                assert one.status.badness >= own.status.badness


@CALM
@given(st.lists(st.tuples(weights, scores), min_size=1), weights, scores, scores)
def test_a_mean_never_falls_when_a_part_rises(parts, weight, one, other) -> None:
    low, high = sorted((one, other))
    worse = weighted_mean([*parts, (weight, low)])
    assert worse <= weighted_mean([*parts, (weight, high)]) + 1e-12


def test_weights_are_equal_where_all_are_nought() -> None:
    assert weighted_mean([(0, 0.2), (0, 0.4)]) == pytest.approx(0.3)
    assert weighted_mean([(1, None)]) is None


def test_a_key_result_without_baseline_is_left_out_and_counted() -> None:
    waiting = make_key_result(kind=Kind.BASELINE_FIRST, start_value=None)
    (one,) = standing_of(make_tree(make_objective(scored(0.5), waiting), on=DAY)).objectives
    assert one.score == 0.5
    assert one.unscored == 1
    assert [part.share for part in one.key_results] == [1, 0]
    assert one.key_results[1].status is Status.UNKNOWN


def test_an_aspirational_key_result_does_not_pull_the_status_down() -> None:
    far, near = scored(0.05, aspirational=True), scored(0.9)
    (one,) = standing_of(make_tree(make_objective(far, near, near), on=DAY)).objectives
    assert one.status is Status.ON_TRACK
    assert one.worst.key_result is far
    (other,) = standing_of(make_tree(make_objective(scored(0.05), near, near), on=DAY)).objectives
    assert other.status is Status.OFF_TRACK


def test_the_status_of_a_closed_cycle_is_its_grade() -> None:
    objective = make_objective(scored(0.75))
    (one,) = standing_of(make_tree(objective, on=DAY, closed=True)).objectives
    assert one.status is Status.REACHED
    (over,) = standing_of(make_tree(objective, on=date(2027, 4, 1))).objectives
    assert over.status is Status.REACHED
    assert over.stale == 0


def test_the_age_of_a_score_is_that_of_its_oldest_part() -> None:
    old = make_key_result(make_check_in(date(2027, 1, 12), 5))
    (one,) = standing_of(make_tree(make_objective(scored(0.2), old), on=DAY)).objectives
    assert one.heard_on == date(2027, 1, 12)
    assert one.stale == 1
    (never,) = standing_of(make_tree(make_objective(old, make_key_result()), on=DAY)).objectives
    assert never.heard_on is None


def test_the_path_of_a_score_follows_the_check_ins() -> None:
    own = make_key_result(make_check_in(date(2027, 1, 20), 10), make_check_in(DAY, 30))
    objective: Objective = make_objective(own)
    days = [date(2027, 1, 19), date(2027, 1, 20), DAY]
    assert score_path(make_tree(objective), objective, days) == [0.0, 0.1, 0.3]
