"""A past quarter planned again: known then, what came, and why they differ."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from portfolio.actions.add_rota import add_rota
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.build_problem import build_problem
from portfolio.actions.detach_epic import detach_epic
from portfolio.actions.edit_item import edit_item
from portfolio.actions.known_then import known_then
from portfolio.actions.link_items import link_items
from portfolio.actions.move_item import move_item
from portfolio.actions.remove_absence import remove_absence
from portfolio.actions.request_replay import request_replay
from portfolio.actions.run_plan import PutDown, Run
from portfolio.actions.run_replay import run_replay
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_focus import set_focus
from portfolio.actions.set_lever import set_lever
from portfolio.actions.set_membership import set_membership
from portfolio.actions.set_on_call import set_on_call
from portfolio.domain.backlog import Link
from portfolio.domain.errors import Refused
from portfolio.domain.imports import ImportedSprint
from portfolio.domain.jobs import JobState
from portfolio.domain.people import SYSTEM
from portfolio.domain.plans import LeverKind
from portfolio.domain.replay_walk import Cause
from portfolio.domain.replays import Basis, Name, Replay
from portfolio.planning.apart import Answer, Stopped
from portfolio.planning.build import problem_from
from portfolio.planning.plan import Plan
from portfolio.screens import replay as screen
from portfolio.store import (
    backlog,
    contributions,
    effects,
    imports,
    jobs,
    okrs,
    planning_facts,
    scenarios,
    staff,
    tracker_sprints,
)
from portfolio.store.unit import Store, Tx, open_store
from tests.people import NOW, Cast, make_cast
from tests.replaying import (
    Past,
    add_story,
    as_planned,
    deliver,
    last_epic,
    make_past,
    make_plan,
    replayed,
    solver,
)

Happen = Callable[[Tx, Past, Plan], None]


@pytest.fixture
def past(store: Store, cast: Cast) -> Past:
    return make_past(store, cast)


@pytest.fixture
def here(sqlite_url: str) -> Iterator[tuple[Store, Past]]:
    """The quarter on one engine: for what no engine can change."""
    opened = open_store(sqlite_url)
    yield opened, make_past(opened, make_cast(opened))
    opened.close()


def as_it_was_planned(tx: Tx, past: Past, plan: Plan) -> None:
    deliver(tx, past, as_planned(plan).items())


def but_the_last(tx: Tx, past: Past, plan: Plan) -> dict[str, int]:
    """Deliver all but the epic that was to end last, and return the stories done."""
    number = last_epic(plan)[2:]
    done = {key: place for key, place in as_planned(plan).items() if key[2:-1] != number}
    deliver(tx, past, done.items())
    return done


def leave(tx: Tx, past: Past, plan: Plan) -> None:
    last = len(past.cycle.sprints) - 1
    days = past.day(last), past.day(last, 11)
    set_absence(tx, SYSTEM, past.person_id, *days, now=past.at(1))
    but_the_last(tx, past, plan)


def later_work(tx: Tx, past: Past, plan: Plan) -> None:
    done = but_the_last(tx, past, plan)
    last = len(past.cycle.sprints) - 1
    for key in ("X-1", "X-2"):
        add_story(tx, past, key, 2)
    deliver(tx, past, {**done, "X-1": last, "X-2": last}.items())


def larger_items(tx: Tx, past: Past, plan: Plan) -> None:
    but_the_last(tx, past, plan)
    number = last_epic(plan)[2:]
    for part in "ab":
        key = f"S-{number}{part}"
        edit_item(tx, SYSTEM, key, {"points": 7.0}, version=1, now=past.at(3))
    last = len(past.cycle.sprints) - 1
    done = {k: n for k, n in as_planned(plan).items() if k[2:-1] != number}
    deliver(tx, past, {**done, f"S-{number}a": last}.items())


def other_work(tx: Tx, past: Past, plan: Plan) -> None:
    done = but_the_last(tx, past, plan)
    last = len(past.cycle.sprints) - 1
    planned = {one.id for one in plan.epics}
    free = next(f"{n}" for n in range(9, 0, -1) if f"E-{n}" not in planned)
    deliver(tx, past, {**done, f"S-{free}a": last, f"S-{free}b": last}.items())


def small_effect(tx: Tx, past: Past, plan: Plan) -> None:
    as_it_was_planned(tx, past, plan)
    number = last_epic(plan)
    item = next(
        one for one in contributions.of_key_results(tx, [past.key_result_id])[past.key_result_id]
        if one.key == number
    )  # fmt: skip
    values = {
        "item_id": item.contribution.item_id, "key_result_id": past.key_result_id, "amount": 0.0,
        "expected": item.contribution.effect, "confidence": 1.0, "made_at": NOW,
    }  # fmt: skip
    effects.add(tx, values)


def more_from_elsewhere(tx: Tx, past: Past, plan: Plan) -> None:
    as_it_was_planned(tx, past, plan)
    values = {
        "key_result_id": past.key_result_id, "on": past.cycle.span.ends_on, "value": 190.0,
        "made_at": NOW,
    }  # fmt: skip
    okrs.add_check_in(tx, values)


@pytest.mark.parametrize(
    ("happen", "cause"),
    [
        (as_it_was_planned, None),
        (leave, Cause.CAPACITY),
        (later_work, Cause.SCOPE),
        (larger_items, Cause.ESTIMATES),
        (other_work, Cause.OTHERWISE),
        (small_effect, Cause.EFFECT),
        (more_from_elsewhere, Cause.ELSEWHERE),
    ],
)
def test_each_cause_alone_is_found(
    here: tuple[Store, Past], happen: Happen, cause: Cause | None
) -> None:
    store, past = here
    plan = make_plan(store, past)
    with store.writing() as tx:
        happen(tx, past, plan)
    found = replayed(store, past)
    assert {one.cause for one in found.steps if abs(one.change) > 1e-9} == ({cause} - {None})
    assert found.basis == Basis.PUBLISHED
    assert found.one(Name.MADE).worth == pytest.approx(found.one(Name.BEST).worth)
    assert not any(one.broken for one in found.outcomes)
    assert sum(one.change for one in found.steps) == pytest.approx(
        found.steps[-1].after - found.steps[0].before
    )
    assert found.one(Name.HINDSIGHT).worth_real >= found.one(Name.DONE).worth_real - 1e-9


def test_a_wish_that_the_plan_had_to_keep_is_the_price_of_choice(
    here: tuple[Store, Past],
) -> None:
    store, past = here
    before = datetime.combine(past.first, time(7), UTC)
    with store.writing() as tx:
        base = scenarios.add_scenario(tx, past.cycle.id, None, account_id=None, now=before)
        set_lever(tx, SYSTEM, base.id, LeverKind.EXCLUDE, item_key="E-1", now=before)
    plan = make_plan(store, past)
    with store.writing() as tx:
        as_it_was_planned(tx, past, plan)
    found = replayed(store, past)
    assert [one.cause for one in found.steps if abs(one.change) > 1e-9] == [Cause.CHOICE]
    assert found.change(Cause.CHOICE) < 0
    assert found.levers > 0
    left = next(one for one in found.things if one.made is None and one.best is not None)
    assert left.done is None and left.lost_to is None


def test_without_a_publication_the_backlog_by_rank_stands_for_the_plan(
    store: Store, past: Past
) -> None:
    found = replayed(store, past)
    assert found.basis == Basis.RANK
    assert found.one(Name.DONE).epics == 0
    assert found.change(Cause.ESTIMATES) < 0  # people were there and nothing was delivered
    assert found.one(Name.MADE).worth == pytest.approx(found.others["rank"])


def test_a_plan_of_the_running_quarter_holds_what_was_done_before(
    here: tuple[Store, Past],
) -> None:
    store, past = here
    early = {"S-1a": 0, "S-1b": 0, "S-2a": 1, "S-2b": 1}
    with store.writing() as tx:
        deliver(tx, past, early.items())
    plan = make_plan(store, past, on=past.day(2))
    with store.writing() as tx:
        deliver(tx, past, {**as_planned(plan), **early}.items())
    found = replayed(store, past)
    assert [one.cause for one in found.steps if abs(one.change) > 1e-9] == []
    assert found.one(Name.MADE).epics == len(past.cycle.sprints)


def test_without_a_publication_the_sprints_of_the_tracker_stand_for_the_plan(
    store: Store, past: Past
) -> None:
    team = past.team_id
    sprints = [
        ImportedSprint(
            1, str(n), f"Sprint {n}", starts_at=past.at(n), ends_at=past.at(n, 11), board="B"
        )
        for n in (0, 1)
    ]
    with store.writing() as tx:
        tracker_sprints.save_dated_sprints(tx, [(one, None, team) for one in sprints])
        named = tracker_sprints.sprints_by_name(tx)
        first, second = (named[f"Sprint {n}"][0].id for n in (0, 1))
        keys = ("S-3a", "S-3b", "S-5a", "S-5b", "S-9a")
        ids = planning_facts.ids_of_keys(tx, keys)
        held = dict(zip(keys, (first, first, second, second, second), strict=True))
        tracker_sprints.set_memberships(tx, {ids[key]: [held[key]] for key in keys})
        deliver(tx, past, {"S-3a": 0, "S-3b": 0, "S-5a": 1, "S-5b": 1}.items())
    found = replayed(store, past)
    assert (found.basis, found.sprints, found.sprint_points) == (Basis.SPRINTS, 2, 17.5)
    made = found.one(Name.MADE)
    assert (made.epics, made.points, made.broken) == (2, 17.5, ())
    assert made.worth == pytest.approx((16 + 12) / 200)
    assert found.change(Cause.CHOICE) < 0
    assert found.one(Name.DONE).worth == pytest.approx(made.worth)


def everything_after_the_first_day(tx: Tx, past: Past) -> None:
    """Change everything that a problem is made of, in the middle of the quarter."""
    now = past.at(2)
    edit_item(tx, SYSTEM, "S-1a", {"points": 13.0, "priority": "High"}, version=1, now=now)
    edit_item(tx, SYSTEM, "S-2a", {"parent_key": "E-5"}, version=1, now=now)
    edit_item(tx, SYSTEM, "E-3", {"latest_on": past.day(1)}, version=1, now=now)
    move_item(tx, SYSTEM, "S-9b", now=now, before="S-1a")
    move_item(tx, SYSTEM, "E-8", now=now + timedelta(1), before="E-1")
    add_story(tx, past, "X-9", 1, parent_key="E-1")
    link_items(tx, SYSTEM, Link("Blocks", "S-4a", "S-5a"), now=now)
    link_items(tx, SYSTEM, Link("Blocks", "S-7a", "S-8a"), now=now, remove=True)
    number = imports.add_import(tx, "jira", "a.csv", "d", now=now, account_id=None)
    imports.add_changes(tx, number, "changed", [("S-6b", 7, {"points": (3.5, 9.0)})])
    row = backlog.one_item(tx, "S-6b")
    backlog.save_item(tx, row.id, version=row.version, values={"points": 9.0})
    known = contributions.of_key_results(tx, [past.key_result_id])[past.key_result_id]
    claims = {one.key: one.contribution for one in known}
    kr = past.key_result_id
    attach_epic(tx, SYSTEM, kr, "E-2", effect=99.0, version=1, now=now)
    detach_epic(tx, SYSTEM, kr, "E-4", version=claims["E-4"].version, now=now)
    set_absence(tx, SYSTEM, past.person_id, past.day(3), past.day(3, 4), now=now)
    old = next(one for one in staff.staff(tx, since=past.day(4), until=past.day(4, 9)).absences)
    remove_absence(tx, SYSTEM, old.id, version=old.version, now=now)
    set_on_call(tx, SYSTEM, past.team_id, past.person_id, past.day(5), past.day(5, 2), now=now)
    set_focus(tx, SYSTEM, past.team_id, past.day(2), 0.5, now=now)
    own = staff.memberships_of(tx, past.person_id)[0]
    set_membership(
        tx, SYSTEM, past.person_id, past.team_id, 0.5, starts_on=own.starts_on,
        membership_id=own.id, version=own.version, now=now,
    )  # fmt: skip


def test_what_was_known_on_the_first_day_is_known_again(store: Store, past: Past) -> None:
    before = past.at(0) - timedelta(days=3)
    with store.writing() as tx:
        link_items(tx, SYSTEM, Link("Blocks", "S-7a", "S-8a"), now=before)
        set_absence(tx, SYSTEM, past.person_id, past.day(4), past.day(4, 4), now=before)
        then = build_problem(tx, past.cycle, None, today=past.first).problem
    with store.writing() as tx:
        everything_after_the_first_day(tx, past)
    with store.reading() as tx:
        changed = build_problem(tx, past.cycle, None, today=past.first).problem
        known = known_then(tx, past.cycle, today=NOW.date())
    again = problem_from(known.facts).problem
    assert changed != then
    assert replace(again, name=then.name) == then
    assert [one.key for one in known.later] == ["X-9"]
    assert known.guesses == ()


def test_fields_without_a_history_are_told(store: Store, past: Past) -> None:
    with store.writing() as tx:
        shift = (past.person_id, past.day(1), past.day(1, 2), 1.0)
        add_rota(tx, SYSTEM, past.team_id, [shift], now=past.at(1))
        as_it_was_planned(tx, past, Plan("", "feasible"))  # progress in bulk names no team
    found = replayed(store, past)
    told = {one.what: (one.items, one.of) for one in found.guesses}
    assert told == {"team": (18, 18), "on-call": (1, 18)}


def test_the_page_knows_when_the_history_has_changed_since(store: Store, past: Past) -> None:
    def changed() -> tuple[str, ...]:
        with store.reading() as tx:
            return screen.load(tx, past.cycle, today=NOW.date(), zone=UTC).changed

    plan = make_plan(store, past)
    with store.writing() as tx:
        as_it_was_planned(tx, past, plan)
    replayed(store, past)
    assert changed() == ()
    with store.writing() as tx:
        set_absence(tx, SYSTEM, past.person_id, past.day(3), past.day(3), now=NOW)
        edit_item(tx, SYSTEM, "S-9a", {"points": 8.0}, version=1, now=NOW)
        add_story(tx, past, "X-1", 2, created_at=NOW)  # of later quarters: nothing of this one
    assert changed() == ("items", "absences")


def test_a_quarter_that_runs_is_not_replayed(store: Store, past: Past) -> None:
    with store.writing() as tx, pytest.raises(Refused, match="once it is over"):
        request_replay(tx, SYSTEM, past.cycle, now=NOW, today=past.day(5, 10))


def test_a_stopped_replay_keeps_its_first_plan_and_a_closing_worker_puts_it_down(
    store: Store, past: Past
) -> None:
    closing = False
    calls: list[int] = []

    def first_only(document: bytes, *said: object, **options: object) -> Answer:
        calls.append(1)
        if len(calls) % 2 == 0:
            raise Stopped("It was stopped.")
        return solver(document, *said, **options)  # type: ignore[arg-type]

    with store.writing() as tx:
        job = request_replay(tx, SYSTEM, past.cycle, now=NOW, today=NOW.date(), seconds=2)
    run = Run(store, job, "one", clock=lambda: NOW, closing=lambda: closing)
    closing = True
    with pytest.raises(PutDown):
        run_replay(run, solver=first_only)
    closing = False
    assert run_replay(replace(run, worker="two"), solver=first_only) is not None
    with store.reading() as tx:
        kept = screen.load(tx, past.cycle, today=NOW.date(), zone=UTC)
        state = jobs.one_job(tx, job).state
    assert state is JobState.DONE
    assert kept.kept is not None and not kept.kept.is_whole
    assert [one.name for one in kept.found.outcomes] == ["made", "best", "done"]


def test_a_stored_replay_is_read_as_it_was_made(here: tuple[Store, Past]) -> None:
    found = replayed(*here)
    assert isinstance(found, Replay)
    assert found.to_bytes().startswith(b'{"format":"portfolio.replay/1"')
    assert found.teams[0].sprints and found.teams[0].has_people
