"""Fixtures of the pages' tests."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.web.stage import Stage, open_stage


@pytest.fixture(scope="module")
def stage(
    _sqlite: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The stage, its world made once for all tests of a file."""
    with open_stage(_sqlite, tmp_path_factory.mktemp("stage")) as opened:
        yield opened
