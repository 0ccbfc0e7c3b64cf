"""The way from a first plan to the best one that is found: exact, from above, then polished."""

import threading
from math import inf

from portfolio.planning.aggregate import Aggregate, aggregate
from portfolio.planning.blocks import solve_block
from portfolio.planning.highs import solve_lp, solve_mip
from portfolio.planning.linear import Answer
from portfolio.planning.polish import Polish
from portfolio.planning.schedule import schedule, targets
from portfolio.planning.search import Search

_SMALL = 300
_NODES = 20


def improve(search: Search) -> None:
    """Look for a better plan and a lower bound until the search is over."""
    grid = search.grid
    seats = sum(len(grid.teams[n]) * (grid.last[n] - grid.first[n] + 1) for n in grid.useful)
    if seats <= _SMALL and _exactly(search):
        return
    search.step = "bounding"
    above = aggregate(grid)
    relaxed = solve_lp(above.model, search.budget)
    search.prove(relaxed.bound)
    search.prices = _prices(above, relaxed)
    if search.over():
        return
    if search.steady:
        _steadily(search, above)
    else:
        _against_the_clock(search, above)


def _exactly(search: Search) -> bool:
    """Solve a small problem as a whole; tell whether that proved the best plan."""
    grid = search.grid
    search.step = "solving exactly"
    held = [slot if n in grid.useful else None for n, slot in enumerate(search.best or [])]
    share = 0.5 * (search.limits.effort or search.limits.seconds)
    found = solve_block(grid, held, grid.useful, search.part(share), precise=True)
    search.offer(found.where)
    search.prove(found.bound)
    return found.proven


def _steadily(search: Search, above: Aggregate) -> None:
    """Do a fixed amount of work, one thing after the other, whatever the clock says."""
    effort = search.limits.effort or 1
    search.step = "choosing epics"
    answer = solve_mip(above.model, search.budget, nodes=_NODES * effort, gap=1e-6)
    search.prove(answer.bound)
    if answer.values is not None and not search.over():
        search.step = "scheduling"
        schedule(search, above, targets(above, answer.values), seconds=0.3 * effort)
    search.step = "polishing"
    Polish(search, above.parts).run(work=0.5 * effort, threads=1)


def _against_the_clock(search: Search, above: Aggregate) -> None:
    """Choose epics from above while the plan at hand is polished, then schedule the choice."""
    share = 0.35
    while not search.over():
        answer = _choose(search, above, share * search.budget.left())
        search.prove(answer.bound)
        if answer.values is not None and not search.over():
            search.step = "scheduling"
            schedule(
                search, above, targets(above, answer.values), seconds=0.5 * search.budget.left()
            )
        if answer.proven or share > 0.8:
            break
        share = 0.9
    search.step = "polishing"
    if not search.over():
        Polish(search, above.parts).run(work=inf, threads=2)


def _choose(search: Search, above: Aggregate, seconds: float) -> Answer:
    """Choose epics in a thread of its own and polish the plan until that is done."""
    box: list[Answer] = []
    budget = search.budget.within(seconds)
    thread = threading.Thread(
        target=lambda: box.append(solve_mip(above.model, budget, gap=1e-6)), daemon=True
    )
    thread.start()
    search.step = "choosing epics"
    Polish(search, above.parts).run(work=inf, threads=1, until=lambda: not thread.is_alive())
    thread.join()
    return box[0] if box else Answer(None, -inf, inf)


def _prices(above: Aggregate, relaxed: Answer) -> dict[tuple[int, int], float]:
    """Return what one more point is about worth, by team and sprint, from the LP's prices."""
    found: dict[tuple[int, int], float] = {}
    if relaxed.duals is None:
        return found
    for row, (teams, until) in above.capacity_rows.items():
        price = max(0.0, relaxed.duals[row])
        for team in teams if price else ():
            for sprint in range(until + 1):
                slot = (team, sprint)
                found[slot] = found.get(slot, 0.0) + 100 * price
    return found
