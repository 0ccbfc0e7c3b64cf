"""What a team can take: its capacity by sprint, with the parts, the source and the warnings."""

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.cycles import Sprint
from portfolio.domain.rates import Learned, Rate
from portfolio.domain.teams import Team


class Source(StrEnum):
    """Where a team's capacity comes from."""

    OWN = "own"  # people, and the team's own rate
    AREA = "area"  # people, and the rate of its area's teams
    PRODUCT = "product"  # people, and the rate of all teams
    HISTORY = "history"  # no people: the last fortnights
    NOTHING = "nothing"  # no history at all


class Notice(StrEnum):
    """What a reader of a capacity must know."""

    RATE_OF_AREA = "rate of area"
    RATE_OF_PRODUCT = "rate of product"
    POINTS_FROM_ITEMS = "points from items"
    NO_HISTORY = "no history"
    NOTHING_DELIVERED = "nothing delivered"
    NOBODY = "nobody"
    SWITCHING = "switching"


SENTENCES = {
    Notice.RATE_OF_AREA: (
        "{team} has fewer than three finished sprints: its capacity uses the rate of its area."
    ),
    Notice.RATE_OF_PRODUCT: (
        "{team} has fewer than three finished sprints: its capacity uses the rate of all teams."
    ),
    Notice.POINTS_FROM_ITEMS: (
        "Most of what {team} delivered had no points: its capacity is items times the product's "
        "median points an item."
    ),
    Notice.NO_HISTORY: "{team} has no history to learn a capacity from: its capacity is 0.",
    Notice.NOTHING_DELIVERED: (
        "{team} delivered nothing in the median of what its rate is learned from: "
        "its capacity is 0."
    ),
    Notice.NOBODY: "Nobody is in {team} for part of the cycle: its capacity there is 0.",
    Notice.SWITCHING: (
        "{team} moves to another area: in the two sprints after, switching takes a part of its "
        "capacity."
    ),
}


def sentence(warning: Notice, team: Team) -> str:
    """Return the warning in words, with the team's name."""
    return SENTENCES[warning].format(team=team.name)


@dataclass(frozen=True, slots=True)
class SprintCapacity:
    """What a team can take in one sprint.

    days = holidays + absent + on_call + available, and available = focused + unfocused.
    """

    sprint: Sprint
    days: float = 0.0
    holidays: float = 0.0
    absent: float = 0.0
    on_call: float = 0.0
    elsewhere: float = 0.0
    people: int = 0
    focus: float = 0.0
    rate: float = 0.0  # points a focused day; 0 where there are no people on record
    points: float = 0.0
    items: float = 0.0
    source: Source = Source.NOTHING
    warnings: tuple[Notice, ...] = ()
    item_rate: float = 0.0  # items a focused day
    switching: float = 0.0  # the share of points and items that a move between areas takes

    @property
    def available(self) -> float:
        """Working days less holidays, absence and on-call days."""
        return max(0.0, self.days - self.holidays - self.absent - self.on_call)

    @property
    def focused(self) -> float:
        """The available days that go into the backlog."""
        return self.available * self.focus

    @property
    def unfocused(self) -> float:
        """The available days that go into meetings, support and everything else."""
        return self.available - self.focused


@dataclass(frozen=True, slots=True)
class TeamCapacity:
    """A team's capacity over a cycle, and what it was learned from."""

    team: Team
    sprints: tuple[SprintCapacity, ...]
    source: Source
    rate: Rate | None = None  # a focused day's, or a fortnight's where there are no people
    learned: tuple[Learned, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def points(self) -> float:
        """The whole cycle's points."""
        return sum(sprint.points for sprint in self.sprints)

    @property
    def items(self) -> float:
        """The whole cycle's items."""
        return sum(sprint.items for sprint in self.sprints)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The warnings in words."""
        return tuple(sentence(warning, self.team) for warning in self.warnings)
