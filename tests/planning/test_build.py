"""The problem that facts are stated as: what is in it, what it is worth, what is warned of."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.backlog import Category, Level
from portfolio.domain.errors import Refused
from portfolio.domain.estimates import Basis, Sized, reference_classes
from portfolio.domain.plan_facts import Claim, Goal, PlanFacts, Tie
from portfolio.domain.plans import Lever, LeverKind, Placed, Taken
from portfolio.planning.build import Built, problem_from
from portfolio.planning.problem import Problem, problem_from_bytes
from portfolio.planning.terms import After, Contribution, Epic, Item, KeyResult, Place, Share
from tests.planning.facts import make_cycle, make_epic, make_facts, make_item, make_team


def built(facts: PlanFacts) -> Built:
    """Build, and read the document back: it must be one that strangers can read."""
    made = problem_from(facts)
    assert problem_from_bytes(made.problem.to_bytes()) == made.problem
    return made


def problem(facts: PlanFacts) -> Problem:
    return built(facts).problem


def item_of(made: Problem, key: str) -> Item:
    return next(one for one in made.items if one.id == key)


def epic_of(made: Problem, key: str) -> Epic:
    return next(one for one in made.epics if one.id == key)


def test_open_stories_are_planned_and_done_ones_and_sub_tasks_of_known_parents_are_not() -> None:
    story, done = make_item(), make_item(category=Category.DONE)
    part = make_item(level=Level.SUBTASK, parent_id=story.id)
    loose = make_item(level=Level.SUBTASK)
    made = problem(make_facts(story, done, part, loose))
    assert [one.id for one in made.items] == [story.key, loose.key]


def test_a_problem_has_the_sprints_and_teams_of_the_cycle_in_hundredths() -> None:
    made = problem(make_facts(make_item(), capacities=(make_team("falcon", 31.456),)))
    assert [one.id for one in made.sprints] == ["S1", "S2", "S3", "S4", "S5", "S6"]
    assert made.teams[0].id == "falcon"
    assert made.teams[0].capacity == (3145,) * 6, "rounded down: a plan never counts on more"


def test_weights_and_gaps_are_taken_over_and_what_is_reached_is_left_out() -> None:
    goals = (Goal(1, 7, 0.3, 12.0), Goal(2, 7, 0.2, 0.0), Goal(3, 8, 0.0, 4.0))
    made = problem(make_facts(make_item(), goals=goals))
    assert made.key_results == (KeyResult("kr:1", 0.3, 12.0, "okr:7"),)


def test_amount_is_the_expected_effect_times_the_confidence() -> None:
    epic = make_epic()
    facts = make_facts(
        epic,
        make_item(parent_id=epic.id),
        goals=(Goal(1, 7, 0.3, 12.0),),
        claims=(Claim(epic.id, 1, 4.0, 0.75),),
    )
    assert epic_of(problem(facts), epic.key).contributions == (Contribution("kr:1", 3.0),)


def test_a_claimed_epic_has_no_value_of_its_own_and_unclaimed_work_one_per_cent() -> None:
    claimed, free = make_epic(), make_epic()
    items = [make_item(parent_id=claimed.id), make_item(parent_id=free.id), make_item()]
    facts = make_facts(
        claimed,
        free,
        *items,
        goals=(Goal(1, 7, 0.3, 12.0), Goal(2, 7, 0.1, 1.0)),
        claims=(Claim(claimed.id, 1, 4.0, 0.5),),
    )
    made = problem(facts)
    own = [epic_of(made, free.key).value, item_of(made, items[2].key).value]
    assert epic_of(made, claimed.key).value == 0
    assert sum(float(one) for one in own) == pytest.approx(0.01 * 0.4)  # type: ignore[arg-type]


def test_without_key_results_all_work_together_is_worth_one() -> None:
    epic = make_epic()
    made = problem(make_facts(epic, make_item(parent_id=epic.id), make_item(), make_item()))
    total = sum(float(one.value) for one in (*made.items, *made.epics))  # type: ignore[arg-type]
    assert total == pytest.approx(1.0)


def test_value_is_priority_times_one_minus_rank_over_2n() -> None:
    items = [make_item(priority="Highest"), make_item(priority="Low"), make_item()]
    made = problem(make_facts(*items))
    whole = 5 * (1 - 1 / 6) + 2 * (1 - 2 / 6) + 2 * (1 - 3 / 6)
    assert [one.value for one in made.items] == pytest.approx(
        [5 * (5 / 6) / whole, 2 * (4 / 6) / whole, 2 * (3 / 6) / whole]
    )


def test_a_single_item_that_a_key_result_claims_is_an_epic_of_its_own() -> None:
    item = make_item()
    facts = make_facts(item, goals=(Goal(1, 7, 0.3, 12.0),), claims=(Claim(item.id, 1, 4.0, 0.5),))
    epic = epic_of(problem(facts), item.key)
    assert epic.requires == (item.key,)
    assert epic.contributions == (Contribution("kr:1", 2.0),)


def test_items_without_points_get_those_of_their_reference_class_and_are_marked() -> None:
    item = make_item(points=None, type="Bug", team_id=4)
    reference = reference_classes([Sized("Bug", 4, 2.0, 6), Sized("Bug", 4, 3.0, 6)])
    made = built(make_facts(item, reference=reference))
    assert item_of(made.problem, item.key).points == 250
    assert made.marks.estimated[item.key].basis is Basis.TYPE_AND_TEAM


def test_items_too_large_for_any_sprint_are_warned_of_by_name() -> None:
    large, fits = make_item(points=10.5), make_item(points=10.0)
    made = built(make_facts(large, fits))
    assert made.marks.too_large == (large.key,)
    assert any(large.key in one and "split it" in one for one in made.marks.warnings)


def test_an_item_with_a_team_is_that_teams_and_one_without_any_teams_of_its_area() -> None:
    team = make_team("heron", area_id=5)
    own, free = make_item(team_id=team.team.id), make_item(area_id=5)
    made = problem(make_facts(own, free, capacities=(team,), areas={5: "trust"}))
    assert item_of(made, own.key).teams == ("heron",)
    assert item_of(made, free.key).teams is None
    assert item_of(made, free.key).area == "trust" == made.teams[0].area


def test_the_area_comes_from_the_epic_and_its_initiative_unless_overridden() -> None:
    initiative = make_item(level=Level.INITIATIVE, area_id=1)
    epic = make_epic(parent_id=initiative.id)
    child = make_item(parent_id=epic.id, area_id=2)
    other = make_item(parent_id=epic.id, area_id=2, area_overridden=True)
    team = make_team(area_id=1)
    areas = {1: "a", 2: "b"}
    made = problem(make_facts(initiative, epic, child, other, areas=areas, capacities=(team,)))
    assert item_of(made, child.key).area == "a"
    assert item_of(made, other.key).area == "b"


def test_areas_that_no_team_belongs_to_keep_no_item_from_being_planned() -> None:
    item = make_item(area_id=1)
    assert item_of(problem(make_facts(item, areas={1: "a"})), item.key).area is None


def test_items_of_a_closed_epic_are_planned_by_themselves_and_said_so() -> None:
    epic = make_epic(category=Category.DONE)
    child = make_item(parent_id=epic.id)
    made = built(make_facts(epic, child))
    assert made.problem.epics == ()
    assert item_of(made.problem, child.key).epic is None
    assert any(epic.key in one for one in made.marks.warnings)


def test_an_epic_without_open_items_leaves_the_problem() -> None:
    empty, full = make_epic(), make_epic()
    done = make_item(parent_id=empty.id, category=Category.DONE)
    made = problem(make_facts(empty, full, done, make_item(parent_id=full.id)))
    assert [epic.id for epic in made.epics] == [full.key]


def tie(before: object, after: object, lag: int = 0) -> Tie:
    return Tie(
        getattr(before, "key", "X-1"),
        getattr(after, "key", "X-2"),
        getattr(before, "id", None),
        getattr(after, "id", None),
        lag,
    )


def test_dependencies_become_after_and_finished_or_unknown_ends_drop_out() -> None:
    first, second, done = make_item(), make_item(), make_item(category=Category.DONE)
    ties = (tie(first, second, 1), tie(done, second), tie(None, second))
    made = built(make_facts(first, second, done, ties=ties))
    assert item_of(made.problem, second.key).after == (After(first.key, 1),)
    assert made.marks.dangling == 1


def test_a_cycle_is_cut_at_its_youngest_link_and_listed() -> None:
    a, b, c = make_item(), make_item(), make_item()
    made = built(make_facts(a, b, c, ties=(tie(a, b), tie(b, c), tie(c, a))))
    assert made.marks.cut == ((c.key, a.key),)
    assert item_of(made.problem, a.key).after == ()
    assert item_of(made.problem, c.key).after == (After(b.key),)


def test_a_link_of_an_epic_is_one_of_each_of_its_items_but_not_of_its_own() -> None:
    epic = make_epic()
    one, two, other = make_item(parent_id=epic.id), make_item(parent_id=epic.id), make_item()
    made = problem(make_facts(epic, one, two, other, ties=(tie(epic, other), tie(epic, one))))
    assert item_of(made, other.key).after == (After(one.key), After(two.key))
    assert item_of(made, one.key).after == ()


def lever(kind: LeverKind, item: object, **value: object) -> Lever:
    return Lever(kind, getattr(item, "id", None), value)


def test_levers_on_an_epic_apply_to_its_items() -> None:
    out, must = make_epic(), make_epic()
    child, wanted = make_item(parent_id=out.id), make_item(parent_id=must.id)
    levers = (lever(LeverKind.EXCLUDE, out), lever(LeverKind.FORCE_IN, must))
    made = problem(make_facts(out, must, child, wanted, levers=levers))
    assert item_of(made, child.key).excluded
    assert epic_of(made, must.key).mandatory


def test_a_date_is_the_last_sprint_that_ends_by_then() -> None:
    epic = make_epic()
    child, loose = make_item(parent_id=epic.id), make_item()
    levers = (
        lever(LeverKind.FINISH_BY, epic, on="2027-02-12"),
        lever(LeverKind.FINISH_BY, loose, on="2027-02-11"),
    )
    made = problem(make_facts(epic, child, loose, levers=levers))
    assert epic_of(made, epic.key).finish_by == "S3"
    assert item_of(made, loose.key).latest == "S2"


def test_pin_and_lock_put_items_where_they_shall_stay() -> None:
    team = make_team()
    epic, pinned = make_epic(), make_item()
    held, new = make_item(parent_id=epic.id), make_item(parent_id=epic.id)
    levers = (
        lever(LeverKind.PIN, pinned, team_id=team.team.id, sprint_id=2),
        lever(LeverKind.LOCK, epic),
    )
    facts = make_facts(
        epic, pinned, held, new, capacities=(team,), levers=levers,
        in_force=(Placed(held.id, team.team.id, 4, 3.0),),
    )  # fmt: skip
    made = problem(facts)
    assert item_of(made, pinned.key).pinned == Place("falcon", "S2")
    assert item_of(made, held.key).pinned == Place("falcon", "S4")
    assert item_of(made, new.key).pinned is None
    assert epic_of(made, epic.key).mandatory
    assert made.baseline == ((held.key, Place("falcon", "S4")),)


def test_a_share_is_taken_over() -> None:
    share = lever(LeverKind.SHARE, None, category="debt", at_least=0.15)
    made = problem(make_facts(make_item(kind_of_work="debt"), levers=(share,)))
    assert made.policy.shares == (Share("debt", 0.15, None),)
    assert made.items[0].category == "debt"


def test_the_slider_sets_what_moving_costs_and_nothing_where_no_plan_is_in_force() -> None:
    item, team = make_item(), make_team()
    spot = (Placed(item.id, team.team.id, 1, 3.0),)
    facts = make_facts(item, capacities=(team,), in_force=spot)
    prices = [
        problem(replace(facts, stability=position)).policy.stability
        for position in (0.0, 0.25, 0.5, 1.0)
    ]
    assert prices[0] == 0 < prices[1] < prices[2] < prices[3]
    assert problem(replace(facts, stability=1.0, in_force=())).policy.stability == 0


def test_sprints_that_ended_leave_the_problem() -> None:
    made = problem(make_facts(make_item(), on=date(2027, 2, 9)))
    assert [one.id for one in made.sprints] == ["S3", "S4", "S5", "S6"]


def test_a_cycle_that_is_over_is_planned_as_from_its_first_day() -> None:
    made = built(make_facts(make_item(), on=date(2027, 7, 1)))
    assert len(made.problem.sprints) == 6
    assert "is over" in made.marks.warnings[0]


def test_what_was_taken_is_pinned_and_raises_the_capacity_it_exceeds() -> None:
    team = make_team(points=4.0)
    one, two = make_item(points=5), make_item(points=3)
    taken = (Taken(one.id, team.team.id, 3, 2.5), Taken(two.id, team.team.id, 3, 3.0))
    made = built(make_facts(one, two, capacities=(team,), taken=taken, on=date(2027, 2, 9)))
    assert item_of(made.problem, one.key).pinned == Place("falcon", "S3")
    assert item_of(made.problem, one.key).points == 250
    assert made.problem.teams[0].capacity == (550, 400, 400, 400)
    assert any("holds 5.5 points in S3" in note for note in made.marks.warnings)


def test_a_shared_item_takes_the_smaller_part_out_of_the_other_teams_room() -> None:
    team, other = make_team("falcon"), make_team("heron")
    item = make_item(points=8)
    taken = (
        Taken(item.id, team.team.id, 1, 5.0, is_shared=True),
        Taken(item.id, other.team.id, 1, 3.0, is_shared=True),
    )
    made = problem(make_facts(item, capacities=(team, other), taken=taken))
    assert item_of(made, item.key).pinned == Place("falcon", "S1")
    assert item_of(made, item.key).points == 500
    assert made.teams[1].capacity[0] == 700


def test_there_is_nothing_to_plan_with_without_teams() -> None:
    with pytest.raises(Refused, match="no team yet"):
        problem_from(make_facts(make_item(), capacities=()))


def test_dates_of_items_limit_their_sprints() -> None:
    late = make_item(earliest_on=date(2027, 2, 3))
    never = make_item(earliest_on=date(2027, 5, 1))
    made = problem(make_facts(late, never))
    assert item_of(made, late.key).earliest == "S3"
    assert item_of(made, never.key).excluded


def test_the_same_facts_have_the_same_fingerprint_and_one_more_point_another() -> None:
    team, item = make_team(), make_item()
    facts = make_facts(item, capacities=(team,))
    more = replace(
        facts,
        capacities=(replace(team, sprints=team.sprints[:5] + make_team(points=11).sprints[5:]),),
    )  # noqa: E501
    assert problem(facts).fingerprint() == problem(facts).fingerprint()
    assert problem(facts).fingerprint() != problem(more).fingerprint()


@given(
    edges=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30),
    epics=st.lists(st.integers(0, 3), min_size=8, max_size=8),
    kinds=st.lists(st.sampled_from(list(LeverKind)[:3]), max_size=6),
)
def test_whatever_hangs_together_a_problem_that_can_be_read_comes_out(
    edges: list[tuple[int, int]], epics: list[int], kinds: list[LeverKind]
) -> None:
    parents = [make_epic() for _ in range(3)]
    items = [
        make_item(parent_id=parents[n].id if n < 3 else None, category=Category.DOING)
        for n in epics
    ]
    things = [*items, *parents]
    ties = tuple(tie(things[a], things[(b + 3) % len(things)]) for a, b in edges)
    levers = tuple(lever(kind, things[n + 5]) for n, kind in enumerate(kinds))
    made = built(make_facts(*parents, *items, ties=ties, levers=levers))
    assert {one.id for one in made.problem.items} == {one.key for one in items}
    assert make_cycle().sprints[0].name == made.problem.sprints[0].id
