"""Planning again in the middle of a quarter: what ended, what is done, what teams took."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.backlog import Category
from portfolio.domain.orders import Delay, DelayKind
from portfolio.domain.plan_facts import Claim, Goal, PlanFacts, Tie
from portfolio.domain.plans import Lever, LeverKind, Placed, Taken
from portfolio.planning.build import problem_from
from portfolio.planning.limits import Limits
from portfolio.planning.solve import solve
from portfolio.planning.terms import Place
from tests.planning.facts import make_cycle, make_epic, make_facts, make_item, make_team

MIDWAY = date(2027, 2, 9)  # in S3
S2, S3, S4 = make_cycle().sprints[1:4]


def item_of(facts: PlanFacts, key: str) -> Any:
    return next(one for one in problem_from(facts).problem.items if one.id == key)


def warnings(facts: PlanFacts) -> str:
    return " ".join(problem_from(facts).marks.warnings)


def status(facts: PlanFacts) -> str:
    return solve(problem_from(facts).problem, Limits(5), method="greedy").status


def test_what_was_taken_into_a_sprint_that_ended_is_free_again() -> None:
    team, item = make_team(), make_item()
    taken = (Taken(item.id, team.team.id, S2.id, 3.0),)
    facts = make_facts(item, capacities=(team,), taken=taken, on=MIDWAY)
    assert item_of(facts, item.key).pinned is None


def test_what_was_carried_over_is_pinned_where_it_was_taken_last_however_large_it_was() -> None:
    team, item = make_team(), make_item(points=8.0)
    taken = (
        Taken(item.id, team.team.id, S2.id, 8.0),
        Taken(item.id, team.team.id, S3.id, 8.0, points_left=2.0),
    )
    found = item_of(make_facts(item, capacities=(team,), taken=taken, on=MIDWAY), item.key)
    assert found.pinned == Place("falcon", "S3")
    assert found.points == 200, "what remains of it"


def test_late_leave_raises_the_capacity_of_the_running_sprint_to_what_was_taken() -> None:
    team, item = make_team(points=1.0), make_item(points=8.0)
    facts = make_facts(
        item, capacities=(team,), taken=(Taken(item.id, team.team.id, S3.id, 8.0),), on=MIDWAY
    )
    assert problem_from(facts).problem.teams[0].capacity[0] == 800
    assert "Falcon holds 8 points in S3 and has room for 1" in warnings(facts)
    assert status(facts) == "feasible"


def test_late_leave_does_not_break_a_pin_that_the_plan_in_force_keeps() -> None:
    team, item = make_team(points=1.0), make_item(points=8.0)
    spot = {"team_id": team.team.id, "sprint_id": S4.id}
    facts = make_facts(
        item,
        capacities=(team,),
        levers=(Lever(LeverKind.PIN, item.id, spot),),
        in_force=(Placed(item.id, team.team.id, S4.id, 8.0),),
        on=MIDWAY,
    )
    assert status(facts) == "feasible"


def test_a_team_may_have_taken_what_another_was_to_do_too_early_or_too_soon() -> None:
    falcon, heron = make_team("falcon"), make_team("heron", points=9.0)
    first = make_item()
    item = make_item(team_id=heron.team.id, earliest_on=S4.span.starts_on, skills=("ios",))
    facts = make_facts(
        first,
        item,
        capacities=(falcon, heron),
        ties=(Tie(first.key, item.key, first.id, item.id, lag=1),),
        taken=(Taken(item.id, falcon.team.id, S3.id, 3.0),),
        on=MIDWAY,
    )
    found = item_of(facts, item.key)
    assert (found.teams, found.earliest, found.after) == (("falcon",), None, ())
    assert f"{item.key} was taken before {first.key}" in warnings(facts)
    assert status(facts) == "feasible"


def test_what_is_excluded_but_taken_stays_until_it_is_handed_back() -> None:
    team, item = make_team(), make_item()
    facts = make_facts(
        item,
        capacities=(team,),
        levers=(Lever(LeverKind.EXCLUDE, item.id),),
        taken=(Taken(item.id, team.team.id, S3.id, 3.0),),
        on=MIDWAY,
    )
    assert not item_of(facts, item.key).excluded
    assert "until it is handed back" in warnings(facts)


def test_limits_and_shares_give_way_to_what_was_taken() -> None:
    epics = [make_epic() for _ in range(3)]
    items = [make_item(parent_id=epic.id, kind_of_work="incident") for epic in epics]
    team = make_team(points=12.0, wip_limit=1)
    share = Lever(LeverKind.SHARE, value={"category": "incident", "at_most": 0.01})
    facts = make_facts(
        *epics,
        *items,
        capacities=(team,),
        levers=(share,),
        taken=tuple(Taken(one.id, team.team.id, S3.id, 3.0) for one in items),
        on=MIDWAY,
    )
    made = problem_from(facts).problem
    assert made.teams[0].wip_limit == 3
    assert made.policy.shares[0].at_most == pytest.approx(900 / 4800, abs=1e-5)
    assert status(facts) == "feasible"


def test_what_a_team_took_that_is_gone_is_free_and_said_so() -> None:
    team, item = make_team(), make_item()
    facts = make_facts(item, capacities=(team,), taken=(Taken(item.id, 999, S3.id, 3.0),))
    facts = replace(facts, on=MIDWAY)
    assert item_of(facts, item.key).pinned is None
    assert "no longer there" in warnings(facts)


def test_an_epic_with_no_required_item_left_is_finished_and_leaves() -> None:
    epic = make_epic()
    rest = make_item(parent_id=epic.id, is_optional=True)
    facts = make_facts(
        epic,
        rest,
        goals=(Goal(1, 7, 0.3, 12.0),),
        claims=(Claim(epic.id, 1, 4.0, 1.0),),
        levers=(Lever(LeverKind.FORCE_IN, epic.id),),
        on=MIDWAY,
    )
    made = problem_from(facts).problem
    assert made.epics == () and made.items[0].epic is None
    assert status(facts) == "feasible", "forcing in what is finished asks for nothing"
    excluded = replace(facts, levers=(Lever(LeverKind.EXCLUDE, epic.id),))
    assert item_of(excluded, rest.key).excluded, "a lever of the epic still is one of its items"


def test_done_predecessors_count_as_finished() -> None:
    done, item = make_item(category=Category.DONE), make_item()
    facts = make_facts(done, item, ties=(Tie(done.key, item.key, done.id, item.id),), on=MIDWAY)
    assert item_of(facts, item.key).after == ()


def test_parts_of_a_shared_item_in_two_sprints_end_with_the_later_one() -> None:
    falcon, heron = make_team("falcon"), make_team("heron")
    item = make_item(points=8.0)
    taken = (
        Taken(item.id, falcon.team.id, S3.id, 6.0, is_shared=True),
        Taken(item.id, heron.team.id, S4.id, 2.0, is_shared=True),
    )
    facts = make_facts(item, capacities=(falcon, heron), taken=taken, on=MIDWAY)
    made = problem_from(facts).problem
    assert made.items[0].pinned == Place("heron", "S4") and made.items[0].points == 200
    assert made.teams[0].capacity[0] == 400, "the other part is out of the other team's room"


def test_a_must_is_mandatory_a_wont_is_excluded_and_a_lever_is_the_later_word() -> None:
    must, wont, freed = make_epic(), make_epic(), make_epic()
    items = [make_item(parent_id=one.id) for one in (must, wont, freed)]
    facts = make_facts(
        must,
        wont,
        freed,
        *items,
        musts=frozenset({must.id}),
        wonts=frozenset({wont.id, freed.id}),
        levers=(Lever(LeverKind.FORCE_IN, freed.id),),
    )
    made = problem_from(facts).problem
    assert [one.mandatory for one in made.epics] == [True, False, True]
    assert [one.excluded for one in made.items] == [False, True, False]


def test_a_cost_of_delay_curve_is_a_value_by_sprint_of_one_per_cent() -> None:
    epic, other = make_epic(), make_epic()
    items = [make_item(parent_id=one.id) for one in (epic, other)]
    facts = make_facts(
        epic,
        other,
        *items,
        goals=(Goal(1, 7, 0.4, 12.0),),
        claims=(Claim(epic.id, 1, 4.0, 1.0), Claim(other.id, 1, 4.0, 1.0)),
        delays={
            epic.id: Delay(DelayKind.FIXED_DATE, 30.0, on=S3.span.ends_on),
            other.id: Delay(DelayKind.LINEAR, 10.0, per_week=1.0),
        },
    )
    by_key = {one.id: one.value for one in problem_from(facts).problem.epics}
    fixed, linear = by_key[epic.key], by_key[other.key]
    assert isinstance(fixed, tuple) and isinstance(linear, tuple)
    assert fixed == pytest.approx((0.003, 0.003, 0.003, 0, 0, 0))
    assert list(linear) == sorted(linear, reverse=True)
    assert max(linear) < 0.001


@given(st.data())
def test_leave_and_what_was_taken_alone_never_make_a_plan_infeasible(data: st.DataObject) -> None:
    cycle = make_cycle()
    teams = [make_team(name, data.draw(st.floats(0, 20))) for name in ("falcon", "heron")]
    items = [
        make_item(
            points=data.draw(st.sampled_from([1.0, 5.0, 13.0])),
            team_id=data.draw(st.sampled_from([None, *(one.team.id for one in teams)])),
        )
        for _ in range(6)
    ]
    taken = [
        Taken(
            one.id,
            data.draw(st.sampled_from(teams)).team.id,
            data.draw(st.sampled_from(cycle.sprints)).id,
            data.draw(st.sampled_from([0.0, 1.0, 8.0])),
            points_left=data.draw(st.sampled_from([None, 0.0, 3.0])),
        )
        for one in items
        if data.draw(st.booleans())
    ]
    ties = tuple(
        Tie(a.key, b.key, a.id, b.id, lag=data.draw(st.integers(0, 2)))
        for a, b in zip(items, items[1:], strict=False)
        if data.draw(st.booleans())
    )
    facts = make_facts(*items, capacities=tuple(teams), taken=tuple(taken), ties=ties, on=MIDWAY)
    assert status(facts) == "feasible"
