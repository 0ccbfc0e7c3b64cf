"""The literature's next-release problems, to their proven optimum."""

import csv
import gzip
from pathlib import Path

import pytest

from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_bytes
from portfolio.planning.solve import solve

NAMES = (
    "nrp1-0.3", "nrp1-0.5", "nrp3-0.5", "nrp5-0.5", "nrp-e1-0.3", "nrp-e1-0.5",
    "nrp-e2-0.5", "nrp-e3-0.3", "nrp-e4-0.5", "nrp-g1-0.5", "nrp-g2-0.3",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_known_optimum_is_found_and_proven(real_data: Path, name: str) -> None:
    folder = real_data / "planning"
    with (folder / "optima.csv").open() as lines:
        optima = {row["file"]: float(row["optimum"]) for row in csv.DictReader(lines)}
    file = f"{name}.json.gz"
    problem = problem_from_bytes(gzip.decompress((folder / file).read_bytes()))
    plan = solve(problem, Limits(seconds=60))
    assert (plan.status, plan.objective) == ("optimal", optima[file])
