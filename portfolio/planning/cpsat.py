"""Run a linear model in CP-SAT: one worker, its LP on, deterministic where asked for."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil, floor, inf, isfinite
from typing import Any

from portfolio.planning.linear import Answer, Linear

_ROUGH = (10**4, 10**9)  # how fine a fraction is cut, and what the whole objective counts
_PRECISE = (10**7, 10**15)
_HARDLY = 1e-8  # of the whole objective: rounding below it need not be told apart


@dataclass(frozen=True, slots=True)
class Budget:
    """When an engine must stop: at a moment of the monotonic clock, or after so much work."""

    until: float = inf
    work: float = inf
    stopped: Callable[[], bool] = lambda: False
    steady: bool = False

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.until - time.monotonic())

    def spent(self) -> bool:
        """Tell whether the time is over or somebody said stop."""
        return self.stopped() or self.left() <= 0

    def within(self, seconds: float) -> "Budget":
        """Return this budget cut to at most so many seconds, of work where no clock may count."""
        if self.steady:
            return replace(self, work=min(self.work, seconds))
        return replace(self, until=min(self.until, time.monotonic() + seconds))


def solve_cpsat(
    model: Linear,
    budget: Budget,
    *,
    hint: Sequence[float] | None = None,
    seed: int = 1,
    gap: float = 1e-6,
    precise: bool = False,
    better: Callable[[float, float], None] | None = None,
) -> Answer:
    """Solve the model; the bound holds for the model as it stands, rounding included."""
    from ortools.sat.python import cp_model

    program = cp_model.CpModel()
    fine, span = _PRECISE if precise else _ROUGH
    scale = _write(model, program.proto, fine, span)
    if hint is not None:
        _hint(model, program.proto, fine, hint)
    solver = cp_model.CpSolver()
    _set(solver.parameters, budget, seed=seed, gap=gap)
    watch = _watch(cp_model, (scale, model.constant, better))
    with _stopping(solver, budget):
        status = solver.solve(program, watch)
    work = solver.deterministic_time
    if status == cp_model.INFEASIBLE:
        return Answer(None, -inf, -inf, infeasible=True, work=work)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, -inf, inf, work=work)
    raw = solver.response_proto.solution
    values = [
        value / fine if cut else float(value) for value, cut in zip(raw, model.fine, strict=True)
    ]
    bound = solver.best_objective_bound / scale + model.constant
    found = sum(w * v for w, v in zip(model.worth, values, strict=True)) + model.constant
    proven = status == cp_model.OPTIMAL
    rounding = _rounded_up(model, fine, scale)
    if proven and bound <= found + rounding <= found + _HARDLY * span / scale:
        bound = found
    return Answer(values, found, max(bound, found), proven=proven, work=work)


def _set(parameters: Any, budget: Budget, *, seed: int, gap: float) -> None:
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.random_seed = seed
    parameters.relative_gap_limit = gap
    if isfinite(budget.work):
        parameters.max_deterministic_time = budget.work
    if isfinite(budget.until):
        parameters.max_time_in_seconds = max(0.01, budget.left())


@contextmanager
def _stopping(solver: Any, budget: Budget) -> Iterator[None]:
    """Stop the solver soon after somebody said stop, even where it has no news to tell."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            if budget.stopped():
                solver.stop_search()

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(cp_model: Any, tell: Any) -> Any:
    scale, constant, better = tell

    class Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            bound = self.best_objective_bound / scale + constant
            better(self.objective_value / scale + constant, bound)

    return None if better is None else Watch()


def _write(model: Linear, proto: Any, fine: int, span: float) -> float:
    """Write the model as CP-SAT wants it, whole numbers only; return the objective's scale.

    Whatever has to be rounded is rounded so that the bound can only rise.
    """
    units = [fine if cut else 1 for cut in model.fine]
    for lower, upper, unit in zip(model.lower, model.upper, units, strict=True):
        proto.variables.add().domain.extend([ceil(lower * unit), ceil(upper * unit)])
    for n in range(len(model.row_columns)):
        _write_row(model, proto, n, fine)
    scale = _scale(model, span)
    objective = proto.objective
    used = [n for n, worth in enumerate(model.worth) if worth]
    objective.vars.extend(used)
    objective.coeffs.extend([-ceil(model.worth[n] * scale / units[n]) for n in used])
    objective.scaling_factor = -1.0
    return scale


def _rounded_up(model: Linear, fine: int, scale: float) -> float:
    """Return by how much the rounding alone can have raised the bound."""
    units = [fine if cut else 1 for cut in model.fine]
    up = sum(
        (ceil(w * scale / unit) - w * scale / unit) * upper * unit
        for w, upper, unit in zip(model.worth, model.upper, units, strict=True)
    )
    for columns, factors in zip(model.row_columns, model.row_factors, strict=True):
        cut = sum(model.worth[column] for column in columns if model.fine[column])
        parts = [-f * fine for f, c in zip(factors, columns, strict=True) if not model.fine[c]]
        up += cut and cut * scale * sum(ceil(part) - part for part in parts) / fine
    return up / scale


def _hint(model: Linear, proto: Any, fine: int, hint: Sequence[float]) -> None:
    units = [fine if cut else 1 for cut in model.fine]
    proto.solution_hint.vars.extend(range(len(units)))
    proto.solution_hint.values.extend(
        [floor(value * unit + 1e-6) for value, unit in zip(hint, units, strict=True)]
    )


def _scale(model: Linear, span: float) -> float:
    most = sum(abs(w) * u for w, u in zip(model.worth, model.upper, strict=True))
    return span / most if most else 1.0


def _write_row(model: Linear, proto: Any, n: int, fine: int) -> None:
    columns = model.row_columns[n]
    factors = model.row_factors[n]
    least, most = model.row_least[n], model.row_most[n]
    linear = proto.constraints.add().linear
    linear.vars.extend(columns)
    if any(model.fine[column] for column in columns):
        # Only rows "fine column <= sum of parts" mix both: rounding the parts up relaxes them.
        linear.coeffs.extend(
            [
                int(f) if model.fine[c] else -ceil(-f * fine)
                for f, c in zip(factors, columns, strict=True)
            ]
        )
        linear.domain.extend([_low(least * fine), _high(most * fine)])
        return
    linear.coeffs.extend([int(f) for f in factors])
    linear.domain.extend([_low(least), _high(most)])


_FAR = 2**62


def _low(limit: float) -> int:
    return -_FAR if limit == -inf else ceil(limit - 1e-9)


def _high(limit: float) -> int:
    return _FAR if limit == inf else floor(limit + 1e-9)
