"""Facts of a small company to build problems from."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.cycles import Cycle, Sprint, quarter_span, sprint_spans
from portfolio.domain.plan_facts import PlanFacts
from portfolio.domain.team_capacity import Source, SprintCapacity, TeamCapacity
from portfolio.domain.teams import Team

FIRST_DAY = date(2027, 1, 4)
_ids = count(1)


def make_cycle(name: str = "2027Q1") -> Cycle:
    """A quarter with its sprints, numbered from 1."""
    spans = enumerate(sprint_spans(name), start=1)
    return Cycle(1, name, quarter_span(name), tuple(Sprint(n, 1, n, span) for n, span in spans))


def make_team(slug: str = "falcon", points: float = 10.0, **differences: Any) -> TeamCapacity:
    """A team with so many points in each sprint of the quarter."""
    cycle = differences.pop("cycle", make_cycle())
    team = Team(**{"id": next(_ids), "slug": slug, "name": slug.title(), **differences})
    return TeamCapacity(
        team,
        tuple(SprintCapacity(sprint, points=points) for sprint in cycle.sprints),
        Source.OWN,
    )


def make_item(**differences: Any) -> Item:
    """An open story of three points; keys and ranks count up."""
    number = next(_ids)
    values: dict[str, Any] = {
        "id": number,
        "key": f"P-{number}",
        "level": Level.STORY,
        "type": "Story",
        "title": f"Item {number}",
        "category": Category.TODO,
        "rank": number,
        "points": 3.0,
    }
    return Item(**{**values, **differences})


def make_epic(**differences: Any) -> Item:
    """An open epic."""
    return make_item(**{"level": Level.EPIC, "type": "Epic", "points": None, **differences})


def make_facts(*items: Item, **differences: Any) -> PlanFacts:
    """Facts on the first day of the quarter: epics and initiatives are told apart by level."""
    parents = {one.id: one for one in items if one.level in (Level.EPIC, Level.INITIATIVE)}
    own = sorted((one for one in items if one.id not in parents), key=lambda one: one.rank)
    facts = PlanFacts(
        cycle=make_cycle(),
        on=FIRST_DAY,
        items=tuple(own),
        parents=parents,
        capacities=(make_team(),),
    )
    return replace(facts, **differences)
