"""Key results that measure themselves: each kind of source, each broken in turn."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.actions.add_items import add_items
from portfolio.actions.add_service import add_service
from portfolio.actions.check_in import check_in
from portfolio.actions.import_values import import_values
from portfolio.actions.measure_due import DIRTY, measure_due
from portfolio.actions.measure_sources import measure_sources
from portfolio.actions.push_values import Conflict, push_values
from portfolio.actions.record_deployments import record_deployments
from portfolio.actions.remove_filter import remove_filter
from portfolio.actions.save_filter import save_filter
from portfolio.actions.set_source import set_source
from portfolio.actions.tell_values import Value, tell_values
from portfolio.connectors.key_result_values.parse import read_values
from portfolio.domain.backlog import NewItem
from portfolio.domain.delivery import DeploymentRecord, DeploymentStatus, ServiceRecord
from portfolio.domain.errors import Refused, Stale
from portfolio.domain.guardrails import GuardrailDraft
from portfolio.domain.imports import RowProblem
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.domain.okrs import value_on
from portfolio.domain.people import SYSTEM
from portfolio.domain.readings import said_on
from portfolio.domain.saved_filters import FilterDraft
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import (
    BacklogSettings,
    CsvSettings,
    FaultKind,
    MetricSettings,
    PushSettings,
    SourceKind,
)
from portfolio.store import guardrails, notices, okrs, services, sources
from portfolio.store.unit import Store
from portfolio.web.decision_words import SENTENCES
from tests import okr_rows
from tests.people import NOW, Cast

TODAY = NOW.date()
FIRST = date(2027, 1, 4)
PUSH = SourceDraft(SourceKind.PUSH, PushSettings(7))


def _key_result(tx, cast: Cast) -> int:
    objective = okr_rows.add_objective(tx, area_id=cast.area_id)
    return okr_rows.add_key_result(tx, objective, account_id=cast.member.account_id)


def test_pushed_values_are_check_ins_that_a_person_goes_over(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        key = _key_result(tx, cast)
        set_source(tx, cast.planner, key, PUSH, version=0, now=NOW, today=TODAY)
        first = push_values(tx, 1, key, [Value(0, TODAY, 12.5)], now=NOW, today=TODAY)
        again = push_values(tx, 1, key, [Value(0, TODAY, 12.5)], now=NOW, today=TODAY)
        keyed = [
            push_values(tx, 1, key, [Value(0, TODAY, 13)], now=NOW, today=TODAY, sent_key="a")
            for _ in range(2)
        ]
        assert [first.is_new, again.is_new, *(one.is_new for one in keyed)] == [
            True, False, True, False,
        ]  # fmt: skip
        assert keyed[0].document == keyed[1].document
        old = push_values(tx, 1, key, [Value(0, TODAY, 12.5)], now=NOW, today=TODAY)
        assert old.document["values"][0]["state"] == "superseded"
        with pytest.raises(Conflict):
            push_values(tx, 1, key, [Value(0, TODAY, 9)], now=NOW, today=TODAY, sent_key="a")
        check_in(tx, cast.planner, key, CheckInDraft(TODAY, 20, 0.6), now=NOW)
        push_values(tx, 1, key, [Value(0, TODAY, 15)], now=NOW, today=TODAY)
        assert value_on(okrs.one_key_result(tx, key), TODAY) == 20
        late = TODAY + timedelta(days=9)
        found = measure_sources(tx, now=NOW + timedelta(days=9), today=late)
        assert found.faults[key].kind is FaultKind.PUSH_LATE
        assert found.faults[key].since == TODAY + timedelta(days=8)
        told = notices.own_notices(tx, cast.member.account_id or 0)
        assert [one.kind for one in told] == ["source fails"]
        assert told[0].facts["title"] == "Telegram senders live"
        measure_sources(tx, now=NOW + timedelta(days=10), today=late + timedelta(days=1))
        assert len(notices.own_notices(tx, cast.member.account_id or 0)) == 1  # told once
        with pytest.raises(Stale):
            set_source(tx, cast.planner, key, PUSH, version=0, now=NOW, today=TODAY)


def test_a_delivery_metric_is_guarded_and_its_service_may_retire(store: Store, cast: Cast) -> None:
    lead = MetricSettings("deployment_frequency", service="mail", weeks=2)
    with store.writing() as tx:
        add_service(tx, SYSTEM, ServiceRecord("Mail", cast.team_id), now=NOW)
        made = [
            DeploymentRecord(
                f"d{week}-{n}",
                ("Mail",),
                NOW - timedelta(days=8 + 7 * week, hours=n),
                status=DeploymentStatus.FAILED
                if week == 0 and n == 0
                else DeploymentStatus.SUCCESS,
            )
            for week in range(4)
            for n in range(week + 2)
        ]
        record_deployments(tx, SYSTEM, made, [], source="ci", now=NOW)
        key = _key_result(tx, cast)
        with pytest.raises(Refused, match="other factor"):
            SourceDraft(SourceKind.DELIVERY, lead)
        with pytest.raises(Refused, match="other factor"):
            same = GuardrailDraft(metric=MetricSettings("lead_time_hours"), limit=9.0)
            SourceDraft(SourceKind.DELIVERY, lead, same)
        guard = GuardrailDraft(
            metric=MetricSettings("change_fail_rate", service="mail", weeks=2), limit=5.0
        )
        draft = SourceDraft(SourceKind.DELIVERY, lead, guard)
        found = set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)
        assert [(one.on, one.value, one.n) for one in found.news] == [(date(2027, 2, 7), 2.0, 4)]
        held = guardrails.of_key_results(tx, [key])[key]
        assert (held.value, held.broken_since_on) == (20.0, date(2027, 2, 7))
        assert not measure_sources(tx, now=NOW, today=TODAY).news  # nothing twice
        one = services.one_service(tx, "mail")
        services.save_service(tx, one.id, version=one.version, values={"retired_on": TODAY})
        faults = measure_sources(tx, now=NOW, today=TODAY).faults
        assert (faults[key].kind, faults[key].since) == (FaultKind.RETIRED, TODAY)
        assert value_on(okrs.one_key_result(tx, key), TODAY) == 2.0  # the last value stays


def test_the_backlog_is_counted_until_its_filter_is_gone(store: Store, cast: Cast) -> None:
    items = [NewItem(f"Story {n}", area_id=cast.area_id) for n in range(3)]
    with store.writing() as tx:
        add_items(tx, SYSTEM, items, now=NOW)
        query = {"area": "messaging", "level": "story"}
        filter_id = save_filter(tx, cast.planner, FilterDraft("Open", query, True), now=NOW)
        key = _key_result(tx, cast)
        draft = SourceDraft(SourceKind.BACKLOG, BacklogSettings(filter_id, "Open"))
        set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)
        assert value_on(okrs.one_key_result(tx, key), TODAY) == 3
    assert measure_due(store, now=NOW, today=TODAY) is not None
    assert measure_due(store, now=NOW + timedelta(minutes=9), today=TODAY) is None  # nothing new
    with store.writing() as tx:
        add_items(tx, SYSTEM, [NewItem("More", area_id=cast.area_id)], now=NOW)
    found = measure_due(store, now=NOW + timedelta(minutes=9), today=TODAY)
    assert found is not None
    assert [one.value for one in found.news] == [4]
    with store.writing() as tx:
        assert len(okrs.one_key_result(tx, key).check_ins) == 1  # of one day, renewed in place
        remove_filter(tx, cast.planner, filter_id, version=1, now=NOW)
        faults = measure_sources(tx, now=NOW, today=TODAY).faults
        assert faults[key].kind is FaultKind.FILTER_GONE
        assert value_on(okrs.one_key_result(tx, key), TODAY) == 4


def test_a_file_is_answered_row_by_row_and_changes_nothing_twice(store: Store, cast: Cast) -> None:
    content = b"day;euro\n2027-01-11;401,5\n2027-01-18;390\nnever;3\n2027-01-18;9\n2027-05-01;1\n"

    def rows():
        for one in read_values(BytesIO(content), on="Day", value="Euro", zone=NOW.tzinfo):
            is_bad = isinstance(one, RowProblem)
            yield one if is_bad else Value(one.line, one.on, one.value, one.note)

    with store.writing() as tx:
        key = _key_result(tx, cast)
        draft = SourceDraft(SourceKind.CSV, CsvSettings("Day", "Euro", 14))
        set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)
        one = import_values(tx, cast.planner, key, rows(), now=NOW, today=TODAY)
        two = import_values(tx, cast.planner, key, rows(), now=NOW, today=TODAY)
        assert (one.read, one.added, len(one.refused)) == (5, 2, 3)
        assert (two.read, two.unchanged, len(two.refused)) == (5, 2, 3)
        source = sources.one_source(tx, key)
        assert source is not None
        assert source.fault is not None
        assert source.fault.kind is FaultKind.FILE_LATE


DAYS = st.dates(FIRST, FIRST + timedelta(days=20))


@given(
    readings=st.dictionaries(DAYS, st.integers(0, 3).map(float), max_size=9),
    hands=st.dictionaries(DAYS, st.integers(10, 12).map(float), max_size=3),
)
def test_what_counts_on_a_day_follows_from_what_is_known(readings, hands) -> None:
    said = said_on(readings, hands)
    assert said <= readings.keys() - hands.keys()
    if not hands:
        for day in (FIRST + timedelta(days=n) for n in range(21)):
            whole = [readings[one] for one in sorted(readings) if one <= day]
            kept = [readings[one] for one in sorted(said) if one <= day]
            assert kept[-1:] == whole[-1:]  # leaving repeats out changes no day


@pytest.mark.parametrize("seed", range(4))
def test_readings_in_any_order_give_the_same_value_of_any_day(
    store: Store, cast: Cast, seed: int
) -> None:
    from random import Random

    rng = Random(seed)  # noqa: S311 - a test's order
    days = [FIRST + timedelta(days=n) for n in range(12)]
    told = [Value(n, day, float(rng.randint(0, 2))) for n, day in enumerate(days)]
    paths = []
    with store.writing() as tx:
        for _ in range(3):
            key = _key_result(tx, cast)
            set_source(tx, cast.planner, key, PUSH, version=0, now=NOW, today=TODAY)
            check_in(tx, cast.planner, key, CheckInDraft(days[5], 50.0), now=NOW)
            source = sources.one_source(tx, key)
            assert source is not None
            for one in rng.sample(told, len(told)):
                tell_values(tx, source, [one], now=NOW, today=TODAY)
            made = okrs.one_key_result(tx, key)
            paths.append([value_on(made, day) for day in days])
    assert paths[0] == paths[1] == paths[2]


def test_what_the_worker_listens_to_are_deeds_of_the_trail() -> None:
    assert set(DIRTY) <= set(SENTENCES)
