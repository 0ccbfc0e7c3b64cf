"""Solve for some free items exactly while all others stay where they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from portfolio.planning.constraints import add_rules
from portfolio.planning.cpsat import Budget, solve_cpsat
from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.objective import add_objective
from portfolio.planning.score import finishes
from portfolio.planning.variables import Block, block


@dataclass(frozen=True, slots=True)
class Found:
    """A placement of everything, or None, and what is proven about the block."""

    where: Where | None
    bound: float = inf
    infeasible: bool = False
    proven: bool = False
    work: float = 0.0


def full_block(
    grid: Numbered, where: Sequence[Slot | None], free: Iterable[int], *, seated: bool = True
) -> Block:
    """Return the block with all its rules and its objective."""
    found = block(grid, where, free, seated=seated)
    if not found.impossible:
        add_rules(found)
        add_objective(found)
    return found


def solve_promised(
    grid: Numbered,
    where: Sequence[Slot | None],
    free: Iterable[int],
    budget: Budget,
    *,
    seed: int = 1,
) -> Found:
    """Return sprints for the free items that finish everything as early as `where` has it."""
    model = full_block(grid, where, free, seated=False)
    if model.impossible:
        return Found(None, infeasible=True)
    _promise(model, where)
    hint = hint_of(model, where) if seed == 1 else None
    answer = solve_cpsat(model.model, budget, hint=hint, gap=1e-3, seed=seed)
    if answer.values is None:
        return Found(None, infeasible=answer.infeasible, work=answer.work)
    return Found(placed(model, answer.values), work=answer.work)


def _promise(model: Block, where: Sequence[Slot | None]) -> None:
    grid, linear = model.grid, model.model
    finish = finishes(grid, where)
    for epic in model.done:
        column = model.epic_by(epic, finish.get(epic, -1))
        if column is not None:
            linear.fix(column, 1.0)
    for item in model.span:
        slot = where[item]
        column = None if slot is None else model.by(item, slot[1])
        if column is not None and any(grid.item_worth[item]):
            linear.fix(column, 1.0)
    if not grid.problem.policy.stability:
        linear.worth = [0.0] * len(linear.worth)


def solve_block(
    grid: Numbered,
    where: Sequence[Slot | None],
    free: Iterable[int],
    budget: Budget,
    *,
    hinted: bool = True,
    seated: bool = True,
    seed: int = 1,
    gap: float = 1e-6,
    precise: bool = False,
    better: Callable[[float, float], None] | None = None,
) -> Found:
    """Return the best placement of the free items that is found within the budget."""
    model = full_block(grid, where, free, seated=seated)
    if model.impossible:
        return Found(None, infeasible=True)
    hint = hint_of(model, where) if hinted else None
    answer = solve_cpsat(
        model.model, budget, hint=hint, seed=seed, gap=gap, precise=precise, better=better
    )
    if answer.values is None:
        return Found(None, answer.bound, infeasible=answer.infeasible, work=answer.work)
    where = placed(model, answer.values)
    return Found(where, answer.bound, proven=answer.proven, work=answer.work)


def placed(model: Block, values: Sequence[float]) -> Where:
    """Return the placement that the columns' values mean, held items included."""
    where = list(model.held)
    for item, span in model.span.items():
        for n, column in enumerate(model.step[item]):
            if values[column] > 0.5:
                sprint = span.first + n
                where[item] = (_team(model, item, sprint, values), sprint)
                break
    return where


def hint_of(model: Block, where: Sequence[Slot | None]) -> list[float]:
    """Return a value for each column as a placement has it."""
    values = [0.0] * len(model.model.upper)
    for item, span in model.span.items():
        slot = where[item]
        if slot is None:
            continue
        for n, column in enumerate(model.step[item]):
            values[column] = float(span.first + n >= slot[1])
        if item in model.seat and slot in model.seat[item]:
            values[model.seat[item][slot]] = 1.0
    finish = finishes(model.grid, where)
    for epic, steps in model.done.items():
        for n, column in enumerate(steps):
            values[column] = float(epic in finish and model.from_sprint[epic] + n >= finish[epic])
    _follow_rows(model, values)
    return values


def _follow_rows(model: Block, values: list[float]) -> None:
    """Set the columns that follow from the others: shut key results, epics at work."""
    linear = model.model
    known = {column for steps in model.step.values() for column in steps}
    known |= {column for seats in model.seat.values() for column in seats.values()}
    known |= {column for steps in model.done.values() for column in steps}
    for columns, factors in zip(linear.row_columns, linear.row_factors, strict=True):
        for own, other in ((columns[0], 1), (columns[-1], -1)) if columns else ():
            if own in known:
                continue
            terms = zip(columns, factors, strict=True)
            total = sum(f * values[c] for c, f in terms if c != own)
            if linear.fine[own] and other == 1:
                values[own] = min(linear.upper[own], -total)
            elif other == -1 and factors[-1] == -1.0 and total > 0:
                values[own] = 1.0


def _team(model: Block, item: int, sprint: int, values: Sequence[float]) -> int:
    for slot, column in model.seat.get(item, {}).items():
        if slot[1] == sprint and values[column] > 0.5:
            return slot[0]
    return model.span[item].teams[0]
