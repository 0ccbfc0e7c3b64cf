"""What epics are expected to move: an epic's claim on a key result, and what became of it."""

from dataclasses import dataclass

from portfolio.domain.backlog import Category


@dataclass(frozen=True, slots=True)
class Contribution:
    """An epic's expected effect on a key result, in its unit, and the confidence in it."""

    id: int
    item_id: int
    key_result_id: int
    effect: float
    confidence: float
    version: int = 1

    @property
    def amount(self) -> float:
        """What the finished epic is reckoned to move: the effect × the confidence."""
        return self.effect * self.confidence


@dataclass(frozen=True, slots=True)
class AttachedEpic:
    """A contribution beside the epic that makes it."""

    contribution: Contribution
    key: str
    title: str
    category: Category
    is_delivered: bool
    area_id: int | None
    team_id: int | None
    done: int = 0  # of its stories
    stories: int = 0


@dataclass(frozen=True, slots=True)
class AttachedCount:
    """How many epics stand behind a key result, and how many of them are still open."""

    epics: int = 0
    open: int = 0
    amount: float = 0.0  # of the open ones


def covered(amount: float, gap: float) -> float:
    """Return the share of a gap that an amount closes, at most 1; 1 where there is no gap."""
    return min(1.0, amount / gap) if gap > 0 else 1.0
