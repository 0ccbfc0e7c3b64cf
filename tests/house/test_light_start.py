"""What a fresh interpreter loads: the web none of the heavy guests, the core nobody at all."""

import subprocess
import sys

import pytest

from tests.house.sources import ROOT

CORE = ("portfolio.domain.backlog", "portfolio.measures.dora", "portfolio.planning.problem")


def test_the_web_application_starts_without_the_heavy_guests(sqlite_url: str) -> None:
    starts = (
        "from app import create_app; from portfolio.settings import Settings; "
        f"create_app(Settings(database_url={sqlite_url!r}, secret_key='k' * 40))"
    )
    assert loaded_by(starts) & {"pandas", "numpy", "ortools", "plotly", "dbos"} == set()


@pytest.mark.parametrize("module", CORE)
def test_the_core_knows_nobody(module: str) -> None:
    assert loaded_by(f"import {module}") & {"flask", "sqlalchemy", "ortools", "pandas"} == set()


def test_the_look_into_a_fresh_interpreter_sees_what_it_loads() -> None:
    assert "sqlalchemy" in loaded_by("import portfolio.store.unit")


def loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
