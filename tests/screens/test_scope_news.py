"""What a week's deeds about objectives and key results come to; what was taken back is no news."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.cycles import Span
from portfolio.domain.trail import Entry
from portfolio.screens import leave_news, scope_news
from portfolio.screens.scope_news import Turn
from tests.okr_rows import SPAN

AT = datetime(2027, 2, 8, 9, tzinfo=UTC)


def entry(seq: int, deed: str, before: Any = None, after: Any = None) -> Entry:
    """An entry about one key result."""
    told = [json.dumps(one) if one is not None else None for one in (before, after)]
    return Entry(seq, AT, 1, "", deed, "kr:1", *told, "", "", "")


def targets(*values: float | None) -> list[Entry]:
    """A key result whose target goes from one value to the next."""
    return [
        entry(seq, "edit key result", {"target_value": was}, {"target_value": becomes})
        for seq, (was, becomes) in enumerate(zip(values, values[1:], strict=False))
    ]


STRIKE, RESTORE, ADD = "strike key result", "restore key result", "add key result"


def test_the_last_word_counts():
    assert scope_news.net([entry(1, STRIKE)])[0] is Turn.STRUCK
    assert scope_news.net([entry(1, RESTORE)])[0] is Turn.RESTORED
    assert scope_news.net([entry(1, ADD)])[0] is Turn.ADDED
    struck = scope_news.net([*targets(1.0, 2.0), entry(9, STRIKE)])
    assert struck is not None and struck[0] is Turn.STRUCK


def test_what_was_taken_back_is_no_news():
    assert scope_news.net([entry(1, STRIKE), entry(2, RESTORE)]) is None
    assert scope_news.net([entry(1, RESTORE), entry(2, STRIKE)]) is None
    assert scope_news.net([entry(1, ADD), *targets(1.0, 2.0), entry(9, STRIKE)]) is None


@given(st.lists(st.sampled_from([10.0, 20.0, 30.0, None]), min_size=2, max_size=6))
def test_a_target_is_news_where_it_ends_elsewhere(values):
    found = scope_news.net(targets(*values))
    if values[0] == values[-1]:
        assert found is None
    else:
        assert found is not None
        assert found[0] is Turn.RETARGETED and found[2:] == (values[0], values[-1])


def test_leave_takes_the_working_days_of_the_cycle_by_its_share():
    said = {"starts_on": "2027-02-05", "ends_on": "2027-02-09", "share": 0.5}
    assert leave_news.days_away(said, SPAN) == 1.5  # Friday, Monday, Tuesday
    assert leave_news.days_away(said, Span(SPAN.starts_on, SPAN.starts_on)) == 0
    assert leave_news.days_away({}, SPAN) == 0
