"""Objectives and key results are added, changed and struck out by those who may."""

from datetime import date

import pytest

from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.add_objective import add_objective
from portfolio.actions.edit_key_result import edit_key_result
from portfolio.actions.edit_objective import edit_objective
from portfolio.actions.finish_step import finish_step
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.strike_key_result import strike_key_result
from portfolio.actions.strike_objective import strike_objective
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.okr_drafts import KeyResultDraft, ObjectiveDraft
from portfolio.domain.okrs import Kind, Phase
from portfolio.store import okrs, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast

SENDERS = KeyResultDraft("Senders live", target_value=140.0, start_value=0.0, unit="senders")
TODAY = NOW.date()


@pytest.fixture
def cycle_id(store: Store, cast: Cast) -> int:
    with store.writing() as tx:
        return open_cycle(tx, cast.planner, "2027Q1", now=NOW).id


def test_codes_follow_one_another(store: Store, cast: Cast, cycle_id: int) -> None:
    with store.writing() as tx:
        first = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("Channels"), now=NOW)
        add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("Trust"), now=NOW)
        add_key_result(tx, cast.planner, first, SENDERS, now=NOW)
        add_key_result(tx, cast.planner, first, SENDERS, now=NOW)
        tree = okrs.tree(tx, cycle_id, on=TODAY)
    assert [one.code for one in tree.every_objective()] == ["O1", "O2"]
    assert [one.code for one in tree.every_key_result()] == ["1.1", "1.2"]


def test_a_code_is_given_once_a_quarter(store: Store, cast: Cast, cycle_id: int) -> None:
    draft = ObjectiveDraft("Channels", code="O1")
    with store.writing() as tx:
        add_objective(tx, cast.planner, cycle_id, draft, now=NOW)
        with pytest.raises(Refused, match="another O1") as fault:
            add_objective(tx, cast.planner, cycle_id, draft, now=NOW)
    assert "code" in fault.value.faults


def test_an_area_owner_edits_the_own_area_alone(store: Store, cast: Cast, cycle_id: int) -> None:
    own = ObjectiveDraft("Channels", area_id=cast.area_id)
    others = ObjectiveDraft("Trust", area_id=cast.other_area_id)
    with store.writing() as tx:
        mine = add_objective(tx, cast.area_owner, cycle_id, own, now=NOW)
        theirs = add_objective(tx, cast.planner, cycle_id, others, now=NOW)
        for draft in (others, ObjectiveDraft("Company")):
            with pytest.raises(NotAllowed):
                add_objective(tx, cast.area_owner, cycle_id, draft, now=NOW)
        with pytest.raises(NotAllowed):
            add_key_result(tx, cast.area_owner, theirs, SENDERS, now=NOW)
        with pytest.raises(NotAllowed):
            edit_objective(tx, cast.area_owner, mine, others, version=1, now=NOW)
        with pytest.raises(NotAllowed):
            strike_objective(tx, cast.area_owner, theirs, on=TODAY, version=1, now=NOW)


@pytest.mark.parametrize("name", ["lead", "member", "executive", "architect", "auditor"])
def test_who_does_not_own_objectives_cannot_edit_them(
    store: Store, cast: Cast, cycle_id: int, name: str
) -> None:
    with store.writing() as tx:
        made = add_objective(
            tx, cast.planner, cycle_id, ObjectiveDraft("A", team_id=cast.team_id), now=NOW
        )
        for deed in (
            lambda: add_key_result(tx, cast.by_name[name], made, SENDERS, now=NOW),
            lambda: edit_objective(
                tx, cast.by_name[name], made, ObjectiveDraft("B"), version=1, now=NOW
            ),
        ):
            with pytest.raises(NotAllowed):
                deed()


def test_a_stale_save_shows_both_versions(store: Store, cast: Cast, cycle_id: int) -> None:
    with store.writing() as tx:
        made = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("A"), now=NOW)
        edit_objective(tx, cast.planner, made, ObjectiveDraft("B"), version=1, now=NOW)
        with pytest.raises(Stale) as fault:
            edit_objective(tx, cast.planner, made, ObjectiveDraft("C"), version=1, now=NOW)
    assert (fault.value.mine["title"], fault.value.theirs["title"]) == ("C", "B")


def test_an_objective_cannot_stand_under_itself(store: Store, cast: Cast, cycle_id: int) -> None:
    with store.writing() as tx:
        top = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("A"), now=NOW)
        under = add_objective(
            tx, cast.planner, cycle_id, ObjectiveDraft("B", parent_id=top), now=NOW
        )
        with pytest.raises(Refused, match="under itself"):
            edit_objective(
                tx, cast.planner, top, ObjectiveDraft("A", parent_id=under), version=1, now=NOW
            )


def test_another_target_stays_visible_in_the_trail(store: Store, cast: Cast, cycle_id: int) -> None:
    lower = KeyResultDraft(
        "Senders live",
        target_value=100.0,
        start_value=0.0,
        owner="Ana",
        phases=(Phase(date(2027, 2, 1), 30.0),),
    )
    with store.writing() as tx:
        made = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("A"), now=NOW)
        mine = add_key_result(tx, cast.planner, made, SENDERS, now=NOW)
        edit_key_result(tx, cast.planner, mine, lower, version=1, now=NOW, reason="Ramadan")
        found = okrs.one_key_result(tx, mine)
        (entry, *_) = trail.newest(tx, object=f"kr:{mine}")
    assert (found.target_value, found.phases) == (100.0, lower.phases)
    assert '"target_value":140.0' in (entry.before or "")
    assert entry.reason == "Ramadan"
    assert "Ana" not in (entry.after or "")


def test_steps_keep_what_was_done_of_them(store: Store, cast: Cast, cycle_id: int) -> None:
    draft = KeyResultDraft("Launch", kind=Kind.MILESTONE, steps=("Contract", "Beta"))
    other = KeyResultDraft("Launch", kind=Kind.MILESTONE, steps=("Beta", "Live", "Contract"))
    with store.writing() as tx:
        made = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("A"), now=NOW)
        mine = add_key_result(tx, cast.planner, made, draft, now=NOW)
        beta = okrs.one_key_result(tx, mine).steps[1]
        finish_step(tx, cast.planner, mine, beta.id, done_on=TODAY, version=beta.version, now=NOW)
        edit_key_result(tx, cast.planner, mine, other, version=1, now=NOW)
        steps = okrs.one_key_result(tx, mine).steps
        with pytest.raises(NotFound):
            finish_step(tx, cast.planner, mine, 99, done_on=TODAY, version=1, now=NOW)
    assert [(one.title, one.done_on) for one in steps] == [
        ("Beta", TODAY),
        ("Live", None),
        ("Contract", None),
    ]


def test_what_is_struck_out_counts_until_that_day(store: Store, cast: Cast, cycle_id: int) -> None:
    with store.writing() as tx:
        made = add_objective(tx, cast.planner, cycle_id, ObjectiveDraft("A"), now=NOW)
        mine = add_key_result(tx, cast.planner, made, SENDERS, now=NOW)
        strike_key_result(
            tx, cast.planner, mine, on=date(2027, 2, 12), version=1, now=NOW, reason="merged"
        )
        assert okrs.tree(tx, cycle_id, on=date(2027, 2, 11)).every_key_result()
        assert not okrs.tree(tx, cycle_id, on=date(2027, 2, 12)).every_key_result()


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 301}),
        ("target_value", {"target_value": None}),
        ("target_value", {"target_value": float("nan")}),
        ("target_value", {"target_value": float("inf")}),
        ("target_value", {"target_value": 0.0}),
        ("target_value", {"kind": Kind.DECREASE}),
        ("start_value", {"start_value": None}),
        ("start_value", {"kind": Kind.KEEP_IN_RANGE, "start_value": None}),
        ("weight", {"weight": -1.0}),
        ("phases", {"phases": (Phase(TODAY, 1.0), Phase(TODAY, 2.0))}),
    ],
)
def test_nonsense_is_refused_by_field(field: str, draft: dict) -> None:
    sense = {"title": "Senders", "target_value": 140.0, "start_value": 0.0}
    with pytest.raises(Refused) as fault:
        KeyResultDraft(**sense | draft)
    assert list(fault.value.faults) == [field]
