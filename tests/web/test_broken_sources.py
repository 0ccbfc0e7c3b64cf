"""Each kind of source broken in turn: the pages say so, and the last value stays, marked old."""

from datetime import timedelta

from portfolio.actions.add_items import add_items
from portfolio.actions.add_service import add_service
from portfolio.actions.import_values import import_values
from portfolio.actions.measure_sources import measure_sources
from portfolio.actions.push_values import push_values
from portfolio.actions.record_deployments import record_deployments
from portfolio.actions.remove_filter import remove_filter
from portfolio.actions.save_filter import save_filter
from portfolio.actions.set_source import set_source
from portfolio.actions.tell_values import Value
from portfolio.domain.backlog import NewItem
from portfolio.domain.delivery import DeploymentRecord, ServiceRecord
from portfolio.domain.guardrails import GuardrailDraft
from portfolio.domain.okrs import value_on
from portfolio.domain.people import SYSTEM
from portfolio.domain.saved_filters import FilterDraft
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import (
    BacklogSettings,
    CsvSettings,
    MetricSettings,
    PushSettings,
    SourceKind,
)
from portfolio.store import okrs, services, sources
from tests import okr_rows
from tests.people import NOW

TODAY = NOW.date()
SINCE = TODAY - timedelta(days=9)  # of a file and of pushed values, one of which is due weekly


class Delivery:
    """The deployments of a service that is then retired."""

    value, says = 2.0, "Mail is retired since 9 Feb"

    def feed(self, tx, cast, key):
        add_service(tx, SYSTEM, ServiceRecord("Mail", cast.team_id), now=NOW)
        made = [
            DeploymentRecord(f"d{week}-{n}", ("Mail",), NOW - timedelta(days=8 + 7 * week, hours=n))
            for week in range(4)
            for n in range(2)
        ]
        record_deployments(tx, SYSTEM, made, [], source="ci", now=NOW)
        metric = MetricSettings("deployment_frequency", service="mail", weeks=2)
        guard = GuardrailDraft(metric=MetricSettings("change_fail_rate", service="mail"), limit=5.0)
        draft = SourceDraft(SourceKind.DELIVERY, metric, guard)
        set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)

    def spoil(self, tx, cast):
        self._retire(tx, TODAY)

    def mend(self, tx, cast, key):
        self._retire(tx, None)

    def _retire(self, tx, day):
        one = services.one_service(tx, "mail")
        services.save_service(tx, one.id, version=one.version, values={"retired_on": day})


class Backlog:
    """A saved filter that is then deleted."""

    value, says = 3.0, "The filter “Open” was deleted"

    def feed(self, tx, cast, key, version=0):
        items = [NewItem(f"Story {n}", area_id=cast.area_id) for n in range(0 if version else 3)]
        add_items(tx, SYSTEM, items, now=NOW)
        query = {"area": "messaging", "level": "story"}
        self.filter_id = save_filter(tx, cast.planner, FilterDraft("Open", query, True), now=NOW)
        draft = SourceDraft(SourceKind.BACKLOG, BacklogSettings(self.filter_id, "Open"))
        set_source(tx, cast.planner, key, draft, version=version, now=NOW, today=TODAY)

    def spoil(self, tx, cast):
        remove_filter(tx, cast.planner, self.filter_id, version=1, now=NOW)

    def mend(self, tx, cast, key):
        self.feed(tx, cast, key, version=sources.one_source(tx, key).version)


class File:
    """A file whose newest value is too old from its first import on."""

    value, says = 12.5, "The newest value of the file is of 31 Jan"

    def feed(self, tx, cast, key):
        draft = SourceDraft(SourceKind.CSV, CsvSettings("Day", "Euro", 7))
        set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)
        self._send(tx, cast, key, SINCE)

    def _send(self, tx, cast, key, day):
        import_values(tx, cast.planner, key, [Value(2, day, 12.5)], now=NOW, today=TODAY)

    def spoil(self, tx, cast):
        """Nothing comes any more."""

    def mend(self, tx, cast, key):
        self._send(tx, cast, key, TODAY)


class Push(File):
    """A machine that fell silent."""

    says = "The newest pushed value is of 31 Jan"

    def feed(self, tx, cast, key):
        draft = SourceDraft(SourceKind.PUSH, PushSettings(7))
        set_source(tx, cast.planner, key, draft, version=0, now=NOW, today=TODAY)
        self._send(tx, cast, key, SINCE)

    def _send(self, tx, cast, key, day):
        push_values(tx, 1, key, [Value(0, day, 12.5)], now=NOW, today=TODAY)


def test_a_broken_source_says_so_and_its_last_value_stays_marked_old(client, cast, sign_in, store):
    reader, kinds = sign_in(client, cast.planner), (Delivery(), Backlog(), File(), Push())
    made = {}
    with store.writing() as tx:
        objective = okr_rows.add_objective(tx, area_id=cast.area_id)
        for source in kinds:
            key = okr_rows.add_key_result(tx, objective, account_id=cast.member.account_id)
            source.feed(tx, cast, key)
            made[key] = source
    with store.writing() as tx:
        for source in kinds:
            source.spoil(tx, cast)
        assert measure_sources(tx, now=NOW, today=TODAY).faults.keys() == made.keys()
        for key, source in made.items():
            assert value_on(okrs.one_key_result(tx, key), TODAY) == source.value, source
    for path in ("/okrs", "/check-ins?of=all"):
        page = reader.get(path).text
        assert page.count("old value") == len(kinds), path
        assert all(source.says in page for source in kinds), path
    for key, source in made.items():
        page = reader.get(f"/okrs/key-results/{key}").text
        assert "The source fails, so the value is an old one." in page, source
        assert (
            source.says in page
            and source.says in reader.get(f"/okrs/key-results/{key}/source").text
        )
    risks = reader.get("/progress/risks.csv").text
    assert risks.count("Its source cannot be read since") == len(kinds)
    with store.writing() as tx:
        for key, source in made.items():
            source.mend(tx, cast, key)
        assert not measure_sources(tx, now=NOW, today=TODAY).faults
    assert "old value" not in reader.get("/okrs").text
