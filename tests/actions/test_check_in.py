"""Check-ins: who may make them, which one counts, and that nothing said is lost."""

from datetime import date, timedelta

import pytest

from portfolio.actions.check_in import check_in
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.domain.okrs import in_force
from portfolio.store import okrs, trail
from portfolio.store.unit import Store
from tests.okr_rows import add_key_result, add_objective
from tests.people import NOW, Cast

TODAY = NOW.date()


@pytest.fixture
def key_result_id(store: Store, cast: Cast) -> int:
    with store.writing() as tx:
        objective = add_objective(tx, area_id=cast.area_id)
        return add_key_result(
            tx, objective, team_id=cast.team_id, account_id=cast.member.account_id
        )


def said(value: float | None = 61.0, on: date = TODAY, **more) -> CheckInDraft:
    return CheckInDraft(on, value, **more)


@pytest.mark.parametrize("name", ["planner", "area_owner", "lead", "member"])
def test_owner_lead_area_owner_and_planner_check_in(
    store: Store, cast: Cast, key_result_id: int, name: str
) -> None:
    with store.writing() as tx:
        check_in(tx, cast.by_name[name], key_result_id, said(confidence=0.6), now=NOW)
        (found,) = okrs.one_key_result(tx, key_result_id).check_ins
    assert (found.value, found.confidence) == (61.0, 0.6)
    assert found.account_id == cast.by_name[name].account_id


@pytest.mark.parametrize(
    "name", ["other_lead", "executive", "architect", "auditor", "administrator"]
)
def test_nobody_else_checks_in(store: Store, cast: Cast, key_result_id: int, name: str) -> None:
    with store.writing() as tx, pytest.raises(NotAllowed):
        check_in(tx, cast.by_name[name], key_result_id, said(), now=NOW)


def test_a_member_checks_in_for_the_own_key_results_alone(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        others = add_key_result(tx, add_objective(tx), team_id=cast.team_id)
        with pytest.raises(NotAllowed):
            check_in(tx, cast.member, others, said(), now=NOW)


def test_a_second_check_in_of_a_day_corrects_the_first_and_keeps_it(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    with store.writing() as tx:
        wrong = check_in(tx, cast.lead, key_result_id, said(610), now=NOW)
        right = check_in(tx, cast.lead, key_result_id, said(61), now=NOW + timedelta(hours=1))
        found = okrs.one_key_result(tx, key_result_id)
        (entry, *_) = trail.newest(tx, object=f"kr:{key_result_id}")
    assert [one.value for one in in_force(found.check_ins)] == [61]
    assert {one.id: one.replaced_by for one in found.check_ins} == {wrong: right, right: None}
    assert (entry.deed, '"value":610' in (entry.before or "")) == ("correct check-in", True)


def test_a_late_check_in_does_not_hide_a_newer_one(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    earlier = TODAY - timedelta(days=9)
    with store.writing() as tx:
        check_in(tx, cast.lead, key_result_id, said(61), now=NOW)
        check_in(tx, cast.lead, key_result_id, said(40, earlier), now=NOW)
        known = in_force(okrs.one_key_result(tx, key_result_id).check_ins)
    assert [(one.value, one.is_late) for one in known] == [(40, True), (61, False)]


def test_a_check_in_that_nobody_saw_coming_is_stale(
    store: Store, cast: Cast, key_result_id: int
) -> None:
    with store.writing() as tx:
        first = check_in(tx, cast.lead, key_result_id, said(61), now=NOW, seen_id=0)
        with pytest.raises(Stale) as fault:
            check_in(tx, cast.member, key_result_id, said(70), now=NOW, seen_id=0)
        check_in(tx, cast.member, key_result_id, said(70), now=NOW, seen_id=first)
    assert (fault.value.mine["value"], fault.value.theirs["value"]) == (70, 61)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("value", {"value": float("nan")}),
        ("value", {"value": float("-inf")}),
        ("confidence", {"confidence": 1.2}),
        ("confidence", {"confidence": float("nan")}),
    ],
)
def test_numbers_that_are_none_are_refused(field: str, draft: dict) -> None:
    with pytest.raises(Refused) as fault:
        CheckInDraft(**{"on": TODAY, "value": 1.0} | draft)
    assert list(fault.value.faults) == [field]


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("value", said(None)),
        ("on", said(on=TODAY + timedelta(days=2))),
        ("on", said(on=date(227, 2, 9))),
    ],
)
def test_a_check_in_without_sense_is_refused(
    store: Store, cast: Cast, key_result_id: int, field: str, draft: CheckInDraft
) -> None:
    with store.writing() as tx, pytest.raises(Refused) as fault:
        check_in(tx, cast.planner, key_result_id, draft, now=NOW)
    assert list(fault.value.faults) == [field]


def test_what_was_struck_out_takes_no_check_in(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        gone = add_key_result(tx, add_objective(tx), struck_on=date(2027, 2, 1))
        check_in(tx, cast.planner, gone, said(on=date(2027, 1, 31)), now=NOW)
        with pytest.raises(Refused, match="struck out"):
            check_in(tx, cast.planner, gone, said(), now=NOW)


def test_there_is_no_check_in_for_what_does_not_exist(store: Store, cast: Cast) -> None:
    with store.writing() as tx, pytest.raises(NotFound):
        check_in(tx, cast.planner, 99, said(), now=NOW)
