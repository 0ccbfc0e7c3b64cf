"""The timeline of a plan: when each epic is worked on, by initiative or by team, and its slips."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.charts import plan_gantt
from portfolio.charts.plan_gantt import Bar, Tick
from portfolio.domain.backlog import Item, Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Viewer
from portfolio.domain.plans import LeverKind, Placed, PlanHead
from portfolio.domain.teams import Area, Team
from portfolio.screens.plan import seen
from portfolio.store import backlog, backlog_pages, cycles, plans, scenarios, teams
from portfolio.store.backlog_pages import Aim
from portfolio.store.unit import Tx

MOST_BARS = 80
BY_INITIATIVE, BY_TEAM = "initiative", "team"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" is not asked for."""

    by: str = BY_INITIATIVE
    area: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """An epic (or loose item), in a team where rows go by team, with its first and last sprint."""

    group: str
    item: Item
    area: Area | None
    teams: tuple[str, ...]
    points: float
    first: int  # place of the sprint in the quarter
    last: int
    is_finished: bool
    due_on: date | None
    baseline: int | None  # the place of its last sprint in the plan in force
    aim: Aim | None
    is_late: bool  # open, and its last sprint is over

    @property
    def slip(self) -> int | None:
        """How many sprints later than in the baseline it ends; None where that has it not."""
        return None if self.baseline is None else self.last - self.baseline


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the page shows."""

    head: PlanHead
    cycle: Cycle
    asked: Asked
    areas: tuple[Area, ...]
    teams: tuple[Team, ...]
    rows: tuple[TimeRow, ...]
    baseline: PlanHead | None
    today: date

    @property
    def slips(self) -> tuple[TimeRow, ...]:
        """What ends later than the plan in force has it."""
        return tuple(row for row in self.rows if row.slip and row.slip > 0)

    @property
    def past_due(self) -> tuple[TimeRow, ...]:
        """What ends after its date."""
        spans = self.cycle.sprints
        return tuple(
            row for row in self.rows if row.due_on and spans[row.last].span.ends_on > row.due_on
        )

    @property
    def drawn(self) -> tuple[TimeRow, ...]:
        """As many rows as one figure can show."""
        return self.rows[:MOST_BARS]

    def name_of(self, place: int) -> str:
        """Return the name of a sprint."""
        return self.cycle.sprints[place].name


def load(tx: Tx, viewer: Viewer, plan_id: int, asked: Asked, *, today: date) -> Screen:
    """Read the timeline in a constant number of queries; raise NotFound."""
    head = seen(viewer, plans.one_plan(tx, plan_id))
    cycle = cycles.cycle_by_id(tx, head.cycle_id)
    areas, all_teams = tuple(teams.all_areas(tx)), tuple(teams.all_teams(tx))
    area_id = _id_of("area", asked.area, {one.slug: one.id for one in areas})
    team_id = _id_of("team", asked.team, {one.slug: one.id for one in all_teams})
    force = plans.in_force(tx, cycle.id)
    baseline = force if force and force.id != head.id else None
    lines = _Lines(tx, head, cycle, baseline=baseline, today=today)
    rows = lines.rows(asked.by, areas, all_teams)
    kept = [
        row
        for row, owners in rows
        if (area_id is None or row.item.area_id == area_id)
        and (team_id is None or team_id in owners)
    ]
    return Screen(head, cycle, asked, areas, all_teams, tuple(kept), baseline, today)


def figure(found: Screen, _: Any = str) -> dict[str, Any]:
    """Return the figure of the timeline."""
    spans = [sprint.span for sprint in found.cycle.sprints]
    bars: list[Bar] = []
    group = None
    for number, row in enumerate(found.drawn):
        if row.group != group:
            group = row.group
            bars.append(Bar(key=f"group {number}", label=group or "–"))
        bars.append(
            Bar(
                key=f"{number} {row.item.key}",
                label=row.item.title,
                number=row.aim.number if row.aim else 0,
                code=row.aim.code if row.aim else "",
                starts_on=spans[row.first].starts_on,
                ends_on=spans[row.last].ends_on,
                due_on=row.due_on,
                was_on=spans[row.baseline].ends_on
                if row.slip and row.baseline is not None
                else None,
            )
        )
    ticks = [Tick(one.name, one.span.starts_on, one.span.ends_on) for one in found.cycle.sprints]
    return plan_gantt.figure(bars, ticks, found.today, _=_)


class _Lines:
    """What the rows are made of, read once."""

    def __init__(
        self, tx: Tx, head: PlanHead, cycle: Cycle, *, baseline: PlanHead | None, today: date
    ) -> None:
        self.cycle, self.today = cycle, today
        self.place_of = {sprint.id: place for place, sprint in enumerate(cycle.sprints)}
        placed = plans.placed(tx, head.id)
        before = plans.placed(tx, baseline.id) if baseline else ()
        self.items = backlog.items_by_id(tx, {one.item_id for one in (*placed, *before)})
        above = {one.parent_id for one in self.items.values() if one.parent_id}
        self.above = backlog.items_by_id(tx, above)
        tops = {one.parent_id for one in self.above.values() if one.parent_id}
        self.tops = backlog.items_by_id(tx, tops)
        self.work = self._by_owner(placed)
        self.ends = {
            owner: max(self.place_of[one.sprint_id] for one in own)
            for owner, own in self._by_owner(before).items()
        }
        finished = plans.judged(tx, head.id)
        self.finished = {one.item_id for one in finished if one.sprint_id is not None}
        self.aims = backlog_pages.aims(tx, list(self.work), cycle.id)
        self.dates = {
            lever.item_id: date.fromisoformat(str(lever.value["on"]))
            for lever in scenarios.all_levers(tx, head.scenario_id)
            if lever.kind is LeverKind.FINISH_BY
        }

    def rows(
        self, by: str, areas: Iterable[Area], all_teams: Sequence[Team]
    ) -> list[tuple[TimeRow, set[int]]]:
        """Return the rows in the order of their groups, each with the ids of its teams."""
        names = {team.id: team.name for team in all_teams}
        order = {team.name: place for place, team in enumerate(all_teams)}
        area_of = {area.id: area for area in areas}
        found = [
            (self._row(owner, group, own, names=names, areas=area_of), {one.team_id for one in own})
            for owner, group, own in self._groups(by, names)
        ]
        place = order if by == BY_TEAM else {}
        return sorted(
            found,
            key=lambda one: (
                place.get(one[0].group, 0),
                one[0].group,
                one[0].first,
                one[0].last,
                one[0].item.rank,
            ),
        )

    def _groups(
        self, by: str, names: Mapping[int, str]
    ) -> Iterator[tuple[Item, str, list[Placed]]]:
        for owner_id, own in self.work.items():
            owner = self.above.get(owner_id) or self.items[owner_id]
            if by == BY_TEAM:
                for team_id in sorted({one.team_id for one in own}):
                    mine = [one for one in own if one.team_id == team_id]
                    yield owner, names.get(team_id, ""), mine
            else:
                top = self.tops.get(owner.parent_id or 0)
                yield owner, top.title if top else "", own

    def _row(
        self,
        owner: Item,
        group: str,
        own: Sequence[Placed],
        *,
        names: Mapping[int, str],
        areas: Mapping[int, Area],
    ) -> TimeRow:
        places = [self.place_of[one.sprint_id] for one in own]
        last = max(places)
        aims = self.aims.get(owner.id, [])
        return TimeRow(
            group=group,
            item=owner,
            area=areas.get(owner.area_id or 0),
            teams=tuple(sorted({names.get(one.team_id, "") for one in own})),
            points=sum(one.points for one in own),
            first=min(places),
            last=last,
            is_finished=owner.id in self.finished,
            due_on=self.dates.get(owner.id, owner.latest_on or owner.due_on),
            baseline=self.ends.get(owner.id),
            aim=aims[0] if aims else None,
            is_late=owner.is_open and self.cycle.sprints[last].span.ends_on < self.today,
        )

    def _by_owner(self, placed: Iterable[Placed]) -> dict[int, list[Placed]]:
        found: defaultdict[int, list[Placed]] = defaultdict(list)
        for one in placed:
            item = self.items.get(one.item_id)
            if item is None or one.sprint_id not in self.place_of:
                continue
            parent = self.above.get(item.parent_id or 0)
            is_part = parent is not None and parent.level is Level.EPIC
            found[parent.id if parent is not None and is_part else item.id].append(one)
        return dict(found)


def _id_of(kind: str, slug: str, ids: Mapping[str, int]) -> int | None:
    if not slug:
        return None
    if slug not in ids:
        raise NotFound(kind, slug)
    return ids[slug]
