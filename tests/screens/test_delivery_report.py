"""The five metrics of exact days, and the trace, on a real release history."""

from datetime import date
from pathlib import Path

import pytest

from portfolio.actions.import_releases import import_releases
from portfolio.actions.keep_import import SourceFile
from portfolio.connectors.releases.parse import files_in, read_changes, read_deployments
from portfolio.domain.cycles import Span
from portfolio.domain.delivery_range import range_of
from portfolio.domain.people import SYSTEM
from portfolio.screens import delivery, delivery_report, trace
from portfolio.screens.delivery_scope import Wish
from portfolio.screens.trace_document import document
from portfolio.store.unit import Store
from tests.deliveries import make_history
from tests.people import NOW, Cast

TODAY = NOW.date()
YEARS = Span(date(2014, 1, 1), date(2015, 12, 31))


def take(store: Store, folder: Path, service: str) -> None:
    first, second = files_in(folder)
    with first.open("rb") as made, second.open("rb") as changed, store.writing() as tx:
        import_releases(
            tx,
            SYSTEM,
            SourceFile(service, "e" * 64),
            read_deployments(made),
            changes=read_changes(changed),
            service=service,
            now=NOW,
        )


def test_real_history_gives_the_figures_that_a_plain_count_gives(
    store: Store, real_data: Path
) -> None:
    take(store, real_data / "alloy-releases", "alloy")
    with store.reading() as tx:
        found = delivery_report.load(tx, Wish(service="alloy"), YEARS, today=TODAY)
    # Counted once more from the two files: final tags, their commits that are no merges.
    assert (found["deployments"], found["attempts"], found["failed"]) == (38, 38, 0)
    assert (found["changes"], found["changes_measured"], found["changes_with_items"]) == (
        662,
        662,
        374,
    )
    own = found["by_service"]["alloy"]
    assert own["lead_time_hours"]["median"] == pytest.approx(2448.525416666667)
    assert own["change_fail_rate"]["rate"] == 0
    assert own["recovery_hours"] is None


def test_first_tag_swallows_the_past_and_has_no_lead_time(store: Store, real_data: Path) -> None:
    take(store, real_data / "alloy-releases", "alloy")
    with store.reading() as tx:
        first = Span(date(2013, 5, 28), date(2013, 5, 28))
        found = delivery_report.load(tx, Wish(), first, today=TODAY)
        traced = document(trace.load(tx, "dep:1.1.2"))
    assert found["changes"] == 1886
    assert found["changes_measured"] < 20
    assert traced["changes_in_all"] == 1987
    assert len(traced["unknown_items"]) == 94


def test_release_inherits_what_its_candidates_brought(store: Store, real_data: Path) -> None:
    take(store, real_data / "kafka-releases", "kafka")
    with store.reading() as tx:
        every = Span(date(2010, 1, 1), date(2024, 12, 31))
        found = delivery_report.load(tx, Wish(), every, today=TODAY)
        item = document(trace.load(tx, "KAFKA-221"))
    assert found["deployments"] == 84
    assert item["changes_in_all"] >= 1
    assert item["unknown_items"] == ["KAFKA-221"]


def test_report_of_no_service_has_none_everywhere(store: Store) -> None:
    with store.reading() as tx:
        found = delivery_report.load(tx, Wish(), YEARS, today=TODAY)
    assert (found["services"], found["deployments"]) == (0, 0)
    assert found["deployment_frequency"]["median"] is None


def test_report_and_roll_up_agree_on_whole_weeks(store: Store, cast: Cast) -> None:
    make_history(store, cast)
    weeks = range_of(None, None, today=TODAY)
    with store.reading() as tx:
        page = delivery.load(tx, Wish(), weeks, cycle=None)
        report = delivery_report.load(tx, Wish(), weeks.days, today=TODAY)
    assert report["deployments"] == page.figures.deployments
    for name, spread in (
        ("deployment_frequency", page.figures.frequency),
        ("lead_time_hours", page.figures.lead_hours),
        ("change_fail_rate", page.figures.fail_rate),
        ("recovery_hours", page.figures.recovery_hours),
        ("rework_rate", page.figures.rework_rate),
    ):
        assert report[name]["median"] == spread.median
        assert report[name]["services_with_data"] == spread.have
