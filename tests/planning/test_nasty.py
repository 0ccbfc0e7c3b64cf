"""Nasty problems are planned rightly or refused by name; none ends in anything else."""

import pytest

from portfolio.planning.check import violations
from portfolio.planning.faults import DocumentRefused
from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_bytes
from portfolio.planning.solve import solve
from tests.planning.nasty import nasty
from tests.planning.small import best_of
from tests.planning.thorough import PATIENT, seeds

pytestmark = PATIENT


def test_nasty_problems_are_planned_rightly_or_refused_by_name() -> None:
    for seed in seeds(70, 10_000):
        raw, document, path = nasty(seed)
        if path is not None:
            with pytest.raises(DocumentRefused) as refused:
                problem_from_bytes(raw)
            paths = [fault.path for fault in refused.value.faults]
            assert any(one.startswith(path) for one in paths), (seed, path, paths)
            continue
        problem = problem_from_bytes(raw)
        plan = solve(problem, Limits(seconds=20), explain=seed % 8 == 1)
        assert violations(problem, plan) == [], seed
        best = best_of(document)
        if best is None:
            assert plan.status == "infeasible", seed
        else:
            assert plan.status == "optimal", seed
            assert plan.objective == pytest.approx(best, rel=1e-4, abs=1e-6), seed
            assert plan.bound is not None
            assert plan.bound >= best - 1e-6 * max(1.0, abs(best)), seed
