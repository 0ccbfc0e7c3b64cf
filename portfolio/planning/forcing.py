"""Force something into a plan for the least that it costs, to tell what that would be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

from portfolio.planning.aggregate import Aggregate, aggregate
from portfolio.planning.blocks import solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.highs import solve_lp, solve_mip
from portfolio.planning.limits import Limits
from portfolio.planning.linear import Linear
from portfolio.planning.mending import filled
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.packing import pruned
from portfolio.planning.reasons import Bundle
from portfolio.planning.schedule import schedule, targets
from portfolio.planning.score import score
from portfolio.planning.search import OPTIMAL_GAP, Search, keeps_rules
from portfolio.planning.sheet import Sheet

_BLOCK = 140  # items planned anew around what is forced in
_SMALL = 300  # seats up to which the whole problem is planned anew
_WIDE = 12_000  # columns of the view from above beyond which it takes too long to ask
_NARROW = 2_500  # columns up to which it is asked in whole numbers outright
_NODES = 5
_WORK = 0.2
_CLOSE = 1e-3  # of the plan's worth: nearer than that the price is not looked for


@dataclass(frozen=True, slots=True)
class Forced:
    """What forcing in costs, what leaves, and whether no cheaper way exists."""

    costs: float
    drops: tuple[int, ...]
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """No plan at all has it in."""

    costs: float = 0.0
    proven: bool = True


Price = Forced | Never


class Forcing:
    """Forces one thing after the other into the same placement."""

    def __init__(self, grid: Numbered, where: Where) -> None:
        self.grid, self.where = grid, where
        self.before = score(grid, where)
        seats = sum(len(grid.teams[n]) * (grid.last[n] - grid.first[n] + 1) for n in grid.useful)
        self._is_small = seats <= _SMALL
        self._above: Aggregate | None = None

    def force(
        self, bundle: Bundle, budget: Budget, *, thorough: bool = False
    ) -> Forced | Never | None:
        """Return what it costs to force it in; None where no way was found in the time.

        The first way that comes to mind may cost too much; `thorough` looks for the cheapest.
        """
        epic, item = bundle
        if epic is not None and self.grid.deadline[epic] < 0:
            return Never()
        if item is not None and not self.grid.teams[item]:
            return Never()
        demand = self.grid.demanding(epic, item)
        if self._is_small:
            found = self._exactly(demand, bundle, budget)
            if found is not None:
                return found
        return self._around(demand, bundle, budget, thorough=thorough)

    def _compared(self, where: Where, *, proven: bool = False) -> Forced:
        after = score(self.grid, where)
        gone = tuple(sorted(self.before.finish.keys() - after.finish.keys()))
        return Forced(max(0.0, self.before.objective - after.objective), gone, proven)

    def _exactly(self, demand: Numbered, bundle: Bundle, budget: Budget) -> Forced | Never | None:
        free = demand.with_ancestors([*demand.useful, *_own(demand, bundle)])
        nothing: Where = [None] * len(demand.points)
        part = budget.within(1.0)
        found = solve_block(demand, nothing, free, part, hinted=False, precise=True)
        if found.infeasible:
            return Never()
        if not found.proven or found.where is None or not keeps_rules(demand, found.where):
            return None
        return self._compared(found.where, proven=True)

    def _around(
        self, demand: Numbered, bundle: Bundle, budget: Budget, *, thorough: bool
    ) -> Forced | None:
        """Force it in as the view from above would, then plan anew what lies around it."""
        own = _own(demand, bundle)
        view = self._from_above(bundle, budget, thorough=thorough)
        rivals = _rivals(demand, self.where, set(own))
        rivals.sort(key=lambda epic: _density(demand, epic))
        victims = [*view.leaving, *(epic for epic in rivals if epic not in view.leaving)]
        search = _search_of(demand, budget)
        search.offer(_by_pushing_out(demand, self.where, bundle, victims))
        search.prove(view.bound)
        if thorough and view.wanted and self._above is not None and not search.over():
            seconds = _WORK if search.steady else 0.5 * search.budget.left()
            schedule(search, self._above, view.wanted, seconds=seconds)
        if (thorough or search.best is None) and not search.over() and search.gap() > _CLOSE:
            self._nearby(search, own, [*view.leaving, *view.coming, *victims])
        if search.best is None:
            return None
        return self._compared(search.best, proven=search.gap() <= OPTIMAL_GAP)

    def _nearby(self, search: Search, own: list[int], epics: list[int]) -> None:
        """Plan the bundle and the epics anew, as many as a block can have."""
        demand, free = search.grid, set(own)
        for epic in epics:
            if len(free) > _BLOCK:
                break
            free.update(demand.with_ancestors(list(demand.needs[epic])))
        start = search.best
        free.update(n for n, slot in enumerate(self.where) if start and slot != start[n])
        held = start or [None if n in free else slot for n, slot in enumerate(self.where)]
        part = search.part(_WORK if search.steady else 0.5)
        found = solve_block(demand, held, free, part, hinted=start is not None, gap=1e-4)
        if found.where is not None:
            search.offer(filled(demand, pruned(demand, found.where), search.budget))

    def _from_above(self, bundle: Bundle, budget: Budget, *, thorough: bool) -> "_View":
        """Return what would leave and come as the view from above has it, and its bound."""
        if self._above is None:
            self._above = aggregate(self.grid)
        above, model = self._above, self._above.model
        column = _last_column(above, bundle)
        if column is None or len(model.upper) > _WIDE:
            return _View()
        kept = list(model.lower), list(model.upper)
        model.lower[column] = model.upper[column]
        relaxed = answer = solve_lp(model, budget)
        bound = relaxed.bound
        if relaxed.values is not None and not budget.spent():
            whole = thorough and len(model.upper) <= _NARROW
            if not whole:
                _fix_whole(model, relaxed.values)
            rounded = solve_mip(model, budget, nodes=_NODES, gap=1e-4)
            answer = relaxed if rounded.values is None else rounded
            bound = min(bound, rounded.bound) if whole else bound
        model.lower, model.upper = kept
        if answer.values is None:
            return _View()
        share = {epic: answer.values[steps[-1]] for epic, steps in above.done.items() if steps}
        inside = self.before.finish
        leaving = [epic for epic, part in share.items() if epic in inside and part < 0.999]
        coming = [epic for epic, part in share.items() if epic not in inside and part > 0.5]
        leaving.sort(key=lambda epic: (round(share[epic], 3), epic))
        coming = [epic for epic in coming if epic != bundle[0]]
        return _View(leaving, coming, targets(above, answer.values), bound)


@dataclass(frozen=True, slots=True)
class _View:
    """What the view from above has when something is forced in."""

    leaving: list[int] = field(default_factory=list)
    coming: list[int] = field(default_factory=list)
    wanted: Where = field(default_factory=list)
    bound: float = inf


def _fix_whole(model: Linear, values: Sequence[float]) -> None:
    """Hold every column that is a whole number already: what is left is soon decided."""
    for n, value in enumerate(values):
        if not model.fine[n] and abs(value - round(value)) < 1e-6:
            model.lower[n] = model.upper[n] = float(round(value))


def _search_of(demand: Numbered, budget: Budget) -> Search:
    effort = 1 if budget.steady else None
    seconds = max(0.05, budget.left()) if isfinite(budget.until) else 1e6
    return Search(demand, Limits(seconds, effort), cancelled=budget.stopped)


def _last_column(above: Aggregate, bundle: Bundle) -> int | None:
    epic, item = bundle
    steps = above.done.get(epic) if epic is not None else above.step.get(item or 0)
    return steps[-1] if steps else None


def _by_pushing_out(
    demand: Numbered, where: Where, bundle: Bundle, victims: list[int]
) -> Where | None:
    """Put the bundle in where just enough of the victims, in their order, leave for it."""
    last = demand.sprints - 1 if bundle[0] is None else demand.deadline[bundle[0]]
    count = 1
    while count < 2 * len(victims) + 2:
        sheet = Sheet(demand)
        sheet.load(_without(demand, where, set(victims[:count])))
        if sheet.place(_own(demand, bundle), last) is not None:
            whole = filled(demand, list(sheet.where), Budget())
            return whole if keeps_rules(demand, whole) else None
        count *= 2
    return None


def _without(grid: Numbered, where: Where, leaving: set[int]) -> Where:
    """Return the placement without what only the leaving epics need."""
    going = {
        item
        for epic in leaving
        for item in grid.needs[epic]
        if item not in grid.must_items and leaving.issuperset(grid.epics_of[item])
    }
    kept = grid.with_ancestors(
        [n for n, slot in enumerate(where) if slot is not None and n not in going]
    )
    inside = set(kept)
    return [slot if n in inside else None for n, slot in enumerate(where)]


def _own(grid: Numbered, bundle: Bundle) -> list[int]:
    epic, item = bundle
    return grid.with_ancestors(list(grid.needs[epic]) if epic is not None else [item or 0])


def _rivals(grid: Numbered, where: Where, own: set[int]) -> list[int]:
    """Return the epics that are finished by teams that could do the bundle's work."""
    teams = {team for item in own for team in grid.teams[item]}
    busy = {item for item, slot in enumerate(where) if slot is not None and slot[0] in teams}
    return [
        epic
        for epic, items in enumerate(grid.needs)
        if epic not in grid.must_epics and items and not busy.isdisjoint(items)
    ]


def _density(grid: Numbered, epic: int) -> float:
    return grid.density_worth(epic) / (1 + sum(grid.points[item] for item in grid.needs[epic]))
