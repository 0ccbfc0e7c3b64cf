"""Plans from draft to published, levers, and what two problems have otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portfolio.domain.errors import Refused
from portfolio.domain.plans import (
    Lever,
    LeverKind,
    PlanHead,
    PlanState,
    adopted,
    checked_seconds,
    differences,
    published,
)

HEAD = PlanHead(
    id=1, scenario_id=1, scenario="Base", cycle_id=1, number=8, problem="abc",
    state=PlanState.DRAFT, status="feasible", seconds=3.0, solver="x",
    made_at=datetime(2027, 1, 2, tzinfo=UTC), objective=0.20, bound=0.21, score_after=0.6,
)  # fmt: skip


def test_a_draft_with_an_answer_is_adopted_and_then_published() -> None:
    assert adopted(HEAD) is PlanState.PROPOSED
    assert published(replace(HEAD, state=PlanState.PROPOSED)) is PlanState.PUBLISHED


@pytest.mark.parametrize("status", ["infeasible", "unknown"])
def test_a_plan_without_an_answer_cannot_be_proposed(status: str) -> None:
    with pytest.raises(Refused, match="nothing to propose"):
        adopted(replace(HEAD, status=status))


def test_only_drafts_are_adopted_and_only_proposals_published() -> None:
    with pytest.raises(Refused):
        adopted(replace(HEAD, state=PlanState.PUBLISHED))
    with pytest.raises(Refused, match="adopt it before"):
        published(HEAD)


def test_the_limit_of_the_score_is_as_far_above_as_the_bound() -> None:
    assert HEAD.score_limit == pytest.approx(0.61)
    assert replace(HEAD, bound=None).score_limit is None


@pytest.mark.parametrize("seconds", [0, 0.5, 601, -3])
def test_seconds_outside_one_to_six_hundred_are_refused(seconds: float) -> None:
    with pytest.raises(Refused):
        checked_seconds(seconds)


@pytest.mark.parametrize(
    ("kind", "item", "value"),
    [
        (LeverKind.EXCLUDE, None, {}),
        (LeverKind.SHARE, 3, {"category": "debt", "at_least": 0.1}),
        (LeverKind.SHARE, None, {"category": "debt"}),
        (LeverKind.SHARE, None, {"category": "debt", "at_least": 1.1}),
        (LeverKind.SHARE, None, {"category": "debt", "at_least": 0.4, "at_most": 0.3}),
        (LeverKind.PIN, 3, {"team_id": 1}),
        (LeverKind.FINISH_BY, 3, {}),
    ],
)
def test_levers_that_say_too_little_are_refused(
    kind: LeverKind, item: int | None, value: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        Lever(kind, item, value)


def test_differences_name_what_is_new_gone_and_changed() -> None:
    before = {"items": [{"id": "a", "points": 3}, {"id": "b"}], "policy": {"stability": 0}}
    after = {"items": [{"id": "a", "points": 5}, {"id": "c"}], "policy": {"stability": 0}}
    assert differences(before, after) == {"items": ("2", "2; new: c; gone: b; changed: a")}
    assert differences(before, before) == {}
