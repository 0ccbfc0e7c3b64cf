"""The planner: never a broken rule, the best plan where trying everything can tell."""

import os

import pytest

from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.solve import solve
from tests.planning.problems import best_by_trying, random_problem

ROUNDS = int(os.environ.get("PORTFOLIO_PLANNING_ROUNDS", "10"))


@pytest.mark.parametrize("hundred", range(ROUNDS))
def test_trying_everything_finds_nothing_better(hundred: int) -> None:
    for seed in range(hundred * 40, hundred * 40 + 40):
        problem = random_problem(seed)
        best = best_by_trying(problem)
        plan = solve(problem, Limits(seconds=20))
        assert violations(problem, plan) == [], seed
        if best is None:
            assert plan.status == "infeasible", seed
        else:
            assert plan.status == "optimal", seed
            assert plan.objective == pytest.approx(best, abs=1e-6), seed
