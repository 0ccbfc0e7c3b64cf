"""The cheapest ways out where wishes can't hold together: capacity to add, wishes to let go."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from portfolio.planning.blocks import full_block
from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.demands import Wish, only
from portfolio.planning.numbered import Slot, numbered
from portfolio.planning.plan import Need, Repair
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points
from portfolio.planning.variables import Block

_SECONDS = 5.0
_SINGLES, _SETS = 20, 3  # how many equally cheap ways out are told
_MOST_WORK = 10**9
Dropped = tuple[Wish, ...]
Feasible = Callable[[Problem, Sequence[Wish]], bool]


def more_capacity(
    problem: Problem, asked: Sequence[Wish], feasible: Feasible, budget: Budget
) -> list[Repair]:
    """Return the fewest points to add so that every wish holds, where capacity can help."""
    work = sum(item.points for item in problem.items)
    if not work or work > _MOST_WORK:
        return []
    extra = _least_extra(problem, work, budget)
    if not extra:
        return []
    repaired = replace(
        problem,
        teams=tuple(
            replace(team, capacity=tuple(c + extra[t, s] for s, c in enumerate(team.capacity)))
            for t, team in enumerate(problem.teams)
        ),
    )
    return [_capacity_repair(problem, extra)] if feasible(repaired, asked) else []


def fewest_drops(problem: Problem, asked: Sequence[Wish], budget: Budget) -> Iterator[Repair]:
    """Yield the smallest sets of wishes to let go so that the others hold, equally small ones."""
    model, slacks = _with_slacks(problem, asked)
    if model.impossible:
        return
    least = 0
    told = 0
    while told < (_SINGLES if least == 1 else _SETS) and not budget.spent():
        answer = solve_cpsat(model.model, budget.within(_SECONDS), gap=1e-6)
        if answer.values is None:
            return
        gone = [ids for ids, column in slacks.items() if answer.values[column] > 0.5]
        if not gone or (least and len(gone) > least):
            return
        least, told = len(gone), told + 1
        yield _drop_repair(problem, [one for one in asked if (one.kind, one.id) in gone])
        columns = [slacks[ids] for ids in gone]
        model.model.row(columns, [1.0] * len(columns), most=len(columns) - 1.0)


def _with_slacks(
    problem: Problem, asked: Sequence[Wish]
) -> tuple[Block, dict[tuple[str, str], int]]:
    """Return a model in which each wish holds or is let go, at a cost of 1 for each id."""
    grid = numbered(only(problem, ()))
    model = full_block(grid, [None] * len(grid.points), range(len(grid.points)))
    slacks: dict[tuple[str, str], int] = {}
    for one in asked:
        if (one.kind, one.id) not in slacks:
            slacks[one.kind, one.id] = model.model.column(-1.0)
        for terms, least in _asks(model, problem, one):
            columns = [column for column, _ in terms]
            factors = [factor for _, factor in terms]
            slack = slacks[one.kind, one.id]
            model.model.row([*columns, slack], [*factors, least], least=least)
    return model, slacks


def _asks(
    model: Block, problem: Problem, wish: Wish
) -> Iterator[tuple[list[tuple[int, float]], float]]:
    """Yield what a wish asks for as sums of columns that have to reach a number."""
    grid = model.grid
    if wish.rule == "share":
        quota = numbered(problem).quotas[wish.place]
        inside = [n for n in quota.items if n in model.span]
        terms = [(model.step[n][-1], float(grid.points[n])) for n in inside]
        yield terms, float(quota.least)
    elif wish.rule == "pinned":
        slot = _pinned_slot(problem, wish.place)
        yield model.at(wish.place, slot) if wish.place in model.span else [], 1.0
    else:
        is_epic = wish.kind == "epic"
        needs = grid.needs[wish.place] if is_epic else (wish.place,)
        by = grid.deadline[wish.place] if is_epic else grid.sprints - 1
        for item in needs or (-1,):
            column = model.by(item, by)
            yield [] if column is None else [(column, 1.0)], 1.0


def _pinned_slot(problem: Problem, item: int) -> Slot:
    pin = problem.items[item].pinned
    teams, sprints = [one.id for one in problem.teams], [one.id for one in problem.sprints]
    return (teams.index(pin.team), sprints.index(pin.sprint)) if pin else (-1, -1)


def _drop_repair(problem: Problem, gone: Sequence[Wish]) -> Repair:
    drops = tuple(dict.fromkeys(one.id for one in gone))
    texts = " ".join(one.text(problem) for one in gone)
    if len(drops) == 1:
        return Repair(f"Let go: {texts}", drops=drops)
    return Repair(f"Let go of {len(drops)} wishes: {texts}", drops=drops)


def _least_extra(problem: Problem, work: int, budget: Budget) -> Counter[Slot]:
    """Return the hundredths to add by team and sprint, as few as there can be."""
    raised = replace(
        problem,
        teams=tuple(
            replace(team, capacity=tuple(one + work for one in team.capacity))
            for team in problem.teams
        ),
    )
    grid = numbered(raised)
    grid.__dict__["quotas"] = numbered(problem).quotas  # of the capacity there is, not the raised
    if any(not grid.teams[n] or grid.first[n] > grid.last[n] for n in grid.must_items):
        return Counter()
    free = grid.with_ancestors(list(grid.must_items | grid.useful))
    model = full_block(grid, [None] * len(grid.points), free)
    if model.impossible:
        return Counter()
    columns = dict(_overflow_columns(model, problem))
    answer = solve_cpsat(model.model, budget.within(_SECONDS), gap=1e-6)
    if answer.values is None:
        return Counter()
    return +Counter({slot: round(answer.values[c]) for c, slot in columns.items()})


def _overflow_columns(model: Block, problem: Problem) -> Iterator[tuple[int, Slot]]:
    """Add a column for what is missing in each team and sprint; yield it with its place."""
    points = model.grid.points
    whole = float(sum(points[item] for item in model.span))
    for t, team in enumerate(problem.teams):
        for s, capacity in enumerate(team.capacity):
            terms = [
                (column, factor * points[item])
                for item in model.span
                for column, factor in model.at(item, (t, s))
            ]
            if not terms:
                continue
            over = model.model.column(-1.0, upper=whole)
            names = [*(column for column, _ in terms), over]
            factors = [*(factor for _, factor in terms), -1.0]
            model.model.row(names, factors, most=float(capacity))
            yield over, (t, s)


def _capacity_repair(problem: Problem, extra: Counter[Slot]) -> Repair:
    adds = tuple(
        Need(problem.teams[t].id, problem.sprints[s].id, as_points(points))
        for (t, s), points in sorted(extra.items())
    )
    places = ", ".join(f"{one.points} points for {one.team} in {one.sprint}" for one in adds)
    return Repair(f"Add {places}.", adds=adds)
