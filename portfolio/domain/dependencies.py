"""How a dependency stands, kept, tight or broken: by where a plan has its ends and what is done."""

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.backlog import Category


class LinkState(StrEnum):
    """What a dependency is to whoever waits, the worst first."""

    VIOLATED = "violated"  # the plan has it too late for whoever waits
    UNPLANNED = "unplanned"  # somebody planned waits for something that is not
    TIGHT = "tight"  # the very last sprint that does: a slip of one sprint breaks it
    OK = "ok"
    WAITING = "waiting"  # whoever waits is not planned, so nothing is at stake
    MET = "met"  # what it waits for is done, or dropped


WORST_FIRST = tuple(LinkState)
AT_STAKE = (LinkState.VIOLATED, LinkState.UNPLANNED, LinkState.TIGHT, LinkState.OK)


@dataclass(frozen=True, slots=True)
class End:
    """One end: is it done, and from which to which sprint (by place in time) a plan has it.

    An epic reaches from its first planned item to its last, and is whole where all its open
    items are planned.
    """

    category: Category
    first: int | None = None
    last: int | None = None
    is_whole: bool = True

    @property
    def is_planned(self) -> bool:
        """Whether all of it has a place."""
        return self.last is not None and self.is_whole


def state_of(before: End, after: End, *, lag: int, running: int) -> LinkState:
    """Return how the dependency stands; `running` is the place of today's sprint.

    What is open and was planned in a sprint that is over can be done in the running one at the
    earliest.
    """
    if not before.category.is_open:
        return LinkState.MET
    if after.first is None:
        return LinkState.WAITING
    if not before.is_planned or before.last is None:
        return LinkState.UNPLANNED
    between = slack(before, after, lag=lag, running=running)
    if between is None or between < 0:
        return LinkState.VIOLATED
    return LinkState.TIGHT if between == 0 else LinkState.OK


def slack(before: End, after: End, *, lag: int, running: int) -> int | None:
    """Return how many sprints the first end may slip before it holds up the other."""
    if before.last is None or after.first is None:
        return None
    return max(after.first, running) - max(before.last, running) - lag
