"""A small quarter for the tests of the pages of objectives."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.okrs import Step
from portfolio.store import okrs, rows
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store
from tests.okr_rows import add_check_in, add_key_result, add_objective
from tests.people import Cast


@dataclass(frozen=True)
class Quarter:
    """The ids of what is in it."""

    objective: int
    under: int
    senders: int
    launch: int
    latency: int
    others: int


def make_quarter(store: Store, cast: Cast) -> Quarter:
    """Two objectives of Messaging with an own and a foreign key result, one of Trust, an epic."""
    with store.writing() as tx:
        objective = add_objective(tx, code="O1", area_id=cast.area_id, position=1)
        under = add_objective(tx, code="O1a", title="Partners", parent_id=objective, position=2)
        trust = add_objective(tx, code="O2", title="Trust", area_id=cast.other_area_id, position=3)
        senders = add_key_result(
            tx, objective, code="1.1", team_id=cast.team_id, account_id=cast.member.account_id,
            owner="Ana Horvat", position=1,
        )  # fmt: skip
        latency = add_key_result(
            tx, objective, code="1.2", title="Delivered in 10 s", kind="stay_above", unit="%",
            target_value=99.0, start_value=None, team_id=cast.team_id, position=2,
        )  # fmt: skip
        launch = add_key_result(
            tx, under, code="1.3", title="Launch", kind="milestone", target_value=None,
            start_value=None, team_id=cast.team_id,
        )  # fmt: skip
        others = add_key_result(
            tx, trust, code="2.1", title="<b>Fraud</b> blocked", team_id=cast.other_team_id,
            unit="%",
        )  # fmt: skip
        okrs.add_steps(tx, launch, [Step(0, "Contract", position=1), Step(0, "Live", position=2)])
        add_check_in(tx, senders, date(2027, 1, 18), 610, replaced_by=2)
        add_check_in(
            tx, senders, date(2027, 1, 18), 61, confidence=0.6, account_id=cast.lead.account_id
        )
        add_check_in(tx, others, date(2027, 2, 1), 10, note="=1+1")
        epic = {"key": "E-1", "level": "epic", "type": "Epic", "title": "RCS", "category": "todo"}
        rows.add(tx, items, {**epic, "rank": 1, "area_id": cast.area_id})
    return Quarter(objective, under, senders, launch, latency, others)
