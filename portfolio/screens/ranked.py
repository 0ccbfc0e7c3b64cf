"""The ranked backlog of a quarter as its plan judges it: in, out, why, and the cut line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.backlog import Item, Level
from portfolio.domain.plans import Placed
from portfolio.store import backlog, planning_facts, plans, teams
from portfolio.store.unit import Tx

FIRST_SHOWN = 5
BEFORE_CUT, AFTER_CUT = 7, 9
SHORTEST_FOLD = 3
PART = 50  # rows that come at once where all are wanted
MOST_DIFFERENCES = 24  # that are shown outside the window around the cut


@dataclass(frozen=True, slots=True)
class Row:
    """An epic, or an item without one, in the order of rank."""

    place: int
    key: str
    title: str
    objective_id: int | None
    area: str
    area_slug: str
    team: str
    points: float
    value: float
    is_in: bool
    by_rank: bool
    by_wsjf: bool
    reason: str | None
    text: str | None
    is_epic: bool = True
    id: int = 0

    @property
    def differs(self) -> bool:
        """Whether the plan decides otherwise than the rank."""
        return self.is_in != self.by_rank

    @property
    def density(self) -> float:
        """The value of a hundred points."""
        return 100 * self.value / self.points if self.points else 0.0


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of rows told in one line."""

    first: int
    last: int
    inside: int

    @property
    def outside(self) -> int:
        """How many of them are left out."""
        return self.last - self.first + 1 - self.inside


@dataclass(frozen=True, slots=True)
class Cut:
    """The line that as many rows stand above as rank order takes in."""

    after: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """The whole list; `cut` is how many rank order takes in, so the place its line comes after."""

    rows: tuple[Row, ...]
    cut: int

    @property
    def earn(self) -> int:
        """How many below the line are in."""
        return sum(row.is_in for row in self.rows if row.place > self.cut)

    @property
    def lose(self) -> int:
        """How many above the line are out."""
        return sum(not row.is_in for row in self.rows if row.place <= self.cut)

    @property
    def differences(self) -> int:
        """How many the plan decides otherwise than the rank."""
        return sum(row.differs for row in self.rows)

    @property
    def highest(self) -> float:
        """The largest value, for the bars."""
        return max((row.value for row in self.rows), default=0.0)


def load(tx: Tx, cycle_id: int, plan_id: int, objective_of: Mapping[int, int]) -> Ranked:
    """Read the list of a plan in six queries; `objective_of` names a key result's objective."""
    judged = {one.item_id: one for one in plans.judged(tx, plan_id)}
    placed = plans.placed(tx, plan_id)
    items = backlog.items_by_id(tx, [*judged, *(one.item_id for one in placed)])
    areas = {area.id: area for area in teams.all_areas(tx)}
    team_of = _teams(placed, items, {team.id: team.name for team in teams.all_teams(tx)})
    goal_of = _objectives(tx, cycle_id, objective_of)
    rows = []
    ranked = sorted((items[one] for one in judged if one in items), key=lambda it: (it.rank, it.id))
    for place, item in enumerate(ranked, start=1):
        own, area = judged[item.id], areas.get(item.area_id or 0)
        rows.append(
            Row(
                place=place,
                key=item.key,
                title=item.title,
                objective_id=goal_of.get(item.id),
                area=area.name if area else "",
                area_slug=area.slug if area else "",
                team=team_of.get(item.id, ""),
                points=own.points,
                value=own.value,
                is_in=own.sprint_id is not None,
                by_rank=own.by_rank,
                by_wsjf=own.by_wsjf,
                reason=own.reason,
                text=own.text,
                is_epic=item.level is Level.EPIC,
                id=item.id,
            )
        )
    return Ranked(tuple(rows), sum(row.by_rank for row in rows))


def shown(
    ranked: Ranked, rows: Sequence[Row], *, show: str, part: int = 1
) -> list[Row | Fold | Cut]:
    """Return what the table shows: a part of "all", "differences", or what lies around the cut."""
    if show == "differences":
        return [row for row in rows if row.differs]
    if show == "all":
        return _with_cut(rows[(part - 1) * PART : part * PART], ranked.cut, is_first=part == 1)
    return _with_cut(_folded(rows, _kept(ranked, rows)), ranked.cut)


def parts(rows: Sequence[Row]) -> int:
    """Return in how many parts all rows come."""
    return max(1, -(-len(rows) // PART))


def _kept(ranked: Ranked, rows: Sequence[Row]) -> set[int]:
    window = range(ranked.cut - BEFORE_CUT + 1, ranked.cut + AFTER_CUT + 1)
    kept = {row.place for row in rows if row.place <= FIRST_SHOWN or row.place in window}
    differing = {row.place for row in rows if row.differs}
    return kept | differing if len(differing) <= MOST_DIFFERENCES else kept


def _folded(rows: Sequence[Row], kept: set[int]) -> list[Row | Fold]:
    found: list[Row | Fold] = []
    run: list[Row] = []
    for row in rows:
        if row.place in kept:
            found += _told(run)
            run = []
            found.append(row)
        else:
            run.append(row)
    return found + _told(run)


def _told(run: list[Row]) -> list[Row | Fold]:
    if len(run) < SHORTEST_FOLD:
        return list(run)
    return [Fold(run[0].place, run[-1].place, sum(row.is_in for row in run))]


def _with_cut(
    rows: Iterable[Row | Fold], cut: int, *, is_first: bool = True
) -> list[Row | Fold | Cut]:
    """Return the rows with the line before the first one below it.

    Where it would come between two parts it closes the first of them.
    """
    found: list[Row | Fold | Cut] = []
    is_drawn = cut == 0
    for number, row in enumerate(rows):
        first = row.place if isinstance(row, Row) else row.first
        if not is_drawn and first > cut:
            if number or is_first:
                found.append(Cut(cut))
            is_drawn = True
        found.append(row)
    ends_at = found[-1].place if found and isinstance(found[-1], Row) else None
    if not is_drawn and ends_at == cut:
        found.append(Cut(cut))
    return found


def _teams(
    placed: Iterable[Placed], items: Mapping[int, Item], names: Mapping[int, str]
) -> dict[int, str]:
    """Return for each epic (or loose item) the team that the plan has most of its points in."""
    points: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in placed:
        item = items.get(one.item_id)
        if item is not None:
            for owner in {item.id, item.parent_id or item.id}:
                points[owner][one.team_id] += one.points
    return {
        owner: names.get(max(by, key=lambda team: by[team]), "") for owner, by in points.items()
    }


def _objectives(tx: Tx, cycle_id: int, objective_of: Mapping[int, int]) -> dict[int, int]:
    """Return for each item the objective that it is expected to move most."""
    best: dict[int, tuple[float, int]] = {}
    for claim in planning_facts.claims(tx, cycle_id):
        objective = objective_of.get(claim.key_result_id)
        worth = claim.amount * claim.confidence
        if objective is not None and worth > best.get(claim.item_id, (0.0, 0))[0]:
            best[claim.item_id] = (worth, objective)
    return {item: objective for item, (_, objective) in best.items()}
