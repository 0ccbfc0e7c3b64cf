"""Previews: what is shown is what is saved, or nothing is; and undo takes it back exactly."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, timedelta

import pytest

from portfolio.actions.save_preview import Outdated, Saved, save_preview
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_lever import set_lever
from portfolio.actions.solve_preview import solve_preview
from portfolio.actions.tend_previews import (
    LOST,
    MOST_ATTEMPTS,
    is_any_lost,
    next_preview,
    tend_previews,
    tidy_previews,
)
from portfolio.actions.undo_preview import undo_preview
from portfolio.actions.warm_lane import Looked, warm_lane
from portfolio.domain import edits
from portfolio.domain.edits import Edit
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.people import SYSTEM, Viewer
from portfolio.domain.plans import LeverKind
from portfolio.domain.previews import PreviewState
from portfolio.store import plans, previews, staff, teams, trail
from portfolio.store.unit import Store, Tx, open_store
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast, make_cast
from tests.planned import TODAY, Company, make_company, make_plan
from tests.previewing import ask, fingerprint, make_lane, solved
from tests.squad import Squad, make_squad

FIRST, LAST = date(2027, 2, 22), date(2027, 3, 5)


@dataclass
class World:
    """A company with people, a plan, and the store it is in."""

    store: Store
    cast: Cast
    squad: Squad
    company: Company
    scenario_id: int

    def fingerprint(self) -> str:
        """Return that of today's problem."""
        return fingerprint(self.store, self.company.cycle)


def make_world(store: Store, cast: Cast) -> World:
    """Make people, a backlog and a plan of it."""
    squad = make_squad(store, cast)
    company = make_company(store, cast)
    plan_id = make_plan(store, cast.planner, company)
    with store.reading() as tx:
        scenario_id = plans.one_plan(tx, plan_id).scenario_id
    return World(store, cast, squad, company, scenario_id)


@pytest.fixture
def world(store: Store, cast: Cast) -> World:
    return make_world(store, cast)


def save(world: World, by: Viewer, preview_id: int, *, unseen: bool = False) -> Saved:
    with world.store.writing() as tx:
        return save_preview(tx, by, preview_id, unseen=unseen, now=NOW, today=TODAY, zone=UTC)


def undo(world: World, by: Viewer, preview_id: int) -> None:
    with world.store.writing() as tx:
        undo_preview(tx, by, preview_id, now=NOW)


def absence(world: World, **more: object) -> Edit:
    return edits.set_absence(world.squad.ana, FIRST, LAST, **more)  # type: ignore[arg-type]


def _of_absence(change: Callable[[int, World], Edit]) -> Callable[[Tx, World], Edit]:
    def make(tx: Tx, world: World) -> Edit:
        made = set_absence(tx, SYSTEM, world.squad.ana, FIRST, LAST, now=NOW)
        return change(made, world)

    return make


def _membership(tx: Tx, world: World) -> Edit:
    own = next(
        one
        for one in staff.memberships_of(tx, world.squad.ben)
        if one.team_id == world.cast.team_id
    )
    return edits.set_membership(
        world.squad.ben, world.cast.team_id, 0.2, membership_id=own.id, version=own.version
    )


def _lever(name: str, **value: object) -> Callable[[Tx, World], Edit]:
    return lambda tx, world: edits.set_lever(world.scenario_id, name, item_key="E-1", value=value)


def _replaced(tx: Tx, world: World) -> Edit:
    set_lever(tx, SYSTEM, world.scenario_id, LeverKind.EXCLUDE, item_key="E-2", now=NOW)
    return edits.set_lever(world.scenario_id, "force_in", item_key="E-2")


def _dropped(tx: Tx, world: World) -> Edit:
    lever = set_lever(tx, SYSTEM, world.scenario_id, LeverKind.EXCLUDE, item_key="E-2", now=NOW)
    return edits.drop_lever(world.scenario_id, lever.id)


def _share_changed(tx: Tx, world: World) -> Edit:
    for name in ("debt", "compliance"):
        value = {"category": name, "at_most": 0.3}
        set_lever(tx, SYSTEM, world.scenario_id, LeverKind.SHARE, value=value, now=NOW)
    changed = {"category": "debt", "at_most": 0.2}
    return edits.set_lever(world.scenario_id, "share", value=changed)


def _team(tx: Tx, world: World) -> Edit:
    team = teams.team_by_id(tx, world.cast.team_id)
    return edits.move_team(team.id, world.cast.other_area_id, version=team.version)


def _second_objective(tx: Tx, world: World) -> Edit:
    other = add_objective(tx, cycle_id=world.company.cycle.id, code="O2")
    add_key_result(tx, other)
    return edits.weigh_objective(world.company.objective_id, 3.0, version=1)


KINDS: dict[str, Callable[[Tx, World], Edit]] = {
    "absence": lambda tx, world: absence(world),
    "absence changed": _of_absence(
        lambda made, world: absence(world, share=0.5, absence_id=made, version=1)
    ),
    "absence removed": _of_absence(lambda made, world: edits.remove_absence(made, version=1)),
    "shift": lambda tx, world: edits.set_on_call(world.cast.team_id, world.squad.ana, FIRST, LAST),
    "focus": lambda tx, world: edits.set_focus(world.cast.team_id, date(2027, 3, 1), 0.5),
    "membership": _membership,
    "team moved": _team,
    "excluded": _lever("exclude"),
    "forced in": _lever("force_in"),
    "finished by": _lever("finish_by", on="2027-03-05"),
    "another wish": _replaced,
    "wish dropped": _dropped,
    "share": lambda tx, world: edits.set_lever(
        world.scenario_id, "share", value={"category": "debt", "at_most": 0.2}
    ),
    "share changed": _share_changed,
    "points": lambda tx, world: edits.edit_item("P-1", {"points": 8.0}, version=1),
    "a date": lambda tx, world: edits.edit_item("E-1", {"latest_on": LAST}, version=1),
    "rank": lambda tx, world: edits.move_item("P-10", before="P-1"),
    "weight": _second_objective,
    "target": lambda tx, world: edits.aim_key_result(
        world.company.key_result_id, {"target_value": 20.0}, version=1
    ),
    "several": lambda tx, world: edits.several(
        [absence(world), edits.set_focus(world.cast.team_id, date(2027, 3, 1), 0.5)]
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_saving_gives_exactly_what_was_shown_and_undo_takes_it_back(
    sqlite_url: str, kind: str
) -> None:
    store = open_store(sqlite_url)
    world = make_world(store, make_cast(store))
    planner = world.cast.planner
    with store.writing() as tx:
        edit = KINDS[kind](tx, world)
    before = world.fingerprint()
    shown = solved(store, planner, edit, world.company.cycle)
    assert (shown.state, shown.error) == (PreviewState.SOLVED, None)
    assert shown.before == before == world.fingerprint()  # showing it changed nothing
    assert shown.after != before
    saved = save(world, planner, shown.id)
    assert world.fingerprint() == shown.after
    with store.reading() as tx:
        stored = plans.one_plan(tx, saved.plan_id or 0)
        kept, _, _ = previews.answer(tx, shown.id)
        assert stored.problem == shown.after
        assert plans.full_plan(tx, stored.id)[0] == kept
    undo(world, planner, shown.id)
    assert world.fingerprint() == before
    undo(world, planner, shown.id)
    assert world.fingerprint() == shown.after
    store.close()


def test_the_estimate_is_the_teams_own_row_and_agrees_with_the_plan(world: World) -> None:
    shown = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    assert {cell.name for cell in shown.estimate} == {"Falcon"}
    changed = [cell for cell in shown.estimate if cell.is_changed]
    assert [cell.days for cell in changed] == [-5, -5]
    assert shown.consequence is not None
    assert shown.consequence.points == pytest.approx(sum(cell.points for cell in changed), abs=0.02)
    assert shown.consequence.points < 0


def test_nothing_is_stored_before_it_is_saved(world: World) -> None:
    with world.store.reading() as tx:
        told = len(list(trail.entries(tx)))
    solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    with world.store.reading() as tx:
        assert len(list(trail.entries(tx))) == told
        assert staff.staff(tx, since=FIRST, until=LAST).absences == ()


def test_a_change_in_between_saves_nothing(world: World) -> None:
    shown = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    with world.store.writing() as tx:
        set_absence(tx, SYSTEM, world.squad.cem, FIRST, LAST, now=NOW)
    now = world.fingerprint()
    with pytest.raises(Outdated):
        save(world, world.cast.lead, shown.id)
    assert world.fingerprint() == now
    fresh = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    save(world, world.cast.lead, fresh.id)
    assert world.fingerprint() == fresh.after


def test_a_change_that_makes_the_edit_stale_says_so(world: World) -> None:
    with world.store.writing() as tx:
        made = set_absence(tx, SYSTEM, world.squad.ana, FIRST, LAST, now=NOW)
    edit = absence(world, share=0.5, absence_id=made, version=1)
    shown = solved(world.store, world.cast.lead, edit, world.company.cycle)
    with world.store.writing() as tx:
        set_absence(tx, SYSTEM, world.squad.ana, FIRST, FIRST, absence_id=made, version=1, now=NOW)
    with pytest.raises((Outdated, Stale)):
        save(world, world.cast.lead, shown.id)
    with pytest.raises(Stale):
        ask(world.store, world.cast.lead, edit, world.company.cycle)


def test_undo_is_refused_where_somebody_changed_it_since(world: World) -> None:
    shown = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    save(world, world.cast.lead, shown.id)
    with world.store.writing() as tx:
        own = staff.staff(tx, since=FIRST, until=LAST).absences[0]
        set_absence(tx, SYSTEM, own.person_id, FIRST, FIRST, absence_id=own.id, version=1, now=NOW)
    with pytest.raises(Stale):
        undo(world, world.cast.lead, shown.id)


def test_nobody_previews_what_they_may_not_do(world: World) -> None:
    with pytest.raises(NotAllowed):
        ask(world.store, world.cast.other_lead, absence(world), world.company.cycle)
    shown = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    for deed in (save, undo):
        with pytest.raises(NotFound):
            deed(world, world.cast.planner, shown.id)  # it is the lead's


def test_a_preview_that_is_not_solved_may_be_saved_and_says_so(world: World) -> None:
    preview_id = ask(world.store, world.cast.lead, absence(world), world.company.cycle)
    with pytest.raises(Refused):
        save(world, world.cast.lead, preview_id)
    saved = save(world, world.cast.lead, preview_id, unseen=True)
    assert saved.plan_id is None
    assert not solve_preview(make_lane(world.store), preview_id)  # there is nothing left to try
    with pytest.raises(Refused):
        save(world, world.cast.lead, preview_id, unseen=True)  # twice


def test_saving_without_waiting_takes_the_plan_along_where_it_came_in_time(world: World) -> None:
    cycle, lead = world.company.cycle, world.cast.lead
    first = solved(world.store, lead, absence(world), cycle)
    other = solved(
        world.store, lead, edits.set_focus(world.cast.team_id, date(2027, 3, 1), 0.5), cycle
    )
    assert save(world, lead, first.id, unseen=True).plan_id is not None
    assert save(world, lead, other.id, unseen=True).plan_id is None  # it is another plan by now


def test_the_newer_preview_of_a_thing_takes_the_place_of_the_older(world: World) -> None:
    cycle, lead = world.company.cycle, world.cast.lead
    first = ask(world.store, lead, absence(world), cycle)
    other = ask(world.store, world.cast.planner, absence(world), cycle)
    second = ask(world.store, lead, absence(world, share=0.5), cycle)
    with world.store.reading() as tx:
        states = [previews.one(tx, one).state for one in (first, other, second)]
        assert next_preview(tx) == other
        assert previews.ahead_of(tx, second) == 1
    assert states == [PreviewState.SUPERSEDED, PreviewState.WAITING, PreviewState.WAITING]


def test_two_lanes_never_take_the_same_preview(world: World) -> None:
    preview_id = ask(world.store, world.cast.lead, absence(world), world.company.cycle)
    assert solve_preview(make_lane(world.store, "a/1"), preview_id)
    assert not solve_preview(make_lane(world.store, "b/2"), preview_id)


def test_a_preview_whose_lane_is_lost_waits_again_and_fails_at_last(world: World) -> None:
    preview_id = ask(world.store, world.cast.lead, absence(world), world.company.cycle)
    for attempt in range(MOST_ATTEMPTS):
        with world.store.writing() as tx:
            assert previews.claim(tx, preview_id, "gone/9", now=NOW)
            assert not is_any_lost(tx, now=NOW + LOST / 2)
            tend_previews(tx, now=NOW + LOST / 2)
            assert previews.one(tx, preview_id).state is PreviewState.RUNNING
            assert is_any_lost(tx, now=NOW, is_gone=lambda lane: lane == "gone/9")
            tend_previews(tx, now=NOW + LOST + timedelta(seconds=1))
            last = attempt == MOST_ATTEMPTS - 1
            expected = PreviewState.FAILED if last else PreviewState.WAITING
            assert previews.one(tx, preview_id).state is expected
    with world.store.writing() as tx:
        assert not previews.finish(tx, preview_id, "gone/9", attempts=1, values={"error": "late"})


def test_old_previews_are_tidied_away_and_saved_ones_kept(world: World) -> None:
    kept = solved(world.store, world.cast.lead, absence(world), world.company.cycle)
    save(world, world.cast.lead, kept.id)
    gone = ask(world.store, world.cast.planner, absence(world), world.company.cycle)
    with world.store.writing() as tx:
        assert tidy_previews(tx, now=NOW + timedelta(days=1)) == 0
        assert tidy_previews(tx, now=NOW + timedelta(days=3)) == 1
        assert [one.id for one in previews.saved_since(tx, world.company.cycle.id, None)] == [
            kept.id
        ]
        with pytest.raises(NotFound):
            previews.one(tx, gone)


def test_leads_who_save_at_once_lose_nothing_and_meet_each_other(world: World) -> None:
    cycle, rounds = world.company.cycle, 3
    people = {world.cast.lead: world.squad.ana, world.cast.other_lead: world.squad.cem}
    saved: list[int] = []

    def work(by: Viewer) -> None:
        lane = make_lane(world.store, f"{by.name}/1")
        days = [FIRST + timedelta(days=7 * place) for place in range(rounds)]
        while days:
            number = ask(world.store, by, edits.set_absence(people[by], days[0], days[0]), cycle)
            assert solve_preview(lane, number)
            try:
                save(world, by, number)
            except Outdated:
                continue
            saved.append(number)
            days.pop(0)

    with ThreadPoolExecutor(len(people)) as pool:
        for one in [pool.submit(work, by) for by in people]:
            one.result(timeout=120)
    with world.store.reading() as tx:
        stored = staff.staff(tx, since=FIRST, until=FIRST + timedelta(days=7 * rounds)).absences
        kept = previews.saved_since(tx, cycle.id, None)
    assert len(stored) == rounds * len(people)
    assert sorted(one.id for one in kept) == sorted(saved)
    assert world.fingerprint() in {one.after for one in kept}


def test_a_lane_knows_todays_plan_before_it_is_asked(world: World) -> None:
    lane, looked = make_lane(world.store), Looked()
    assert warm_lane(lane, looked, stop=lambda: False)
    assert list(lane.bases) == [world.fingerprint()]
    assert not warm_lane(lane, looked, stop=lambda: False)  # nothing was done since
    with world.store.writing() as tx:
        set_absence(tx, SYSTEM, world.squad.ana, FIRST, LAST, now=NOW)
    assert warm_lane(lane, looked, stop=lambda: True)
    assert world.fingerprint() not in lane.bases  # somebody was waiting
    assert warm_lane(lane, looked, stop=lambda: False)
    assert world.fingerprint() in lane.bases


def test_a_lane_has_nothing_to_prepare_where_nothing_is_planned(store: Store, cast: Cast) -> None:
    make_squad(store, cast)
    assert warm_lane(make_lane(store), Looked(), stop=lambda: False)
