"""A quarter's forecasts: drawn together, in one unit, from delivery and effect, and no better."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.cycles import Cycle, quarter_span
from portfolio.domain.estimates import ReferenceClasses
from portfolio.domain.forecast_facts import Epic, ForecastFacts, Room, Work
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.plan_facts import Claim
from portfolio.domain.teams import Team
from portfolio.measures.cycle_forecasts import cycle_forecasts
from portfolio.measures.goal_forecasts import came_of
from tests.okr_rows import make_check_in, make_key_result, make_objective, make_tree

ON = date(2027, 1, 11)
WEEK = timedelta(days=7)
CYCLE = Cycle(1, "2027Q1", quarter_span("2027Q1"))
TEAMS = (Team(1, "falcon", "Falcon", 7), Team(2, "otter", "Otter", 7), Team(3, "crane", "Crane", 7))
GOAL = make_key_result(make_check_in(ON - WEEK, 0.0), aspirational=True)
OBJECTIVE = make_objective(GOAL)


def delivered(team: int, weeks: Iterable[int], points: float | None = 3.0) -> list[Work]:
    """So many items in each week before today, the last week first."""
    return [
        Work(
            10_000 * team + 100 * back + number, "Story", 0, team_id=team, points=points,
            created_on=ON - 80 * WEEK, closed_on=ON - (back + 1) * WEEK + timedelta(days=1),
            is_delivered=True,
        )
        for back, count in enumerate(weeks)
        for number in range(count)
    ]  # fmt: skip


def ahead(epic: int, team: int, items: int, points: float | None = 3.0) -> list[Work]:
    """Open items of an epic."""
    return [
        Work(100_000 * epic + number, "Story", number, epic_id=epic, team_id=team, points=points,
             created_on=ON - WEEK)
        for number in range(items)
    ]  # fmt: skip


def company(*works: Work, **differences: object) -> ForecastFacts:
    """Three teams of an area, each with a year behind it."""
    past = [one for team in (1, 2, 3) for one in delivered(team, [team + 1, 2, 3, 0, 4] * 10)]
    facts = ForecastFacts(
        CYCLE, TEAMS, tuple(past) + works, (Epic(1, 1, 7), Epic(2, 2, 7)), tree=make_tree(OBJECTIVE)
    )
    return replace(facts, **differences)  # type: ignore[arg-type]


def made(facts: ForecastFacts, draws: int = 1_000) -> dict[tuple[Kind, int], Forecast]:
    return {(one.kind, one.subject_id): one for one in cycle_forecasts(facts, ON, draws=draws)}


def test_an_area_s_band_comes_from_the_draws_of_its_sum() -> None:
    found = made(company())
    teams = [found[Kind.TEAM, team] for team in (1, 2, 3)]
    area = found[Kind.AREA, 7]
    assert area.high - area.low < sum(one.high - one.low for one in teams)
    assert area.low > sum(one.low for one in teams)
    assert area.middle == pytest.approx(sum(one.middle for one in teams), rel=0.05)
    assert area.quantiles == found[Kind.PRODUCT, 1].quantiles


def test_points_and_items_are_never_added_up() -> None:
    others = [one for one in company().works if one.team_id != 3]
    counted = delivered(3, [3, 4, 2, 5] * 12, points=None)
    found = made(company(works=(*others, *counted)))
    assert found[Kind.TEAM, 3].unit is Unit.ITEMS and found[Kind.TEAM, 1].unit is Unit.POINTS
    area = found[Kind.AREA, 7]
    assert (area.unit, area.basis["teams"], area.basis["left_out"]) == (Unit.POINTS, [1, 2], [3])


def test_little_history_and_batches_are_said() -> None:
    late = delivered(2, [3, 2, 4, 1])
    batches = delivered(3, [0, 0, 0, 0, 0, 20] * 8)
    found = made(company(works=(*delivered(1, [3] * 40), *late, *batches)))
    thin = [found[Kind.TEAM, team].basis.get("thin", False) for team in (1, 2, 3)]
    assert thin == [False, True, True]
    assert found[Kind.AREA, 7].basis["thin"]
    assert found[Kind.TEAM, 3].high > 0


def test_leave_ahead_lowers_the_band_in_proportion() -> None:
    away = {1: (Room(CYCLE.span, 0.5),)}
    whole, half = made(company())[Kind.TEAM, 1], made(company(rooms=away))[Kind.TEAM, 1]
    assert half.middle == pytest.approx(whole.middle / 2, rel=0.01)
    assert half.basis["room"] == 0.5


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12))
def test_more_work_never_ends_an_epic_earlier_and_all_quantiles_ascend(few: int, more: int) -> None:
    small = made(company(*ahead(1, 1, few)), draws=200)
    large = made(company(*ahead(1, 1, few + more)), draws=200)
    assert large[Kind.EPIC, 1].middle >= small[Kind.EPIC, 1].middle
    for one in [*small.values(), *large.values()]:
        assert list(one.quantiles) == sorted(one.quantiles)


def test_items_without_points_take_the_size_of_their_class() -> None:
    reference = ReferenceClasses(by_type={"Story": (8.0, 40)})
    plain = made(company(*ahead(1, 1, 10, points=3.0)))[Kind.EPIC, 1]
    found = made(company(*ahead(1, 1, 10, points=None), reference=reference))[Kind.EPIC, 1]
    assert (found.basis["unsized"], found.basis["remaining"]) == (10, 80.0)
    assert found.middle > plain.middle


def test_a_key_result_is_moved_by_delivery_and_by_effect() -> None:
    claim = Claim(1, GOAL.id, 80.0, 1.0)
    soon, late = ahead(1, 1, 2), ahead(1, 1, 60)
    told = tuple((10.0, 10.0, 1.0) for _ in range(20))  # what was expected always came

    def end(works: list[Work], **differences: object) -> Forecast:
        facts = company(*works, **{"claims": (claim,), "pairs": told} | differences)
        return made(facts)[Kind.KEY_RESULT, GOAL.id]

    full = end(soon)
    assert full.basis["epics"] == 1 and full.basis["pairs"] == 20
    assert end(late).middle < full.middle  # it is not delivered in time
    assert end(soon, claims=(replace(claim, confidence=0.2),)).middle < full.middle
    assert end(soon, pairs=tuple((10.0, 2.0, 1.0) for _ in told)).middle < full.middle
    unknown = end(soon, pairs=told[:9])  # fewer than ten have told
    assert unknown.high - unknown.low > full.high - full.low


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0.5, 9), st.floats(-3, 12), st.floats(0.1, 1)), max_size=40))
def test_effects_that_did_not_come_are_counted_once(
    pairs: list[tuple[float, float, float]],
) -> None:
    came = came_of(pairs)
    if len(pairs) < 10:
        assert came is None
        return
    assert came is not None and len(came) >= 1
    ratios = sorted(actual / expected for expected, actual, _ in pairs)
    assert np.allclose(came, np.clip(ratios[len(ratios) - len(came) :], -3, 3))
    failed = len(pairs) - sum(sure for _, _, sure in pairs)
    assert len(pairs) - len(came) <= failed + 0.5
