"""Since when something is out of scope, as that was known on a day."""

from datetime import UTC, date, datetime

import pytest

from portfolio.domain.okr_history import ScopeChange, ScopeDeed, struck_since
from tests.okr_rows import make_key_result

STRUCK, BACK = date(2027, 1, 20), date(2027, 2, 10)
AGAIN, SAID = date(2027, 3, 10), date(2027, 3, 1)


def change(id_: int, on: date, deed: ScopeDeed, said: date) -> ScopeChange:
    made_at = datetime(said.year, said.month, said.day, 12, tzinfo=UTC)
    return ScopeChange(id_, 1, 1, on, deed, made_at)


CHANGES = (
    change(1, STRUCK, ScopeDeed.STRUCK, STRUCK),
    change(2, BACK, ScopeDeed.BACK, BACK),
    change(3, AGAIN, ScopeDeed.STRUCK, SAID),
)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2027, 1, 19), None),
        (STRUCK, STRUCK),
        (date(2027, 2, 9), STRUCK),
        (BACK, None),
        (date(2027, 2, 28), None),
        (SAID, AGAIN),
        (AGAIN, AGAIN),
        (date(2027, 3, 31), AGAIN),
    ],
)
def test_what_came_back_is_out_of_scope_in_its_gap_alone(day, since):
    assert struck_since(make_key_result(struck_on=AGAIN), CHANGES, day) == since


def test_what_counts_again_or_has_no_history_goes_by_what_is_stored():
    assert struck_since(make_key_result(), CHANGES[:2], date(2027, 1, 25)) == STRUCK
    assert struck_since(make_key_result(), CHANGES[:2], date(2027, 3, 31)) is None
    assert struck_since(make_key_result(), (), AGAIN) is None
    assert struck_since(make_key_result(struck_on=AGAIN), (), BACK) == AGAIN
