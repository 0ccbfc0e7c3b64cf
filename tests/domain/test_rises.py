"""Scores before and after a plan, from what it attains of each gap."""

import pytest

from portfolio.domain.rises import Start, rises, start_from

START = Start(
    cycle=0.4,
    objectives={1: (0.3, 0.5), 2: (0.5, 0.5)},
    key_results={10: (0.2, 0.2, (1,)), 11: (0.4, 0.15, (1,)), 20: (0.5, 0.25, (2,))},
)


def test_a_key_result_rises_by_what_is_missing_times_what_is_attained() -> None:
    found = rises(START, {10: 0.5})
    assert found.key_results[10].after == pytest.approx(0.2 + 0.8 * 0.5)
    assert found.key_results[11].change == 0


def test_the_cycle_rises_by_weight_times_attained_and_the_objective_by_its_share_of_it() -> None:
    found = rises(START, {10: 0.5, 20: 1.0})
    assert found.cycle is not None
    assert found.cycle.change == pytest.approx(0.2 * 0.5 + 0.25)
    assert found.objectives[1].change == pytest.approx(0.1 / 0.5)
    assert found.objectives[2].after == pytest.approx(1.0)


def test_a_start_survives_being_stored() -> None:
    import json

    assert start_from(json.loads(json.dumps(START.to_document()))) == START


def test_without_scores_nothing_rises() -> None:
    assert rises(start_from({}), {1: 1.0}).cycle is None
