"""Run a linear model in MathOpt's HiGHS, as an LP with prices or as a MIP with a bound."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from math import inf, isfinite
from typing import Any

from portfolio.planning.cpsat import Budget
from portfolio.planning.linear import Answer, Linear, priced_bound

_WORTH_TOTAL = 1e5


def solve_lp(model: Linear, budget: Budget) -> Answer:
    """Solve the model without asking for whole numbers; the answer has the rows' prices."""
    return _solve(model, budget, whole=False, nodes=None, gap=0.0)


def solve_mip(
    model: Linear,
    budget: Budget,
    *,
    nodes: int | None = None,
    gap: float = 0,
    patience: Budget | None = None,
) -> Answer:
    """Solve the model in whole numbers until the budget ends.

    HiGHS may notice late that its time is over; its answer is waited for as long as `patience`.
    """
    return _solve(model, budget, whole=True, nodes=nodes, gap=gap, patience=patience)


def _solve(
    model: Linear,
    budget: Budget,
    *,
    whole: bool,
    nodes: int | None,
    gap: float,
    patience: Budget | None = None,
) -> Answer:
    from ortools.math_opt.python import mathopt

    if not model.upper:
        return Answer([], model.constant, model.constant, proven=True, duals=[], reduced=[])
    scale = _scale(model)
    program = mathopt.Model.from_model_proto(_proto(model, scale, whole=whole))
    parameters = mathopt.SolveParameters(relative_gap_tolerance=gap if whole else None)
    if nodes is not None:
        parameters.node_limit = nodes
    if isfinite(budget.until):
        parameters.time_limit = timedelta(seconds=max(0.05, budget.left()))
    result = _in_background(
        lambda: mathopt.solve(program, mathopt.SolverType.HIGHS, params=parameters),
        patience or budget,
    )
    return Answer(None, -inf, inf) if result is None else _answer(model, result, scale, whole=whole)


def _in_background(run: Any, budget: Budget) -> Any:
    """Run in a thread that can be left alone: HiGHS itself can't be interrupted."""
    box: list[Any] = []
    done = threading.Event()

    def work() -> None:
        try:
            box.append(run())
        except AttributeError:  # how MathOpt 9.15 reports a solver's own error
            box.append(None)
        finally:
            done.set()

    threading.Thread(target=work, daemon=True).start()
    grace = 0.7
    while not done.wait(0.05):
        if budget.stopped() or time.monotonic() > budget.until + grace:
            return None
    return box[0] if box else None


def _scale(model: Linear) -> float:
    most = sum(abs(w) * u for w, u in zip(model.worth, model.upper, strict=True))
    return _WORTH_TOTAL / most if most else 1.0


def _proto(model: Linear, scale: float, *, whole: bool) -> Any:
    from ortools.math_opt import model_pb2

    proto = model_pb2.ModelProto()
    count, rows = len(model.upper), len(model.row_columns)
    columns = proto.variables
    columns.ids.extend(range(count))
    columns.lower_bounds.extend(model.lower)
    columns.upper_bounds.extend(model.upper)
    columns.integers.extend([whole and not fine for fine in model.fine])
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(model.row_least)
    proto.linear_constraints.upper_bounds.extend(model.row_most)
    matrix = proto.linear_constraint_matrix
    for n, (row, factors) in enumerate(zip(model.row_columns, model.row_factors, strict=True)):
        pairs = sorted((c, f) for c, f in zip(row, factors, strict=True) if f)
        matrix.row_ids.extend([n] * len(pairs))
        matrix.column_ids.extend([c for c, _ in pairs])
        matrix.coefficients.extend([f for _, f in pairs])
    proto.objective.maximize = True
    used = [n for n, worth in enumerate(model.worth) if worth]
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend([model.worth[n] * scale for n in used])
    return proto


def _answer(model: Linear, result: Any, scale: float, *, whole: bool) -> Answer:
    from ortools.math_opt.python import mathopt

    reason = result.termination.reason
    if reason in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    ):
        return Answer(None, -inf, -inf, infeasible=True)
    dual_bound = result.termination.objective_bounds.dual_bound
    bound = dual_bound / scale + model.constant if isfinite(dual_bound) else inf
    if not whole or reason in (
        mathopt.TerminationReason.IMPRECISE,
        mathopt.TerminationReason.NUMERICAL_ERROR,
        mathopt.TerminationReason.OTHER_ERROR,
    ):
        bound = inf  # what it says of a plain LP is what it found; its prices prove more
    proven = reason == mathopt.TerminationReason.OPTIMAL
    if not result.solutions or result.solutions[0].primal_solution is None:
        return Answer(None, -inf, bound)
    found = result.solutions[0].primal_solution.variable_values
    values: Sequence[float] = _by_number(found, len(model.upper))
    objective = sum(w * v for w, v in zip(model.worth, values, strict=True)) + model.constant
    duals = reduced = None
    dual = result.solutions[0].dual_solution
    if dual is not None:
        duals = [y / scale for y in _by_number(dual.dual_values, len(model.row_columns))]
        reduced = [y / scale for y in _by_number(dual.reduced_costs, len(model.upper))]
        bound = min(bound, priced_bound(model, duals))
    return Answer(
        values, objective, max(bound, objective), proven=proven, duals=duals, reduced=reduced
    )


def _by_number(values: Any, count: int) -> list[float]:
    found = [0.0] * count
    for key, value in values.items():
        found[key.id] = value
    return found
