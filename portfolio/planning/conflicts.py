"""Why no plan can keep every rule: wishes that can't hold together, and the cheapest ways out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from portfolio.planning.constraints import add_rules
from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.demands import Wish, core, keep, only, wishes_of
from portfolio.planning.numbered import Slot, numbered
from portfolio.planning.plan import Conflict, Need, Repair
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points
from portfolio.planning.variables import block


class _OutOfTime(Exception):
    """A question could not be answered within the budget."""


def explain_infeasible(
    problem: Problem, budget: Budget
) -> tuple[tuple[Conflict, ...], tuple[Repair, ...]]:
    """Return an irreducible set of conflicting wishes and ways out, as far as time allows."""
    stated = wishes_of(problem)
    small = core(only(problem, stated))
    asked = wishes_of(small)
    try:
        members = _irreducible(small, asked, budget)
    except _OutOfTime:
        return (), ()
    conflicts = tuple(Conflict(one.rule, (one.id,), one.text(small)) for one in members)
    return conflicts, _repairs(small, asked, members, budget)


def _feasible(problem: Problem, kept: Sequence[Wish], budget: Budget) -> bool:
    found = keep(numbered(only(problem, kept)), budget)
    if found.where is None and not found.infeasible:
        raise _OutOfTime
    return found.where is not None


def _irreducible(problem: Problem, asked: list[Wish], budget: Budget) -> list[Wish]:
    """Return a smallest-by-removal infeasible subset: whole runs are tried before single ones."""
    return _quick(problem, [], asked, budget, known=False)


def _quick(
    problem: Problem, held: list[Wish], asked: list[Wish], budget: Budget, *, known: bool
) -> list[Wish]:
    if known and not _feasible(problem, held, budget):
        return []
    if len(asked) == 1:
        return asked
    half = len(asked) // 2
    one, other = asked[:half], asked[half:]
    from_other = _quick(problem, held + one, other, budget, known=True)
    from_one = _quick(problem, held + from_other, one, budget, known=bool(from_other))
    return from_one + from_other


def _repairs(
    problem: Problem, asked: list[Wish], members: list[Wish], budget: Budget
) -> tuple[Repair, ...]:
    found: list[Repair] = []
    try:
        found += _more_capacity(problem, budget)
        found += _fewer_wishes(problem, asked, members, budget)
    except _OutOfTime:
        pass
    return tuple(found)


def _fewer_wishes(
    problem: Problem, asked: list[Wish], members: list[Wish], budget: Budget
) -> list[Repair]:
    """Return each wish that alone stands in the way; else a set of wishes found step by step."""
    single = []
    for one in members[:20]:
        if _feasible(problem, [wish for wish in asked if wish != one], budget):
            single.append(Repair(f"Let go: {one.text(problem)}", drops=(one.id,)))
    if single:
        return single
    left, dropped = list(asked), [members[-1]]
    left.remove(members[-1])
    while not _feasible(problem, left, budget):
        last = _irreducible(problem, left, budget)[-1]
        left.remove(last)
        dropped.append(last)
    texts = " ".join(one.text(problem) for one in dropped)
    return [Repair(f"Let go of {len(dropped)} wishes: {texts}", drops=tuple(o.id for o in dropped))]


def _more_capacity(problem: Problem, budget: Budget) -> list[Repair]:
    """Return the least capacity to add so that everything holds, where capacity can help."""
    work = sum(item.points for item in problem.items)
    raised = replace(
        problem,
        teams=tuple(
            replace(team, capacity=tuple(one + work for one in team.capacity))
            for team in problem.teams
        ),
    )
    if not work or work > 10**9:
        return []
    extra = _least_extra(problem, raised, budget)
    if not extra:
        return []
    repaired = replace(
        problem,
        teams=tuple(
            replace(team, capacity=tuple(c + extra[t, s] for s, c in enumerate(team.capacity)))
            for t, team in enumerate(problem.teams)
        ),
    )
    if not _feasible(repaired, wishes_of(repaired), budget):
        return []
    return [_capacity_repair(problem, extra)]


def _least_extra(problem: Problem, raised: Problem, budget: Budget) -> Counter[Slot]:
    grid = numbered(raised)
    free = grid.with_ancestors(list(grid.must_items | grid.useful))
    if any(not grid.teams[n] or grid.first[n] > grid.last[n] for n in grid.must_items):
        return Counter()
    model = block(grid, [None] * len(grid.points), free)
    if model.impossible:
        return Counter()
    add_rules(model)
    columns: dict[int, Slot] = {}
    for t, team in enumerate(problem.teams):
        for s, capacity in enumerate(team.capacity):
            terms = [
                (column, factor * grid.points[item])
                for item in model.span
                for column, factor in model.at(item, (t, s))
            ]
            if terms:
                most = sum(grid.points[item] for item in model.span)
                column = model.model.column(-1.0, upper=float(most))
                columns[column] = (t, s)
                names = [c for c, _ in terms] + [column]
                model.model.row(names, [f for _, f in terms] + [-1.0], most=float(capacity))
    answer = solve_cpsat(model.model, budget.within(5.0), gap=1e-4)
    if answer.values is None:
        return Counter()
    return +Counter({slot: round(answer.values[c]) for c, slot in columns.items()})


def _capacity_repair(problem: Problem, extra: Counter[Slot]) -> Repair:
    adds = tuple(
        Need(problem.teams[t].id, problem.sprints[s].id, as_points(points))
        for (t, s), points in sorted(extra.items())
    )
    places = ", ".join(f"{one.points} points for {one.team} in {one.sprint}" for one in adds)
    return Repair(f"Add {places}.", adds=adds)
