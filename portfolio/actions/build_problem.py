"""Build the problem of a cycle from what the database says today; writes nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from portfolio.domain.backlog import Category, Level
from portfolio.domain.capacity import capacities
from portfolio.domain.cycles import Cycle
from portfolio.domain.orders import Moscow
from portfolio.domain.plan_facts import PlanFacts, planning_day
from portfolio.domain.plans import Scenario
from portfolio.domain.rises import Start, goals_of, start_of
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.planning.build import Built, problem_from
from portfolio.planning.problem import Problem
from portfolio.store import (
    backlog,
    capacity,
    estimates,
    okrs,
    order_inputs,
    plans,
    scenarios,
    teams,
)
from portfolio.store import planning_facts as planned_from
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Stated:
    """A problem with its marks, and the scores it starts from."""

    built: Built
    start: Start
    asked_on: date

    @property
    def problem(self) -> Problem:
        """The problem itself."""
        return self.built.problem

    def marks(self) -> dict[str, Any]:
        """Return what is stored beside the plan."""
        own = {"start": self.start.to_document(), "asked_on": self.asked_on.isoformat()}
        return {**self.built.marks.to_document(), **own}


def build_problem(
    tx: Tx, cycle: Cycle, scenario: Scenario | None, *, today: date, zone: tzinfo = UTC
) -> Stated:
    """Return today's problem of the cycle under a scenario, in a constant number of queries.

    Raises Refused where there is nothing to plan with.
    """
    day = planning_day(cycle, today)
    known_on = min(day, today)  # a cycle that is over is planned without hindsight
    standing = standing_of(okrs.tree(tx, cycle.id, on=known_on))
    facts = _facts(tx, cycle, scenario, standing, today=today, known_on=known_on, zone=zone)
    return Stated(problem_from(facts), start_of(standing), today)


def _facts(
    tx: Tx,
    cycle: Cycle,
    scenario: Scenario | None,
    standing: CycleStanding,
    *,
    today: date,
    known_on: date,
    zone: tzinfo,
) -> PlanFacts:
    parents = backlog.all_items(tx, levels=(Level.EPIC, Level.INITIATIVE))
    open_items = backlog.all_items(
        tx, levels=(Level.STORY, Level.SUBTASK), categories=(Category.TODO, Category.DOING)
    )
    room = capacities(
        capacity.facts(tx, cycle, today=known_on, zone=zone),
        left_from=planning_day(cycle, today),
    )
    force = plans.in_force(tx, cycle.id)
    inputs = order_inputs.all_inputs(tx, cycle).values()
    return PlanFacts(
        cycle=cycle,
        on=today,
        items=tuple(open_items),
        parents={parent.id: parent for parent in parents},
        ties=planned_from.ties(tx),
        areas={area.id: area.slug for area in teams.all_areas(tx)},
        capacities=tuple(room.values()),
        goals=goals_of(standing),
        claims=planned_from.claims(tx, cycle.id),
        levers=scenarios.all_levers(tx, scenario.id) if scenario else (),
        stability=scenario.stability if scenario else 0.0,
        in_force=plans.placed(tx, force.id) if force else (),
        taken=planned_from.taken(tx, [sprint.id for sprint in cycle.sprints]),
        reference=estimates.classes(
            tx, before=datetime.combine(known_on, time(), zone).astimezone(UTC)
        ),
        delays={one.item_id: one.delay for one in inputs if one.delay is not None},
        musts=frozenset(one.item_id for one in inputs if one.moscow is Moscow.MUST),
        wonts=frozenset(one.item_id for one in inputs if one.moscow is Moscow.WONT),
    )
