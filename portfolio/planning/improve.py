"""The way from a first plan to the best one that is found: exact, from above, then polished."""

import threading
from math import inf

from portfolio.planning.aggregate import Aggregate, aggregate
from portfolio.planning.blocks import solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.hall import Part
from portfolio.planning.highs import solve_lp, solve_mip
from portfolio.planning.linear import Answer, Linear
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.polish import Polish, in_threads
from portfolio.planning.schedule import finished_above, open_parts, reschedule, schedule, targets
from portfolio.planning.score import finishes
from portfolio.planning.search import Search

_SMALL = 300
_NODES = 20
_GOOD = 1.5e-3
_MANY = 2000


class _Choice:
    """The epics chosen from above, and how long choosing took."""

    def __init__(self, above: Aggregate, answer: Answer) -> None:
        self.above = above
        self.seconds = 0.0
        self.wanted: Where = []
        self.epics: frozenset[int] = frozenset()
        self.take(answer)

    def take(self, answer: Answer) -> None:
        """Choose what the answer has."""
        if answer.values is not None:
            self.wanted = targets(self.above, answer.values)
            self.epics = finished_above(self.above, answer.values)


def improve(search: Search) -> None:
    """Look for a better plan and a lower bound until the search is over."""
    grid = search.grid
    if is_small(grid) and _exactly(search):
        _price(search)
        return
    search.step = "bounding"
    above = aggregate(grid)
    relaxed = solve_lp(above.model, search.budget)
    search.prove(relaxed.bound)
    search.prices = prices(above, relaxed)
    if search.over():
        return
    if search.steady:
        _steadily(search, above)
    else:
        _against_the_clock(search, above)


def is_small(grid: Numbered) -> bool:
    """Tell whether the problem can be solved as a whole."""
    seats = sum(len(grid.teams[n]) * (grid.last[n] - grid.first[n] + 1) for n in grid.useful)
    return seats <= _SMALL


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


def _price(search: Search) -> None:
    """Find what capacity is worth where the best plan is known without any view from above."""
    above = aggregate(search.grid)
    search.prices = prices(above, solve_lp(above.model, Budget(search.budget.until)))


def _steadily(search: Search, above: Aggregate) -> None:
    """Do a fixed amount of work, one thing after the other, whatever the clock says."""
    effort = search.limits.effort or 1
    search.step = "choosing epics"
    answer = solve_mip(above.model, search.budget, nodes=_NODES * effort, gap=1e-6)
    search.prove(answer.bound)
    chosen = _Choice(above, answer)
    if answer.values is not None and not search.over():
        search.step = "scheduling"
        schedule(search, above, chosen.wanted, seconds=0.3 * effort)
        _try_again(search, chosen, turns=effort // 3)
    search.step = "polishing"
    Polish(search, above.parts, wanted=chosen.epics).run(work=0.7 * effort, threads=1)


def _against_the_clock(search: Search, above: Aggregate) -> None:
    """Keep a good choice of epics first, then the best one, and polish all the while."""
    gap = _GOOD if len(above.model.upper) > _MANY else 1e-6
    first = _choose(search, above, 0.35 * search.budget.left(), gap=gap)
    chosen = _Choice(above, first)
    if first.values is not None and not search.over():
        search.step = "scheduling"
        schedule(search, above, chosen.wanted, seconds=0.5 * search.budget.left())
    if first.bound > first.objective * (1 + 2e-6):
        began = search.seconds()
        best = _choose(search, above, 0.5 * search.budget.left(), gap=1e-6, epics=chosen.epics)
        chosen.seconds = search.seconds() - began
        if best.values is not None and best.objective > search.objective:
            chosen.take(best)
            search.step = "scheduling"
            _keep_choice(search, chosen)
    search.step = "polishing"
    if not search.over():
        _polish_on(search, chosen)


def _polish_on(search: Search, chosen: _Choice) -> None:
    """Polish in one thread, in the other try to keep the choice and then polish too."""
    polish = Polish(search, chosen.above.parts, wanted=chosen.epics)

    def second() -> None:
        _try_again(search, chosen, turns=30)
        polish.run(work=inf, threads=1, seed=100)

    in_threads([lambda: polish.run(work=inf, threads=1), second])


def _keep_choice(search: Search, chosen: _Choice) -> None:
    """Schedule every part where the choice is not kept yet, two at a time."""
    above = chosen.above
    queue = iter(open_parts(search, above, chosen.wanted))
    lock = threading.Lock()

    def work() -> None:
        while not search.over():
            with lock:
                part = next(queue, None)
            if part is None:
                return
            reschedule(search, above, chosen.wanted, part, seed=1)

    in_threads([work, work])


def _try_again(search: Search, chosen: _Choice, *, turns: int) -> None:
    """Where the choice could not be kept, schedule it another way or choose another way."""
    above, model = chosen.above, chosen.above.model.twin()
    for turn in range(2, turns + 2):
        if search.over() or not chosen.wanted:
            return
        parts = open_parts(search, above, chosen.wanted)
        if not parts:
            return
        part = parts[turn // 2 % len(parts)]
        reschedule(search, above, chosen.wanted, part, seed=turn)
        if turn % 2 or search.over() or 3 * chosen.seconds > search.budget.left():
            continue
        _forbid(above, model, chosen, part)
        nodes = _NODES if search.steady else None
        budget = search.budget if search.steady else search.part(2 * chosen.seconds + 1)
        chosen.take(solve_mip(model, budget, nodes=nodes, gap=1e-4))


def _forbid(above: Aggregate, model: Linear, chosen: _Choice, part: Part) -> None:
    """Ask for another choice in the part: not all the same epics as early again."""
    grid = above.grid
    aim = finishes(grid, chosen.wanted)
    columns = []
    for epic in sorted(chosen.epics):
        column = above.epic_by(epic, aim[epic]) if epic in aim else None
        if column is not None and any(set(grid.teams[n]) <= part.teams for n in grid.needs[epic]):
            columns.append(column)
    model.row(columns, [1.0] * len(columns), most=float(len(columns) - 1))


def _choose(
    search: Search,
    above: Aggregate,
    seconds: float,
    *,
    gap: float,
    epics: frozenset[int] = frozenset(),
) -> Answer:
    """Choose epics in a thread of its own and polish the plan until that is done."""
    box: list[Answer] = []
    budget, patience = search.part(seconds), search.part(1.5 * seconds)

    def work() -> None:
        box.append(solve_mip(above.model, budget, gap=gap, patience=patience))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    search.step = "choosing epics"
    thread.join(min(3.0, 0.3 * seconds) if not epics else 0.0)  # often it is chosen by then
    polish = Polish(search, above.parts, wanted=epics)
    polish.run(work=inf, threads=1, until=lambda: not thread.is_alive())
    thread.join()
    answer = box[0] if box else Answer(None, -inf, inf)
    search.prove(answer.bound)
    return answer


def prices(above: Aggregate, relaxed: Answer) -> dict[tuple[int, int], float]:
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
