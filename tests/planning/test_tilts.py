"""What a scenario supposes changes the problem, and nothing else does."""

from dataclasses import replace

import pytest

from portfolio.domain.errors import Refused
from portfolio.domain.plan_facts import Goal, PlanFacts
from portfolio.domain.plans import Lever, LeverKind
from portfolio.planning.build import problem_from
from portfolio.planning.problem import Problem
from portfolio.planning.tilts import tilted
from tests.planning.facts import make_facts, make_item, make_team

GOALS = (Goal(1, 11, 0.4, 4.0), Goal(2, 12, 0.2, 1.0, above=(10,)))


def facts_with(*levers: Lever, **differences: object) -> PlanFacts:
    one, other = make_team("falcon", area_id=1), make_team("heron", area_id=2)
    made = make_facts(make_item(), capacities=(one, other), areas={1: "a", 2: "b"}, levers=levers)
    return replace(made, **differences)  # type: ignore[arg-type]


def lever(kind: LeverKind, facts: PlanFacts | None = None, **value: object) -> Lever:
    return Lever(kind, None, value)


def capacity(made: Problem) -> dict[str, tuple[float, ...]]:
    return {team.id: tuple(one / 100 for one in team.capacity) for team in made.teams}


def pulled(kind: LeverKind, **value: object) -> tuple[PlanFacts, Problem]:
    facts = facts_with()
    ids = {one.team.slug: one.team.id for one in facts.capacities}
    value = {key: ids.get(str(one), one) for key, one in value.items()}
    facts = replace(facts, levers=(Lever(kind, None, value),))
    return facts, problem_from(facts).problem


def test_a_capacity_is_changed_for_a_team_an_area_or_all_in_some_sprints() -> None:
    _, made = pulled(LeverKind.CAPACITY, team_id="falcon", percent=20)
    assert capacity(made) == {"falcon": (12.0,) * 6, "heron": (10.0,) * 6}
    _, made = pulled(LeverKind.CAPACITY, area_id=2, points=-3, **{"from": 2, "to": 3})
    assert capacity(made)["heron"] == (10.0, 7.0, 7.0, 10.0, 10.0, 10.0)
    _, made = pulled(LeverKind.CAPACITY, percent=-100)
    assert set(capacity(made).values()) == {(0.0,) * 6}


def test_a_person_is_a_seventh_of_a_team_where_nobody_is_on_record() -> None:
    facts, made = pulled(LeverKind.PERSON, team_id="falcon", count=2, **{"from": 5})
    assert capacity(made)["falcon"] == (10.0,) * 4 + (12.85,) * 2
    assert any("on record" in note for note in tilted(facts).notes)


def test_a_person_brings_days_times_focus_times_rate() -> None:
    facts = facts_with()
    first, *others = facts.capacities
    known = replace(
        first, sprints=tuple(replace(one, rate=0.5, focus=0.8) for one in first.sprints)
    )
    hire = Lever(LeverKind.PERSON, None, {"team_id": first.team.id, "count": 1})
    made = problem_from(replace(facts, capacities=(known, *others), levers=(hire,))).problem
    assert capacity(made)["falcon"] == (14.0,) * 6  # ten days at 0.8 and 0.5 points a day


def test_a_team_that_moves_has_the_other_area_and_pays_for_two_sprints() -> None:
    _, made = pulled(LeverKind.MOVE, team_id="falcon", area_id=2)
    assert {team.id: team.area for team in made.teams} == {"falcon": "b", "heron": "b"}
    assert capacity(made)["falcon"] == (8.0, 8.0, 10.0, 10.0, 10.0, 10.0)
    _, made = pulled(LeverKind.MOVE, team_id="heron", area_id=2)
    assert capacity(made)["heron"] == (10.0,) * 6, "it is there already"


def test_a_weight_shifts_what_there_is_to_win_and_adds_nothing() -> None:
    twice = Lever(LeverKind.WEIGHT, None, {"objective_id": 10, "factor": 2})
    made = tilted(facts_with(twice, goals=GOALS))
    assert made.has_other_weights
    assert [one.weight for one in made.facts.goals] == pytest.approx([0.3, 0.3])


def test_without_suppositions_the_facts_are_the_same() -> None:
    facts = facts_with(Lever(LeverKind.SHARE, None, {"category": "debt", "at_least": 0.1}))
    assert tilted(facts).facts is facts


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (LeverKind.CAPACITY, {}),
        (LeverKind.CAPACITY, {"percent": 10, "points": 2}),
        (LeverKind.CAPACITY, {"percent": float("nan")}),
        (LeverKind.CAPACITY, {"percent": 10, "team_id": 1, "area_id": 1}),
        (LeverKind.PERSON, {"team_id": 1, "count": 0}),
        (LeverKind.MOVE, {"team_id": 1}),
        (LeverKind.MOVE, {"team_id": 1, "area_id": 2, "cost": 1.5}),
        (LeverKind.WEIGHT, {"objective_id": 1, "factor": -1}),
    ],
)
def test_a_lever_that_says_nothing_sound_is_refused(kind: LeverKind, value: object) -> None:
    with pytest.raises(Refused):
        Lever(kind, None, value)  # type: ignore[arg-type]
