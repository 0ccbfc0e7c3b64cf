"""Why no plan can keep every rule: wishes that can't hold together, and the cheapest ways out."""

from collections.abc import Sequence

from portfolio.planning.cpsat import Budget
from portfolio.planning.demands import Wish, core, keep, only, wishes_of
from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Conflict, Repair
from portfolio.planning.problem import Problem
from portfolio.planning.repairs import fewest_drops, more_capacity


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
    return conflicts, _repairs(small, asked, budget)


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


def _repairs(problem: Problem, asked: list[Wish], budget: Budget) -> tuple[Repair, ...]:
    found: list[Repair] = []

    def feasible(of: Problem, kept: Sequence[Wish]) -> bool:
        return _feasible(of, kept, budget)

    try:
        found += more_capacity(problem, asked, feasible, budget)
        found += fewest_drops(problem, asked, budget)
    except _OutOfTime:
        pass
    return tuple(found)
