"""How many random problems the tests try: a slice, or with PORTFOLIO_THOROUGH=1 all of them."""

import os

import pytest

THOROUGH = os.environ.get("PORTFOLIO_THOROUGH", "") == "1"


PATIENT = pytest.mark.timeout(0 if THOROUGH else 300)  # all of them take longer than any test


def seeds(slice_: int, whole: int, *, start: int = 0) -> range:
    """Return the seeds to try."""
    return range(start, start + (whole if THOROUGH else slice_))
