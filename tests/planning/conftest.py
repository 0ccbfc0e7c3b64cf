"""In tests of the planner a bound that turns out to be wrong is an error."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def strict_bounds() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portfolio.planning.search.STRICT", True)
        yield
