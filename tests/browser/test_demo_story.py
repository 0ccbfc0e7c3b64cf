"""The demo company tells the story it should; it is made once for all browser tests."""

import pytest
from sqlalchemy import func, select

from portfolio.domain.okrs import Kind
from portfolio.domain.trail import first_break
from portfolio.store import cycles, okrs, plans, trail
from portfolio.store.tables.backlog import items
from portfolio.store.tables.delivery import deployments, incidents, services
from portfolio.store.tables.okrs import check_ins
from portfolio.store.tables.teams import areas, offices, people, teams
from tests.browser.conftest import Site
from tests.people import NOW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_company_has_its_size(site: Site) -> None:
    with site.store.reading() as tx:
        counts = {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (areas, teams, people, offices, services)
        }
        by_level = {
            row.level: row.n
            for row in tx.execute(
                select(items.c.level, func.count().label("n")).group_by(items.c.level)
            )
        }
        deployed = tx.execute(select(func.count()).select_from(deployments)).scalar_one()
    assert counts == {"areas": 4, "teams": 20, "people": 130, "offices": 5, "services": 40}
    # eight stories came after the first day
    assert by_level == {
        "initiative": 12,
        "epic": 120,
        "story": 1108,
    }  # eight came after the first day
    assert 14_000 <= deployed <= 16_500


def test_one_plan_is_in_force_and_one_waits(site: Site) -> None:
    with site.store.reading() as tx:
        cycle = cycles.one_cycle(tx, "2027Q1")
        force, waiting = plans.in_force(tx, cycle.id), plans.proposed(tx, cycle.id)
    assert force is not None
    assert waiting is not None
    assert force.score_after is not None
    assert waiting.number > force.number


def test_two_past_quarters_were_planned_and_delivered(site: Site) -> None:
    with site.store.reading() as tx:
        for name in ("2026Q3", "2026Q4"):
            plan = plans.in_force(tx, cycles.one_cycle(tx, name).id)
            assert plan is not None
            placed = plans.placed(tx, plan.id)
            done = select(func.count()).where(
                items.c.id.in_([one.item_id for one in placed]), items.c.is_delivered
            )
            assert tx.execute(done).scalar_one() >= 0.85 * len(placed)


def test_six_objectives_have_21_key_results_and_a_year_of_check_ins(site: Site) -> None:
    with site.store.reading() as tx:
        tree = okrs.tree(tx, cycles.one_cycle(tx, "2027Q1").id, on=NOW.date())
        first = tx.execute(select(func.min(check_ins.c.on))).scalar_one()
    key_results = [one for objective in tree.objectives for one in objective.key_results]
    assert (len(tree.objectives), len(key_results)) == (6, 21)  # one of them counted in the backlog
    assert {one.kind for one in key_results} == {Kind.INCREASE, Kind.DECREASE, Kind.MILESTONE}
    assert (NOW.date() - first).days >= 270


def test_a_release_was_followed_by_a_cluster_of_failures(site: Site) -> None:
    with site.store.reading() as tx:
        failed = select(func.count()).where(
            deployments.c.name.like("router-7.0.%"), deployments.c.status == "failed"
        )
        assert tx.execute(failed).scalar_one() == 7
        assert tx.execute(select(func.count()).select_from(incidents)).scalar_one() > 100


def test_the_trail_of_the_company_is_whole(site: Site) -> None:
    with site.store.reading() as tx:
        assert first_break(trail.entries(tx)) is None
