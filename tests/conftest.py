"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def real_data_folder() -> Path:
    """Return where the real data would lie, whether or not it is there."""
    return Path(os.environ.get("PORTFOLIO_REAL_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; the test is skipped, by name, where there is none."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"real data not found: {folder}")
    return folder
