"""The page of one item: what it is, what it hangs under and holds, and all that happened to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.domain.backlog import DEPENDENCY_TYPES, Item, Level, Link, thing_of
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.teams import Area, Skill, Team
from portfolio.domain.trail import changes
from portfolio.store import (
    backlog,
    backlog_pages,
    item_facts,
    item_links,
    ranks,
    teams,
    trail,
)
from portfolio.store.backlog_pages import Sums
from portfolio.store.item_facts import Claim, Planned, Shipped, SprintStay
from portfolio.store.ranks import Neighbour
from portfolio.store.unit import Tx

MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as seen from this item; without `other` it leads out of the product."""

    link: Link
    is_out: bool  # it begins here
    is_order: bool  # what it begins with must be ready first
    other_key: str
    other: Item | None
    team: Team | None


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done to the item: on the trail, or by an import."""

    at: datetime
    who: str | None  # None: an import
    deed: str
    changes: tuple[tuple[str, Any, Any], ...]  # field, before, after
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class PartLine:
    """An item directly below."""

    item: Item
    team: Team | None
    sums: Sums

    @property
    def points(self) -> float | None:
        """Its own points, or those of its parts where it has any."""
        return self.sums.points if self.sums.parts else self.item.points


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything the page shows."""

    item: Item
    place: int
    above: tuple[Item, ...]
    area: Area | None
    team: Team | None
    parts: tuple[PartLine, ...]
    sums: Sums
    links: tuple[LinkLine, ...]
    claims: tuple[Claim, ...]
    planned: tuple[Planned, ...]
    sprints: tuple[SprintStay, ...]
    shipped: Shipped
    history: tuple[Happened, ...]
    neighbours: tuple[Neighbour | None, Neighbour | None]
    may_edit: bool
    may_move: bool

    @property
    def points(self) -> float | None:
        """Its own points, or those of its parts where it has any."""
        return self.sums.points if self.sums.parts else self.item.points

    @property
    def is_blocked(self) -> bool:
        """Whether something that must be ready first is still open."""
        return any(
            line.is_order and not line.is_out and line.other is not None and line.other.is_open
            for line in self.links
        )


@dataclass(frozen=True, slots=True)
class ItemForm:
    """What the form of an item offers, and the item as it stands (None for a new one)."""

    item: Item | None
    above: tuple[Item, ...]
    areas: tuple[Area, ...]
    teams: tuple[Team, ...]
    skills: tuple[Skill, ...]

    @property
    def parent_key(self) -> str:
        """The key of what it hangs under."""
        return self.above[-1].key if self.above else ""


def load(tx: Tx, viewer: Viewer, key: str) -> ItemPage:
    """Read an item with all around it; raise NotFound."""
    item = backlog.one_item(tx, key)
    areas = {one.id: one for one in teams.all_areas(tx)}
    all_teams = {one.id: one for one in teams.all_teams(tx)}
    children = backlog.children(tx, [item.id], limit=MOST_PARTS)
    sums = backlog_pages.sums(tx, [item.id, *(one.id for one in children)])
    thing = thing_of(item)
    return ItemPage(
        item=item,
        place=ranks.place_in_level(tx, item.id),
        above=tuple(backlog.ancestors(tx, item.id)),
        area=areas.get(item.area_id or 0),
        team=all_teams.get(item.team_id or 0),
        parts=tuple(
            PartLine(one, all_teams.get(one.team_id or 0), sums.get(one.id, Sums()))
            for one in children
        ),
        sums=sums.get(item.id, Sums()),
        links=_links(tx, key, all_teams),
        claims=tuple(item_facts.claims_of(tx, item.id)),
        planned=tuple(item_facts.planned(tx, item.id)),
        sprints=tuple(item_facts.sprints_of(tx, item.id)),
        shipped=item_facts.shipped(tx, key),
        history=_history(tx, key),
        neighbours=ranks.beside(tx, item.id),
        may_edit=may(viewer, Deed.EDIT_ITEM, thing),
        may_move=may(viewer, Deed.MOVE_ITEM, thing),
    )


def form(tx: Tx, key: str | None = None) -> ItemForm:
    """Read what the form offers, for an item (or raise NotFound) or for a new one."""
    item = backlog.one_item(tx, key) if key else None
    return ItemForm(
        item=item,
        above=tuple(backlog.ancestors(tx, item.id)) if item else (),
        areas=tuple(teams.all_areas(tx)),
        teams=tuple(one for one in teams.all_teams(tx) if one.disbanded_on is None),
        skills=tuple(teams.all_skills(tx)),
    )


def standing_of(tx: Tx, key: str) -> tuple[int, int]:
    """Return an item's place among those of its level, from 1, and how often it was moved."""
    item = backlog.one_item(tx, key)
    return ranks.place_in_level(tx, item.id), item.moves


def levels_below(level: Level) -> Level | None:
    """Return the level of what hangs directly under an item of this level."""
    order = list(Level)
    place = order.index(level) + 1
    return order[place] if place < len(order) else None


def _links(tx: Tx, key: str, all_teams: dict[int, Team]) -> tuple[LinkLine, ...]:
    links = item_links.links_of(tx, key)
    ends = {one.to_key if one.from_key == key else one.from_key for one in links}
    known = backlog.items_by_key(tx, ends)
    lines = []
    for link in links:
        is_out = link.from_key == key
        other_key = link.to_key if is_out else link.from_key
        other = known.get(other_key)
        lines.append(
            LinkLine(
                link=link,
                is_out=is_out,
                is_order=link.type in DEPENDENCY_TYPES,
                other_key=other_key,
                other=other,
                team=all_teams.get(other.team_id or 0) if other else None,
            )
        )
    return tuple(sorted(lines, key=lambda one: (not one.is_order, one.is_out, one.other_key)))


def _history(tx: Tx, key: str) -> tuple[Happened, ...]:
    entries = trail.newest(tx, limit=50, object=f"item:{key}")
    names = trail.actor_names(tx, {one.actor for one in entries})
    told = [Happened(one.at, names.get(one.actor, ""), one.deed, changes(one)) for one in entries]
    rows = item_facts.imported(tx, key)
    told += [
        Happened(row.at, None, row.deed, _pairs(row.changes.items()), row.import_id) for row in rows
    ]
    return tuple(sorted(told, key=lambda one: one.at, reverse=True))


def _pairs(changes: Iterable[tuple[str, Sequence[Any]]]) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((name, *pair[:2]) for name, pair in changes if len(pair) >= 2)
