"""What one service did in one week: retries, failures, recoveries, lead times."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portfolio.domain.delivery import DeploymentKind, DeploymentStatus
from portfolio.domain.delivery_weeks import Carried, Fact, WeekCell, week_cells

T = datetime(2026, 5, 6, 12, tzinfo=UTC)
FAILED, SUCCESS = DeploymentStatus.FAILED, DeploymentStatus.SUCCESS
ROLLED_BACK, CANCELLED = DeploymentStatus.ROLLED_BACK, DeploymentStatus.CANCELLED


def fact(number: int, minutes: float = 0, **more: Any) -> Fact:
    return Fact(number, T + timedelta(minutes=minutes), **more)


def cell(*facts: Fact, first_id: int | None = None) -> WeekCell:
    cells = week_cells(1, facts, zone=ZoneInfo("UTC"), first_id=first_id)
    assert len(cells) == 1
    return cells[0]


def test_retry_of_the_same_revision_within_half_an_hour_is_the_same_attempt() -> None:
    one = cell(fact(1, status=FAILED, revision="abc"), fact(2, 30, revision="abc"))
    assert (one.deployments, one.attempts, one.failed) == (1, 1, 0)


def test_retry_is_counted_from_its_begin_not_its_end() -> None:
    late = fact(2, 75, revision="abc", started_at=T + timedelta(minutes=20))
    assert cell(fact(1, status=FAILED, revision="abc"), late).attempts == 1


def test_retry_after_more_than_half_an_hour_is_another_deployment() -> None:
    one = cell(fact(1, status=FAILED, revision="abc"), fact(2, 31, revision="abc"))
    assert (one.attempts, one.failed) == (2, 1)


def test_another_revision_soon_after_a_failure_is_no_retry() -> None:
    one = cell(fact(1, status=FAILED, revision="abc"), fact(2, 5, revision="def"))
    assert (one.attempts, one.failed, one.recoveries) == (2, 1, (300,))


def test_chain_of_failed_retries_is_one_failure() -> None:
    tries = [fact(n, 20 * n, status=FAILED, revision="abc") for n in range(4)]
    one = cell(*tries, fact(9, 200, revision="def"))
    assert (one.attempts, one.failed) == (2, 1)


def test_failed_hotfix_fails_too_and_both_recover_at_the_first_success() -> None:
    hotfix = fact(2, 40, status=FAILED, kind=DeploymentKind.HOTFIX)
    one = cell(fact(1, status=FAILED), hotfix, fact(3, 60, kind=DeploymentKind.HOTFIX))
    assert (one.failed, one.recoveries, one.rework) == (2, (20 * 60, 60 * 60), 2)


def test_failure_that_nothing_followed_is_open_and_not_zero() -> None:
    one = cell(fact(1, status=FAILED))
    assert (one.failed, one.recoveries, one.open_failures) == (1, (), 1)


def test_what_changed_no_host_is_no_deployment_at_all() -> None:
    untouched = [
        fact(n, n, status=s, changed_hosts=False) for n, s in ((1, FAILED), (2, CANCELLED))
    ]
    assert week_cells(1, untouched, zone=ZoneInfo("UTC"), first_id=None) == []


def test_failure_without_impact_is_an_attempt_that_did_not_fail() -> None:
    one = cell(fact(1, status=FAILED, has_no_impact=True))
    assert (one.attempts, one.failed) == (1, 0)


def test_rollback_counts_as_deployment_and_as_rework() -> None:
    one = cell(fact(1, status=ROLLED_BACK), fact(2, 9, kind=DeploymentKind.ROLLBACK))
    assert (one.deployments, one.failed, one.rework, one.recoveries) == (2, 1, 1, (540,))


def test_linked_incident_fails_a_success_and_says_when_it_recovered() -> None:
    began, ended = T + timedelta(hours=1), T + timedelta(hours=3)
    one = cell(fact(1, incident_at=began, recovered_at=ended), fact(2, 90))
    assert (one.failed, one.recoveries) == (1, (7200,))


def test_open_incident_stays_open_whatever_is_deployed_after_it() -> None:
    one = cell(fact(1, incident_at=T + timedelta(hours=1)), fact(2, 90))
    assert (one.failed, one.open_failures) == (1, 1)


def test_first_deployment_carries_the_whole_past_and_has_no_lead_time() -> None:
    old = Carried(T - timedelta(days=900), None)
    new = Carried(T, None, is_linked=True)
    one = cell(fact(1, changes=(old, old)), fact(2, 60, changes=(new,)), first_id=1)
    assert (one.changes, one.linked, one.leads) == (3, 1, (3600,))


def test_merge_commits_are_no_changes_of_their_own() -> None:
    one = cell(fact(1, changes=(Carried(T, None, is_merge=True), Carried(T, None))))
    assert (one.changes, one.leads) == (1, (0,))


def test_clock_that_ran_ahead_falls_back_to_the_commit_else_is_left_out() -> None:
    ahead, behind = T + timedelta(hours=1), T - timedelta(hours=1)
    one = cell(fact(1, changes=(Carried(ahead, behind), Carried(ahead, ahead))))
    assert (one.changes, one.leads) == (2, (3600,))


def test_changes_of_a_failed_deployment_arrive_with_the_next_that_gets_through() -> None:
    one = cell(fact(1, status=FAILED, changes=(Carried(T, None),)), fact(2, 60))
    assert (one.changes, one.leads) == (1, (3600,))


def test_several_deployments_on_a_day_are_one_day() -> None:
    one = cell(fact(1), fact(2, 5), fact(3, 24 * 60))
    assert (one.deployments, one.days) == (3, 2)
