"""Other orders: what is typed in, the page that ranks by each, and what that would lose."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portfolio.actions.build_problem import build_problem
from portfolio.actions.save_order_inputs import save_order_inputs
from portfolio.domain.errors import NotAllowed, Refused, Stale
from portfolio.domain.orders import Delay, DelayKind, Order, OrderInputs, ordered
from portfolio.domain.people import Viewer
from portfolio.planning.orders import followed
from portfolio.screens import orders
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.planned import TODAY, Company, make_company, make_plan

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]
Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def company(store: Store, cast: Cast) -> Company:
    return make_company(store, cast)


@pytest.fixture
def planner(app: Flask, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), cast.planner)


def save(
    store: Store, by: Viewer, company: Company, key: str, version: int = 0, **said: Any
) -> Any:
    with store.writing() as tx:
        return save_order_inputs(tx, by, company.cycle, key, said, version=version, now=NOW)


def test_rice_and_wsjf_are_what_their_makers_say() -> None:
    own = OrderInputs(
        1, reach=4000, impact=2, confidence=0.5, effort=4,
        business_value=8, time_criticality=5, risk_reduction=3, job_size=4,
    )  # fmt: skip
    assert own.rice == 1000 and own.wsjf == 4
    assert OrderInputs(1).rice is None and OrderInputs(1).wsjf is None


def test_a_linear_curve_falls_with_the_weeks_and_a_fixed_date_at_once() -> None:
    first = date(2027, 1, 4)
    linear = Delay(DelayKind.LINEAR, 10.0, per_week=2.0)
    assert linear.worth_on(date(2027, 1, 10), first_on=first) == 8
    assert linear.worth_on(date(2027, 12, 31), first_on=first) == 0
    fixed = Delay(DelayKind.FIXED_DATE, 10.0, on=date(2027, 2, 1), after=1.0)
    days = (date(2027, 2, 1), date(2027, 2, 2))
    assert [fixed.worth_on(day, first_on=first) for day in days] == [10, 1]


def test_what_nobody_scored_comes_last_but_before_the_wonts() -> None:
    inputs = {
        2: OrderInputs(2, reach=1, impact=1, effort=1, moscow="wont"),  # type: ignore[arg-type]
        3: OrderInputs(3, reach=9, impact=1, effort=1, moscow="must"),  # type: ignore[arg-type]
    }
    assert ordered(Order.RICE, [1, 2, 3], inputs, {}) == [3, 2, 1]
    assert ordered(Order.MOSCOW, [1, 2, 3], inputs, {}) == [3, 1, 2]
    assert ordered(Order.RANK, [1, 2, 3], inputs, {}) == [1, 2, 3]


@given(st.permutations(["E-1", "E-2"]), st.data())
def test_an_order_is_a_permutation(_order: list[str], data: st.DataObject) -> None:
    ids = list(range(8))
    number = st.one_of(st.none(), st.floats(0.1, 100))
    inputs = {
        one: OrderInputs(one, data.draw(number), data.draw(number), None, data.draw(number))
        for one in ids
    }
    for order in Order:
        assert sorted(ordered(order, ids, inputs, dict.fromkeys(ids, 1.0))) == ids


def test_following_an_order_keeps_the_capacity_and_takes_the_first_first(
    store: Store, cast: Cast, company: Company
) -> None:
    with store.reading() as tx:
        problem = build_problem(tx, company.cycle, None, today=TODAY).problem
    both = [followed(problem, order) for order in (["E-1", "E-2"], ["E-2", "E-1"])]
    assert all(one.value is not None for one in both)
    assert both[0].epics == {"E-1", "E-2"}
    assert both[0].attained[f"kr:{company.key_result_id}"] == pytest.approx(0.4)


def test_musts_and_wonts_and_curves_reach_the_problem(
    store: Store, cast: Cast, company: Company
) -> None:
    save(store, cast.planner, company, "E-1", moscow="wont")
    save(store, cast.planner, company, "E-2", moscow="must", delay_kind="linear",
         delay_worth=10.0, delay_per_week=1.0)  # fmt: skip
    with store.reading() as tx:
        document = build_problem(tx, company.cycle, None, today=TODAY).problem.to_document()
    epics = {one["id"]: one for one in document["epics"]}
    assert epics["E-2"]["mandatory"] is True
    assert isinstance(epics["E-2"]["value"], list)
    assert all(one["excluded"] for one in document["items"] if one.get("epic") == "E-1")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reach": -1.0}, "reach"),
        ({"confidence": 1.5}, "confidence"),
        ({"effort": 0.0}, "effort"),
        ({"delay_kind": "linear"}, "delay_worth"),
        ({"delay_worth": 3.0}, "delay_kind"),
        ({"delay_kind": "fixed_date", "delay_worth": 3.0}, "delay_on"),
        ({"impact": float("nan")}, "impact"),
    ],
)
def test_inputs_that_make_no_sense_are_refused_by_field(
    store: Store, cast: Cast, company: Company, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        save(store, cast.planner, company, "E-1", **said)
    assert field in caught.value.faults


def test_two_who_score_the_same_epic_see_both_versions_and_a_lead_may_not(
    store: Store, cast: Cast, company: Company
) -> None:
    save(store, cast.planner, company, "E-1", reach=5.0)
    with pytest.raises(Stale) as caught:
        save(store, cast.planner, company, "E-1", reach=7.0)
    assert (caught.value.mine, caught.value.theirs) == ({"reach": 7.0}, {"reach": 5.0})
    for person in (cast.lead, cast.executive):
        with pytest.raises(NotAllowed):
            save(store, person, company, "E-1", 1, reach=7.0)
    save(store, cast.area_owner, company, "E-1", 1, reach=7.0)
    with pytest.raises(NotAllowed):
        save(store, cast.area_owner, company, "E-2", reach=7.0)


def test_the_page_ranks_by_each_order_beside_the_plan(
    store: Store, cast: Cast, company: Company, planner: FlaskClient, count_queries: Any
) -> None:
    make_plan(store, cast.planner, company)
    save(store, cast.planner, company, "E-2", reach=5.0, impact=1.0, effort=1.0)
    with store.reading() as tx:
        found = orders.load(tx, cast.planner, company.cycle, by=Order.RICE)
    assert [row.item.key for row in found.shown] == ["E-2", "E-1"]
    by_order = {one.order: one for one in found.outcomes}
    assert by_order[Order.RANK].loses == pytest.approx(0)
    assert by_order[Order.RICE].scored == 1 and not by_order[Order.WSJF].is_known
    with count_queries() as seen:
        page = planner.get("/orders?cycle=2027Q1&by=rice").text
    assert "By" not in page[:0] and len(seen) <= 24, len(seen)
    assert planner.get("/orders?by=nonsense").status_code == 200
    assert "2027Q1,E-2" in planner.get("/orders.csv?cycle=2027Q1").text


def test_the_form_saves_and_bad_input_comes_back(
    company: Company, planner: FlaskClient, csrf: Token
) -> None:
    address = "/orders/E-1?cycle=2027Q1"
    said = {"csrf_token": csrf(planner, address), "version": "0", "moscow": "", "delay_kind": ""}
    assert planner.post(address, data={**said, "reach": "many"}).status_code == 422
    assert planner.post(address, data={**said, "confidence": "180"}).status_code == 422
    good = {**said, "reach": "10", "impact": "1", "confidence": "50", "effort": "1"}
    assert planner.post(address, data=good).status_code == 303
    assert planner.post(address, data=good).status_code == 409
    assert 'value="50' in planner.get(address).text
    assert planner.get("/orders/P-1").status_code == 404
