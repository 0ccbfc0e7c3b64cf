"""The stability slider: what a moved item costs, from nothing to more than any plan is worth."""

from dataclasses import replace
from math import ceil, floor, log10

from portfolio.planning.numbered import numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.search import all_there_is
from portfolio.planning.terms import Place

_LEAST = 1e-2  # of what an item is worth on the average: where the slider begins to count


def stable_price(problem: Problem) -> float:
    """Return a price at which no gain is worth moving one item more than must move.

    It lies above all that a plan of the problem could be worth, so that of two plans the one
    that moves fewer items always has the better objective, and value decides between plans that
    move as many. What stands free may still be filled with new work: that moves nothing.
    """
    return _rounded_up(1.01 * all_there_is(numbered(problem))) or 1.0


def price_at(problem: Problem, position: float) -> float:
    """Return the price at a position of the slider: 0 costs nothing, 1 is the stable end.

    Between them the price rises by the same factor with every step.
    """
    if position <= 0:
        return 0.0
    highest = stable_price(problem)
    if position >= 1:
        return highest
    lowest = _LEAST * highest / max(1, len(problem.items))
    return _rounded_up(lowest * (highest / lowest) ** position)


def steadied(problem: Problem, before: Plan, price: float | None = None) -> Problem:
    """Return the problem with an earlier plan as its baseline and a price on leaving it.

    Without `price` that is the stable end: only what must move moves. The answer is a problem
    document like any other: `flask check` counts value, moved and objective of its plans.
    """
    price = stable_price(problem) if price is None else price
    return replace(
        problem,
        policy=replace(problem.policy, stability=price),
        baseline=baseline_of(problem, before),
        read_from="",
    )


def baseline_of(problem: Problem, before: Plan) -> tuple[tuple[str, Place], ...]:
    """Return where the earlier plan has the items that the problem still knows."""
    items = {one.id for one in problem.items}
    teams = {one.id for one in problem.teams}
    sprints = {one.id for one in problem.sprints}
    return tuple(
        (one.item, Place(one.team, one.sprint))
        for one in before.assignments
        if one.item in items and one.team in teams and one.sprint in sprints
    )


def _rounded_up(price: float) -> float:
    """Return the next number of three digits, so that it reads well in a document."""
    if price <= 0:
        return 0.0
    digits = 2 - floor(log10(price))
    return ceil(price * 10.0**digits) / 10.0**digits if digits < 300 else price
