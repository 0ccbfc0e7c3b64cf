"""What the levers of scenarios are about, by name: teams, areas, sprints, objectives, items."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.okrs import Tree
from portfolio.domain.plans import Lever
from portfolio.store import backlog, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class LeverNames:
    """Names by id."""

    teams: dict[int, str] = field(default_factory=dict)
    areas: dict[int, str] = field(default_factory=dict)
    sprints: dict[int, str] = field(default_factory=dict)
    objectives: dict[int, str] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)


def names_of(tx: Tx, cycle: Cycle, pulled: Iterable[Iterable[Lever]], *, tree: Tree) -> LeverNames:
    """Read what the levers are about, in three queries."""
    ids = {one.item_id for levers in pulled for one in levers if one.item_id is not None}
    return LeverNames(
        teams={one.id: one.name for one in teams.all_teams(tx)},
        areas={one.id: one.name for one in teams.all_areas(tx)},
        sprints={one.id: one.name for one in cycle.sprints},
        objectives={one.id: f"{one.code} {one.title}" for one in tree.every_objective()},
        items=backlog.items_by_id(tx, list(ids)),
    )
