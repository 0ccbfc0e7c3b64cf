"""Recording deliveries, and what people say about them."""

from datetime import timedelta

import pytest

from portfolio.actions.add_service import add_service
from portfolio.actions.keep_time_zone import keep_time_zone
from portfolio.actions.mark_no_impact import mark_no_impact
from portfolio.actions.move_service import move_service
from portfolio.actions.record_deployment import record_deployment
from portfolio.actions.record_deployments import record_deployments
from portfolio.actions.record_incident import record_incident
from portfolio.actions.set_target import set_target
from portfolio.domain.delivery import (
    ChangeRecord,
    DeploymentRecord,
    DeploymentStatus,
    RowCounts,
    ServiceRecord,
)
from portfolio.domain.errors import NotAllowed, Refused, Stale
from portfolio.domain.incidents import IncidentRecord
from portfolio.domain.people import SYSTEM
from portfolio.store import change_lists, delivery_cells, deployments, services, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast

AT = NOW - timedelta(days=8)  # a Monday
WEEK = AT.date()
FAILED = DeploymentRecord("1", ("api",), AT, status=DeploymentStatus.FAILED)


def failed_in_week(store: Store) -> int:
    with store.reading() as tx:
        return sum(cell.failed for cell in delivery_cells.cells(tx, WEEK, WEEK))


def test_rows_told_twice_are_unchanged_and_what_differs_is_changed(store: Store) -> None:
    change = ChangeRecord("repo", "a" * 40, "AB-1 first", deployment="1")
    with store.writing() as tx:
        first = record_deployments(tx, SYSTEM, [FAILED], [change], source="ci", now=NOW)
        again = record_deployments(tx, SYSTEM, [FAILED], [change], source="ci", now=NOW)
        other = ChangeRecord("repo", "a" * 40, "AB-2 second", deployment="1")
        third = record_deployments(tx, SYSTEM, [], [other], source="ci", now=NOW)
        assert (first.changes, again.changes) == (RowCounts(added=1), RowCounts(unchanged=1))
        assert third.changes == RowCounts(changed=1)
        assert change_lists.of_items(tx, ["AB-1"]).total == 0
        assert change_lists.of_items(tx, ["AB-2"]).total == 1


def test_silence_about_the_deployment_does_not_take_it_back(store: Store) -> None:
    change = ChangeRecord("repo", "a" * 40, deployment="1")
    with store.writing() as tx:
        record_deployments(tx, SYSTEM, [FAILED], [change], source="ci", now=NOW)
        silent = ChangeRecord("repo", "a" * 40)
        again = record_deployments(tx, SYSTEM, [], [silent], source="ci", now=NOW)
        assert again.changes == RowCounts(unchanged=1)


def test_change_of_a_deployment_nobody_told_is_counted(store: Store) -> None:
    with store.writing() as tx:
        lost = ChangeRecord("repo", "a" * 40, deployment="none")
        found = record_deployments(tx, SYSTEM, [], [lost], source="ci", now=NOW)
        assert found.changes_without_deployment == 1


def test_only_who_may_import_records(store: Store, cast: Cast) -> None:
    for person in (cast.executive, cast.lead, cast.member):
        with store.writing() as tx, pytest.raises(NotAllowed):
            record_deployment(tx, person, FAILED, source="ci", now=NOW)


def test_lead_of_the_team_marks_a_failure_as_without_impact(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        add_service(tx, cast.planner, ServiceRecord("api", cast.team_id), now=NOW)
        record_deployment(tx, SYSTEM, FAILED, source="ci", now=NOW)
        one = deployments.by_name(tx, "1")[0]
    assert failed_in_week(store) == 1
    reason = "It failed before any traffic went there."
    with store.writing() as tx, pytest.raises(NotAllowed):
        mark_no_impact(tx, cast.other_lead, one.id, reason, version=1, now=NOW)
    with store.writing() as tx, pytest.raises(Refused):
        mark_no_impact(tx, cast.lead, one.id, "no", version=1, now=NOW)
    with store.writing() as tx:
        mark_no_impact(tx, cast.lead, one.id, reason, version=one.version, now=NOW)
    assert failed_in_week(store) == 0
    with store.writing() as tx, pytest.raises(Stale):
        mark_no_impact(tx, cast.lead, one.id, reason, version=one.version, now=NOW)


def test_incident_that_blames_an_unknown_deployment_is_refused(store: Store) -> None:
    incident = IncidentRecord("i", "down", AT, deployment="none")
    with store.writing() as tx, pytest.raises(Refused, match="never told"):
        record_incident(tx, SYSTEM, incident, source="ci", now=NOW)


def test_service_moves_to_another_team_once(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        made = add_service(tx, cast.planner, ServiceRecord("Payments API"), now=NOW)
        assert made.slug == "payments-api"
        move_service(tx, cast.planner, made.slug, cast.team_id, version=1, now=NOW)
        assert services.one_service(tx, made.slug).team_id == cast.team_id
        with pytest.raises(Stale):
            move_service(tx, cast.planner, made.slug, None, version=1, now=NOW)
        with pytest.raises(Refused):
            add_service(tx, cast.planner, ServiceRecord("payments api"), now=NOW)


def test_target_is_set_by_the_planner_and_must_make_sense(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        set_target(tx, cast.planner, "change_fail_rate", 0.05, now=NOW)
        set_target(tx, cast.planner, "change_fail_rate", 0.04, now=NOW)
        assert services.all_targets(tx)["change_fail_rate"].value == 0.04
        for metric, value in (("nonsense", 1.0), ("change_fail_rate", 5.0), ("rework_rate", -1)):
            with pytest.raises(Refused):
                set_target(tx, cast.planner, metric, value, now=NOW)
        with pytest.raises(NotAllowed):
            set_target(tx, cast.lead, "change_fail_rate", 0.1, now=NOW)


def test_another_time_zone_moves_deployments_to_its_weeks(store: Store) -> None:
    sunday_night = DeploymentRecord("1", ("api",), AT.replace(hour=0) - timedelta(minutes=30))
    with store.writing() as tx:
        record_deployment(tx, SYSTEM, sunday_night, source="ci", now=NOW)
        assert not delivery_cells.cells(tx, WEEK, WEEK)
    assert keep_time_zone(store, SYSTEM, "Europe/Zagreb", now=NOW)
    assert not keep_time_zone(store, SYSTEM, "Europe/Zagreb", now=NOW)
    with store.reading() as tx:
        assert delivery_cells.cells(tx, WEEK, WEEK)
        assert [entry.deed for entry in trail.newest(tx, limit=1)] == ["change time zone"]
