"""The state of a dependency, by where both ends are planned and what is done."""

import pytest

from portfolio.domain.backlog import Category
from portfolio.domain.dependencies import End, LinkState, slack, state_of


def end(first: int | None = None, last: int | None = None, **more: object) -> End:
    category = more.pop("category", Category.TODO)
    return End(category, first, first if last is None else last, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "lag", "running", "state"),
    [
        (end(1), end(2), 0, 0, LinkState.OK),
        (end(1), end(1), 0, 0, LinkState.TIGHT),
        (end(1), end(2), 1, 0, LinkState.TIGHT),
        (end(1), end(1), 1, 0, LinkState.VIOLATED),
        (end(2), end(1), 0, 0, LinkState.VIOLATED),
        (end(0), end(2), 0, 2, LinkState.TIGHT),  # late: the running sprint is its earliest
        (end(0), end(1), 1, 2, LinkState.VIOLATED),
        (end(1, 3), end(2), 0, 0, LinkState.VIOLATED),  # an epic ends with its last item
        (end(), end(2), 0, 0, LinkState.UNPLANNED),
        (end(1, is_whole=False), end(2), 0, 0, LinkState.UNPLANNED),
        (end(1), end(), 0, 0, LinkState.WAITING),
        (end(category=Category.DONE), end(2), 0, 0, LinkState.MET),
        (end(category=Category.DROPPED), end(2), 0, 0, LinkState.MET),
    ],
)
def test_a_dependency_stands_as_the_plan_and_the_facts_have_it(
    before: End, after: End, lag: int, running: int, state: LinkState
) -> None:
    assert state_of(before, after, lag=lag, running=running) is state


def test_what_is_to_spare_is_counted_in_sprints() -> None:
    assert slack(end(1), end(4), lag=1, running=0) == 2
    assert slack(end(1), end(), lag=1, running=0) is None
