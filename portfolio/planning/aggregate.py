"""The problem seen from above: epics by sprint against groups of teams, no choice of team.

Every plan of the problem is a solution of this model with the same objective, so that its
optimum, its LP's optimum and any bound of either bound every plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.planning.hall import Part, parts, rounded_capacity
from portfolio.planning.linear import Linear
from portfolio.planning.numbered import Numbered, Slot

Group = tuple[frozenset[int], int]  # teams, sprint
_COARSE = 6
_FEW = 400


@dataclass(slots=True)
class Aggregate:
    """`done[e]` and `step[i]` hold columns by sprint; a quiet item is folded into its epic.

    `stray[i]` says that a quiet item is planned although its epic is not finished, for those
    that count then too: by their share or by staying where they were.
    """

    grid: Numbered
    loud: frozenset[int]
    parts: list[Part]
    model: Linear = field(default_factory=Linear)
    done: dict[int, list[int]] = field(default_factory=dict)
    step: dict[int, list[int]] = field(default_factory=dict)
    stray: dict[int, int] = field(default_factory=dict)
    start: dict[int, int] = field(default_factory=dict)
    tail: dict[int, int] = field(default_factory=dict)
    capacity_rows: dict[int, Group] = field(default_factory=dict)

    def item_by(self, item: int, sprint: int) -> int | None:
        """Return the column that says a loud item is done by the sprint; None where it can't."""
        first = self.grid.first[item]
        if sprint < first or item not in self.step:
            return None
        return self.step[item][min(sprint - first, len(self.step[item]) - 1)]

    def epic_by(self, epic: int, sprint: int) -> int | None:
        """Return the column that says the epic is finished by the sprint; None where it can't."""
        start = self.start[epic]
        if sprint < start:
            return None
        return self.done[epic][min(sprint - start, len(self.done[epic]) - 1)]


def aggregate(grid: Numbered) -> Aggregate:
    """Return the model with all its rows and its objective."""
    loud = _loud(grid)
    found = Aggregate(grid, loud, parts(grid, grid.useful))
    for item in sorted(loud, key=grid.place_in_order.__getitem__):
        _add_item(found, item)
    for epic in range(len(grid.needs)):
        if grid.pays(epic):
            _add_epic(found, epic)
    _add_strays(found)
    _keep_order(found)
    _keep_capacity(found)
    _keep_shares(found)
    _count(found)
    return found


def _loud(grid: Numbered) -> frozenset[int]:
    """Return the items that have to be seen one by one."""
    musts = {n for n, one in enumerate(grid.problem.items) if one.mandatory or one.pinned}
    if len(grid.useful) <= _FEW:
        musts |= _counted(grid)
    home: dict[int, int | None] = {}
    for item in grid.useful:
        epics = [epic for epic in grid.epics_of[item] if grid.pays(epic)]
        quiet = len(epics) == 1 and not any(grid.item_worth[item])
        home[item] = epics[0] if quiet and item not in musts else None
    changed = {item for item, epic in home.items() if epic is None}
    for item, epic in home.items():
        if any(later in home and home[later] != epic for later, _ in grid.behind[item]):
            changed.add(item)
    for item in changed:
        home[item] = None
    outside = {
        earlier
        for item, epic in home.items()
        for earlier, _ in grid.before[item]
        if home[earlier] != epic
    }
    alone = [item for item, epic in home.items() if epic is None]
    return frozenset(grid.with_ancestors([*alone, *outside]))


def _counted(grid: Numbered) -> set[int]:
    """Return the items that count even where their epic is not finished."""
    counted = {n for quota in grid.quotas if quota.least for n in quota.items}
    return counted | (grid.baseline.keys() if grid.problem.policy.stability else set())


def _add_item(found: Aggregate, item: int) -> None:
    grid, model = found.grid, found.model
    steps = [model.column() for _ in range(grid.first[item], grid.last[item] + 1)]
    found.step[item] = steps
    for earlier, later in zip(steps, steps[1:], strict=False):
        model.at_most(earlier, later)
    if steps and item in grid.must_items:
        model.fix(steps[-1], 1.0)


def _add_epic(found: Aggregate, epic: int) -> None:
    grid, model = found.grid, found.model
    quiet = [item for item in grid.needs[epic] if item not in found.loud]
    start = max(grid.first[item] for item in grid.needs[epic])
    steps = [model.column() for _ in range(start, grid.deadline[epic] + 1)]
    found.start[epic], found.done[epic] = start, steps
    for earlier, later in zip(steps, steps[1:], strict=False):
        model.at_most(earlier, later)
    if epic in grid.must_epics:
        model.fix(steps[-1], 1.0)
    for item in sorted(quiet, key=grid.place_in_order.__getitem__, reverse=True):
        behind = [
            found.tail[later] + lag for later, lag in grid.behind[item] if later in found.tail
        ]
        found.tail[item] = max(behind, default=0)


def _add_strays(found: Aggregate) -> None:
    grid = found.grid
    for item in sorted(_counted(grid) & grid.useful - found.loud):
        stray = found.stray[item] = found.model.column(fine=True)
        done = _done_by(found, item, grid.sprints - 1)
        if done is not None:
            found.model.row([stray, done], [1.0, 1.0], most=1.0)


def _stray_by(found: Aggregate, item: int) -> int:
    """Return the sprint by which a stray item's work is surely done."""
    grid = found.grid
    in_share = any(quota.least and item in quota.items for quota in grid.quotas)
    return grid.sprints - 1 if in_share else grid.baseline[item][1]


def _keep_order(found: Aggregate) -> None:
    grid = found.grid
    for item in found.loud:
        for sprint in range(grid.first[item], grid.last[item] + 1):
            for earlier, lag in grid.before[item]:
                _implies(found, found.item_by(item, sprint), (earlier, sprint - lag))
    for epic, steps in found.done.items():
        for n, step in enumerate(steps):
            for item in grid.needs[epic]:
                sprint = found.start[epic] + n
                if item in found.loud:
                    _implies(found, step, (item, sprint))
                    continue
                for earlier, lag in grid.before[item]:
                    if earlier in found.loud:
                        _implies(found, step, (earlier, sprint - found.tail[item] - lag))


def _implies(found: Aggregate, column: int | None, needed: tuple[int, int]) -> None:
    if column is None or needed[0] not in found.step:
        return
    other = found.item_by(*needed)
    if other is None:
        found.model.fix(column, 0.0)
    elif other != column:
        found.model.at_most(column, other)


def _keep_capacity(found: Aggregate) -> None:
    """What only a group of teams can do, done by a sprint, fits in what they had until then."""
    grid = found.grid
    room = rounded_capacity(grid, grid.useful)
    for part in found.parts:
        members = [
            item for item in grid.useful if grid.teams[item] and set(grid.teams[item]) <= part.teams
        ]
        for group in part.groups:
            inside = [item for item in members if set(grid.teams[item]) <= group]
            until = 0
            for sprint in range(grid.sprints):
                until += sum(room[team][sprint] for team in group)
                _add_group(found, (group, sprint), inside, until)
                _round_off(found, (group, sprint), inside)


def _add_group(found: Aggregate, where: Group, inside: list[int], until: int) -> None:
    grid, work = found.grid, dict[int, float]()
    for item in inside:
        column = _done_by(found, item, where[1])
        if column is not None and grid.points[item]:
            work[column] = work.get(column, 0.0) + grid.points[item]
        if item in found.stray and where[1] >= _stray_by(found, item):
            work[found.stray[item]] = float(grid.points[item])
    if sum(work.values()) > until:
        row = found.model.row(list(work), list(work.values()), most=float(until))
        found.capacity_rows[row] = where


def _round_off(found: Aggregate, where: Group, inside: list[int]) -> None:
    """Count how often a size fits into each sprint of each team: what is left over is lost."""
    grid, (group, sprint) = found.grid, where
    rooms = [grid.capacity[team][s] for team in group for s in range(sprint + 1)]
    for size in sorted({grid.points[item] for item in inside if grid.points[item]}):
        if size * _COARSE < sum(rooms) / len(rooms):
            continue
        most = sum(room // size for room in rooms)
        work: dict[int, float] = {}
        for item in inside:
            column = _done_by(found, item, sprint) if grid.points[item] >= size else None
            if column is not None:
                work[column] = work.get(column, 0.0) + grid.points[item] // size
        if sum(work.values()) > most:
            found.model.row(list(work), list(work.values()), most=float(most))


def _done_by(found: Aggregate, item: int, sprint: int) -> int | None:
    """Return the column that, when 1, proves that the item was done by the sprint."""
    if item in found.loud:
        return found.item_by(item, sprint)
    epic = next(epic for epic in found.grid.epics_of[item] if epic in found.done)
    return found.epic_by(epic, sprint + found.tail[item])


def _keep_shares(found: Aggregate) -> None:
    grid = found.grid
    for quota in grid.quotas:
        work: dict[int, float] = {}
        for item in quota.items:
            if item not in grid.useful:
                continue
            column = _done_by(found, item, grid.sprints - 1)
            if column is not None:
                work[column] = work.get(column, 0.0) + grid.points[item]
            if item in found.stray:
                work[found.stray[item]] = float(grid.points[item])
        columns, factors = list(work), list(work.values())
        if sum(factors) > quota.most:
            found.model.row(columns, factors, most=float(quota.most))
        if quota.least:
            found.model.row(columns, factors, least=float(quota.least))


def _count(found: Aggregate) -> None:
    """Count worth as the plan does: key results up to their gap, epics and items by sprint."""
    grid, model = found.grid, found.model
    parts_of: dict[int, list[tuple[int, float]]] = {}
    for epic, steps in found.done.items():
        _count_steps(model, steps, grid.epic_worth[epic][found.start[epic] :])
        for key_result, part in grid.moves[epic]:
            parts_of.setdefault(key_result, []).append((steps[-1], part))
    for item, steps in found.step.items():
        _count_steps(model, steps, grid.item_worth[item][grid.first[item] :])
    for key_result, terms in parts_of.items():
        weight = grid.weights[key_result]
        if sum(part for _, part in terms) <= 1:
            for column, part in terms:
                model.worth[column] += weight * part
            continue
        closed = model.column(weight, fine=True)
        columns = [closed, *(column for column, _ in terms)]
        model.row(columns, [1.0, *(-min(part, 1.0) for _, part in terms)], most=0.0)
    _count_stability(found)


def _count_steps(model: Linear, steps: list[int], worth: tuple[float, ...]) -> None:
    """Give steps the worth by sprint; where waiting would pay, each sprint's is the best so far.

    Nothing here says that an epic is finished no later than its work is done, so a rise is
    granted from the start on: the model may promise too much, never too little.
    """
    if any(late > early for early, late in zip(worth, worth[1:], strict=False)):
        worth = tuple(max(worth[n : len(steps)]) for n in range(len(steps)))
    for n, column in enumerate(steps):
        later = worth[n + 1] if n + 1 < len(steps) else 0.0
        model.worth[column] += worth[n] - later


def _count_stability(found: Aggregate) -> None:
    """An item counts as not moved where it could be there, and as far as its team has room."""
    grid, model = found.grid, found.model
    cost = grid.problem.policy.stability
    if not cost:
        return
    model.constant -= cost * len(grid.baseline)
    kept: dict[Slot, dict[int, int]] = {}
    for item, slot in grid.baseline.items():
        team, sprint = slot
        if team in grid.teams[item] and grid.first[item] <= sprint <= grid.last[item]:
            column = model.column(cost, fine=True)
            kept.setdefault(slot, {})[item] = column
            _limit_kept(found, column, (item, sprint))
    for slot, columns in kept.items():
        _share_room(found, slot, columns)


def _limit_kept(found: Aggregate, kept: int, where: tuple[int, int]) -> None:
    """Nothing is kept that is not planned, or is done earlier already."""
    model, (item, sprint) = found.model, where
    if item not in found.stray:
        column, before = found.item_by(item, sprint), found.item_by(item, sprint - 1)
        terms = [(column, -1.0)] if column is not None else []
        terms += [(before, 1.0)] if before is not None else []
        model.row([kept, *(c for c, _ in terms)], [1.0, *(f for _, f in terms)], most=0.0)
        return
    done = _done_by(found, item, found.grid.sprints - 1)
    terms = [(found.stray[item], -1.0)] + ([(done, -1.0)] if done is not None else [])
    model.row([kept, *(c for c, _ in terms)], [1.0, *(f for _, f in terms)], most=0.0)
    too_early = _done_by(found, item, sprint - 1)
    if too_early is not None:
        model.row([kept, too_early], [1.0, 1.0], most=1.0)


def _share_room(found: Aggregate, slot: Slot, kept: Mapping[int, int]) -> None:
    """What is kept in a team and sprint fits there, and is of as few epics as it may have."""
    grid, model = found.grid, found.model
    work = {column: grid.points[item] for item, column in kept.items() if grid.points[item]}
    room = grid.capacity[slot[0]][slot[1]]
    if sum(work.values()) > room:
        model.row(list(work), [float(one) for one in work.values()], most=float(room))
    limit, of_epic = grid.wip[slot[0]], dict[int, list[int]]()
    for item, column in kept.items():
        epic = grid.epic_of[item]
        if epic is not None:
            of_epic.setdefault(epic, []).append(column)
    if limit is None or len(of_epic) <= limit:
        return
    at_work = []
    for columns in of_epic.values():
        at_work.append(model.column(fine=True))
        for column in columns:
            model.at_most(column, at_work[-1])
    model.row(at_work, [1.0] * len(at_work), most=float(limit))
