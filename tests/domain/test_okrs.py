"""What one key result scores, and what is expected of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain import okrs
from portfolio.domain.okrs import CheckIn, KeyResult, Kind, Phase, Status
from tests.okr_rows import SPAN, make_check_in, make_key_result, make_step

# A machine that is busy with something else makes no test fail.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)

DAY = date(2027, 2, 9)
values = st.floats(-1e6, 1e6, allow_nan=False)
days = st.dates(SPAN.starts_on, SPAN.ends_on)


def score(key_result: KeyResult, on: date = DAY) -> float | None:
    return okrs.score_today(key_result, on, SPAN)


@pytest.mark.parametrize(
    ("kind", "start", "target", "value", "expected"),
    [
        (Kind.INCREASE, 0, 140, 61, 61 / 140),
        (Kind.INCREASE, 20, 120, 10, 0.0),
        (Kind.INCREASE, 0, 100, 130, 1.0),
        (Kind.DECREASE, 421, 365, 412, 9 / 56),
        (Kind.DECREASE, 10, 5, 12, 0.0),
        (Kind.MILESTONE, None, None, 0.4, 0.4),
        (Kind.BASELINE_FIRST, 50, 30, 40, 0.5),
        (Kind.BASELINE_FIRST, None, 30, 40, None),
        (Kind.INCREASE, 5, 5, 5, 1.0),
        (Kind.DECREASE, 5, 5, 6, 0.0),
        (Kind.INCREASE, 0, None, 6, 0.0),
    ],
)
def test_score_is_the_share_of_the_way(kind, start, target, value, expected) -> None:
    mine = make_key_result(
        make_check_in(DAY, value), kind=kind, start_value=start, target_value=target
    )
    assert score(mine) == (pytest.approx(expected) if expected is not None else None)


def test_never_checked_in_scores_nothing() -> None:
    assert score(make_key_result()) == 0.0


def test_a_check_in_of_a_later_day_does_not_count_yet() -> None:
    assert score(make_key_result(make_check_in(DAY + timedelta(days=1), 50))) == 0.0


def test_a_score_stands_in_where_no_value_is_known() -> None:
    mine = make_key_result(make_check_in(DAY, None, score=0.3))
    assert score(mine) == 0.3
    assert okrs.value_on(mine, DAY) == 30


def test_a_milestone_scores_the_weight_of_the_steps_done() -> None:
    steps = (make_step(DAY, 3.0), make_step(DAY + timedelta(days=1)), make_step())
    mine = make_key_result(kind=Kind.MILESTONE, steps=steps)
    assert score(mine) == pytest.approx(0.6)
    assert okrs.gap(mine, DAY) == 2.0
    assert okrs.heard_on(mine, DAY) == DAY


def test_staying_inside_scores_the_share_of_the_elapsed_days() -> None:
    said = [
        make_check_in(SPAN.starts_on - timedelta(days=5), 99.5),
        make_check_in(SPAN.starts_on + timedelta(days=10), 98.0),
        make_check_in(SPAN.starts_on + timedelta(days=15), 99.9),
    ]
    mine = make_key_result(*said, kind=Kind.STAY_ABOVE, target_value=99.0)
    assert score(mine, SPAN.starts_on + timedelta(days=9)) == 1.0
    assert score(mine, SPAN.starts_on + timedelta(days=19)) == pytest.approx(15 / 20)
    assert score(mine, SPAN.starts_on - timedelta(days=1)) == 0.0
    below = replace(mine, kind=Kind.STAY_BELOW)
    assert score(below, SPAN.starts_on + timedelta(days=19)) == pytest.approx(5 / 20)


def test_the_days_before_the_first_value_are_not_inside_a_limit() -> None:
    mine = make_key_result(
        make_check_in(SPAN.starts_on + timedelta(days=5), 5),
        kind=Kind.KEEP_IN_RANGE,
        start_value=4,
        target_value=6,
    )
    assert score(mine, SPAN.starts_on + timedelta(days=9)) == 0.5


@pytest.mark.parametrize(
    ("kind", "start", "value", "gap"),
    [
        (Kind.INCREASE, 0, 40, 60),
        (Kind.INCREASE, 0, 130, 0),
        (Kind.DECREASE, 200, 130, 30),
        (Kind.DECREASE, 200, 90, 0),
        (Kind.STAY_ABOVE, None, 90, 10),
        (Kind.STAY_ABOVE, None, 101, 0),
        (Kind.STAY_BELOW, None, 130, 30),
        (Kind.KEEP_IN_RANGE, 0, -5, 5),
        (Kind.KEEP_IN_RANGE, 0, 120, 20),
        (Kind.BASELINE_FIRST, None, 40, 0),
    ],
)
def test_gap_is_the_distance_still_to_go(kind, start, value, gap) -> None:
    said = make_check_in(DAY, value)
    mine = make_key_result(said, kind=kind, start_value=start, target_value=100.0)
    assert okrs.gap(mine, DAY) == gap


def test_gap_of_a_key_result_nobody_checked_in_is_the_whole_way() -> None:
    assert okrs.gap(make_key_result(start_value=20.0), DAY) == 80


def test_the_expected_curve_is_a_straight_line_over_the_cycle() -> None:
    mine = make_key_result(start_value=20.0)
    assert okrs.expected_score(mine, SPAN.starts_on - timedelta(days=1), SPAN) == 0
    assert okrs.expected_score(mine, date(2027, 2, 14), SPAN) == pytest.approx(0.5)
    assert okrs.expected_value(mine, date(2027, 2, 14), SPAN) == pytest.approx(60)
    assert okrs.expected_score(mine, SPAN.ends_on, SPAN) == 1


def test_the_expected_curve_goes_through_the_phases() -> None:
    phases = (Phase(date(2027, 3, 1), 40.0), Phase(date(2027, 1, 31), 10.0))
    mine = make_key_result(phases=phases)
    assert okrs.expected_score(mine, date(2027, 1, 31), SPAN) == pytest.approx(0.1)
    assert okrs.expected_score(mine, date(2027, 3, 1), SPAN) == pytest.approx(0.4)
    assert 0.1 < okrs.expected_score(mine, DAY, SPAN) < 0.4
    assert okrs.expected_score(mine, SPAN.ends_on, SPAN) == 1


@pytest.mark.parametrize(
    ("score", "expected", "elapsed", "status"),
    [
        (0.0, 0.1, 0.1, Status.TOO_EARLY),
        (0.35, 0.5, 0.5, Status.ON_TRACK),
        (0.34, 0.5, 0.5, Status.AT_RISK),
        (0.2, 0.5, 0.5, Status.AT_RISK),
        (0.19, 0.5, 0.5, Status.OFF_TRACK),
        (None, 0.5, 0.5, Status.UNKNOWN),
    ],
)
def test_status_compares_the_score_with_the_curve(score, expected, elapsed, status) -> None:
    assert okrs.status_of(score, expected, elapsed) is status


def test_closing_grades_at_seven_and_four_tenths() -> None:
    grades = [okrs.closing_status(one) for one in (0.7, 0.69, 0.4, 0.39, None)]
    assert grades == [
        Status.REACHED,
        Status.PARTLY,
        Status.PARTLY,
        Status.BELOW,
        Status.UNKNOWN,
    ]


def test_a_committed_key_result_is_met_at_one_and_an_aspirational_at_seven_tenths() -> None:
    committed, aspirational = make_key_result(), make_key_result(aspirational=True)
    assert not okrs.is_met(committed, 0.99)
    assert okrs.is_met(committed, 1.0)
    assert okrs.is_met(aspirational, 0.7)
    assert not okrs.is_met(aspirational, None)


def test_a_check_in_is_stale_after_fourteen_days() -> None:
    fresh = make_key_result(make_check_in(DAY - timedelta(days=14), 5))
    old = make_key_result(make_check_in(DAY - timedelta(days=15), 5))
    assert not okrs.is_stale(fresh, DAY, SPAN)
    assert okrs.is_stale(old, DAY, SPAN)
    assert okrs.is_stale(make_key_result(), DAY, SPAN)
    assert not okrs.is_stale(make_key_result(), SPAN.starts_on + timedelta(days=3), SPAN)


def test_a_late_check_in_says_so() -> None:
    late = make_check_in(DAY - timedelta(days=9), 5)
    assert not late.is_late
    assert replace(late, made_at=late.made_at + timedelta(days=9)).is_late


check_in_lists = st.lists(
    st.builds(make_check_in, days, values, replaced_by=st.sampled_from([None, None, 7])), max_size=8
)


@CALM
@given(check_in_lists, st.randoms(use_true_random=False), st.sampled_from(list(Kind)), days)
def test_the_order_of_check_ins_is_irrelevant(said: list[CheckIn], chance, kind, on) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    one, other = make_key_result(*said, kind=kind), make_key_result(*shuffled, kind=kind)
    assert score(one, on) == score(other, on)
    assert okrs.gap(one, on) == okrs.gap(other, on)


@CALM
@given(check_in_lists, st.sampled_from(list(Kind)), days)
def test_a_corrected_check_in_changes_nothing(said: list[CheckIn], kind, on) -> None:
    kept = [one for one in said if one.replaced_by is None]
    one, other = make_key_result(*said, kind=kind), make_key_result(*kept, kind=kind)
    assert score(one, on) == score(other, on)


@CALM
@given(check_in_lists, st.sampled_from(list(Kind)), values, values, days)
def test_a_score_lies_between_nought_and_one(said, kind, start, target, on) -> None:
    mine = make_key_result(*said, kind=kind, start_value=start, target_value=target)
    assert 0 <= (score(mine, on) or 0) <= 1
    assert okrs.gap(mine, on) >= 0


@CALM
@given(values, values, st.sampled_from([Kind.INCREASE, Kind.DECREASE]))
def test_a_better_value_never_scores_less(one, other, kind) -> None:
    start, target = (0.0, 100.0) if kind is Kind.INCREASE else (100.0, 0.0)
    worse, better = sorted((one, other), reverse=kind is Kind.DECREASE)
    scores = [
        score(
            make_key_result(
                make_check_in(DAY, value), kind=kind, start_value=start, target_value=target
            )
        )
        for value in (worse, better)
    ]
    assert scores[0] <= scores[1]


@CALM
@given(st.lists(st.builds(Phase, days, st.floats(0, 100)), max_size=4), days)
def test_the_expected_curve_lies_between_nought_and_one(phases, on) -> None:
    mine = make_key_result(phases=tuple(phases))
    assert 0 <= okrs.expected_score(mine, on, SPAN) <= 1
