"""Two to four plans side by side: scores, epics, load, what moves; the first one is the measure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.okrs import KeyResult, Objective
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Lever, PlanHead, Scenario
from portfolio.domain.rises import Rise, Rises, rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.screens.lever_names import LeverNames, names_of
from portfolio.screens.plan import seen
from portfolio.store import backlog, cycles, okrs, plans, scenarios, teams
from portfolio.store.unit import Tx

FEWEST, MOST = 2, 4
MOST_TITLES = 500  # of moved items; the others are told by key
Place = tuple[str, str]  # team and sprint


@dataclass(frozen=True, slots=True)
class Load:
    """Points planned and there, of a team or an area."""

    points: float
    capacity: float

    @property
    def share(self) -> float | None:
        """How full it is; None without capacity."""
        return self.points / self.capacity if self.capacity else None


@dataclass(frozen=True, slots=True)
class Column:
    """One plan of the comparison; without a plan the scenario waits to be planned."""

    scenario: Scenario
    levers: tuple[Lever, ...]
    head: PlanHead | None = None
    scores: Rises | None = None
    epics: frozenset[str] = frozenset()
    places: Mapping[str, Place] | None = None
    teams: Mapping[str, Load] | None = None
    areas: Mapping[str, Load] | None = None
    moved: int | None = None  # against the plan in force

    @property
    def is_outdated(self) -> bool:
        """Whether something was wished since its plan was made."""
        return self.head is not None and self.scenario.is_newer_than(self.head)

    def rise(self, one: Objective | KeyResult) -> Rise | None:
        """Return what the plan does for an objective or a key result."""
        if self.scores is None:
            return None
        found = self.scores.key_results if isinstance(one, KeyResult) else self.scores.objectives
        return found.get(one.id)

    @property
    def load(self) -> Load | None:
        """The whole plan's points and capacity."""
        if self.teams is None:
            return None
        every = self.teams.values()
        return Load(sum(one.points for one in every), sum(one.capacity for one in every))


@dataclass(frozen=True)
class Comparison:
    """Everything that the comparison shows."""

    cycle: Cycle
    columns: tuple[Column, ...]
    objectives: tuple[Objective, ...]
    in_force: PlanHead | None
    forced: Mapping[str, Place]  # where the plan in force has its items
    moved: tuple[str, ...]  # the items that do not stand at the same place in all plans, by key
    items: Mapping[str, Item]
    team_names: Mapping[str, str]
    area_names: Mapping[str, str]
    levers: LeverNames

    @property
    def planned(self) -> tuple[Column, ...]:
        """The columns that have a plan."""
        return tuple(one for one in self.columns if one.head is not None)

    @cached_property
    def differing(self) -> tuple[Item, ...]:
        """The epics that some plans finish and others do not, by rank."""
        sets = [one.epics for one in self.planned]
        keys = set().union(*sets) - set(sets[0]).intersection(*sets) if sets else set()
        return tuple(
            sorted((self.items[key] for key in keys if key in self.items), key=lambda one: one.rank)
        )

    @property
    def best(self) -> Column | None:
        """The column with the highest expected score, where one is highest."""
        known = [one for one in self.planned if one.head and one.head.score_after is not None]
        known.sort(key=lambda one: -(one.head.score_after or 0.0) if one.head else 0.0)
        if len(known) < FEWEST or known[0].head is None or known[1].head is None:
            return None
        gain = (known[0].head.score_after or 0.0) - (known[1].head.score_after or 0.0)
        return known[0] if gain >= 0.0005 else None


def load(
    tx: Tx, viewer: Viewer, *, ids: Sequence[int] = (), plan_ids: Sequence[int] = ()
) -> Comparison:
    """Read the newest plans of scenarios, or the plans themselves, in a constant number of queries.

    Raises NotFound, and Refused for fewer than two, more than four, or two quarters.
    """
    if not FEWEST <= len(plan_ids or ids) <= MOST:
        raise Refused("Choose two to four scenarios to compare.")
    heads = plans.several(tx, plan_ids) if plan_ids else plans.newest_answers(tx, ids)
    pairs = _pairs(tx, heads, ids=ids, plan_ids=plan_ids)
    if len({scenario.cycle_id for scenario, _ in pairs}) > 1:
        raise Refused("Plans of different quarters cannot be compared.")
    cycle = cycles.cycle_by_id(tx, pairs[0][0].cycle_id)
    in_force = plans.in_force(tx, cycle.id)
    shown = [seen(viewer, head).id for _, head in pairs if head is not None]
    full = plans.full_plans(tx, {*shown, *([in_force.id] if in_force else [])})
    forced = _places(full[in_force.id][0]) if in_force else {}
    pulled = scenarios.levers_of(tx, {scenario.id for scenario, _ in pairs})
    columns = tuple(
        _column(scenario, pulled.get(scenario.id, ()), head, full=full, forced=forced)
        for scenario, head in pairs
    )
    moved = _moved(columns)
    keys = {key for one in columns for key in one.epics} | set(moved[:MOST_TITLES])
    on = max([head.made_at.date() for _, head in pairs if head], default=cycle.span.starts_on)
    tree = okrs.tree(tx, cycle.id, on=on)
    return Comparison(
        cycle=cycle,
        columns=columns,
        objectives=tree.every_objective(),
        in_force=in_force,
        forced=forced,
        moved=moved,
        items=backlog.items_by_key(tx, keys),
        team_names={one.slug: one.name for one in teams.all_teams(tx)},
        area_names={one.slug: one.name for one in teams.all_areas(tx)},
        levers=names_of(tx, cycle, pulled.values(), tree=tree),
    )


def _pairs(
    tx: Tx, heads: Mapping[int, PlanHead], *, ids: Sequence[int], plan_ids: Sequence[int]
) -> list[tuple[Scenario, PlanHead | None]]:
    for one in plan_ids:
        if one not in heads:
            raise NotFound("plan", one)
    wanted = [heads[one].scenario_id for one in plan_ids] if plan_ids else list(ids)
    found = scenarios.several(tx, wanted)
    for one in wanted:
        if one not in found:
            raise NotFound("scenario", one)
    if plan_ids:
        return [(found[heads[one].scenario_id], heads[one]) for one in plan_ids]
    return [(found[one], heads.get(one)) for one in dict.fromkeys(ids)]


def _column(
    scenario: Scenario,
    levers: tuple[Lever, ...],
    head: PlanHead | None,
    *,
    full: Mapping[int, tuple[Plan, dict[str, Any], bytes]],
    forced: Mapping[str, Place],
) -> Column:
    if head is None:
        return Column(scenario, levers)
    plan, marks, raw = full[head.id]
    document = json.loads(raw)
    places = _places(plan)
    known = {str(item["id"]) for item in document["items"]}
    by_team = _loads(document, plan)
    areas = {str(one["id"]): one.get("area") for one in document["teams"]}
    attained = {key_result_id_of(one.id): one.attained for one in plan.key_results}
    return Column(
        scenario,
        levers,
        head,
        scores=rises(start_from(marks.get("start", {})), attained),
        epics=frozenset(epic.id for epic in plan.epics),
        places=places,
        teams=by_team,
        areas=_by_area(by_team, areas),
        moved=sum(places.get(key) != spot for key, spot in forced.items() if key in known)
        if forced
        else None,
    )


def _moved(columns: Sequence[Column]) -> tuple[str, ...]:
    every = [one.places for one in columns if one.places is not None]
    keys = {key for own in every for key in own}
    return tuple(sorted(key for key in keys if len({own.get(key) for own in every}) > 1))


def _places(plan: Plan) -> dict[str, Place]:
    return {one.item: (one.team, one.sprint) for one in plan.assignments}


def _loads(document: Mapping[str, Any], plan: Plan) -> dict[str, Load]:
    points = {str(item["id"]): float(item["points"]) for item in document["items"]}
    used = dict.fromkeys((str(one["id"]) for one in document["teams"]), 0.0)
    for one in plan.assignments:
        used[one.team] += points[one.item]
    return {str(t["id"]): Load(used[str(t["id"])], sum(t["capacity"])) for t in document["teams"]}


def _by_area(loads: Mapping[str, Load], areas: Mapping[str, str | None]) -> dict[str, Load]:
    found: dict[str, Load] = {}
    for team, one in loads.items():
        area = areas.get(team)
        if area:
            old = found.get(area, Load(0.0, 0.0))
            found[area] = Load(old.points + one.points, old.capacity + one.capacity)
    return found
