"""Everything that forecasts of a cycle are made from, so that they can be made as of any day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.cycles import Cycle, Span
from portfolio.domain.estimates import ReferenceClasses
from portfolio.domain.forecasts import Forecast
from portfolio.domain.okrs import Tree
from portfolio.domain.plan_facts import Claim
from portfolio.domain.teams import Team

NOT_PLANNED = 1_000  # the place of work that no sprint has: after all that has one


@dataclass(frozen=True, slots=True)
class Work:
    """An item that is delivered by itself, with the days between which it was open."""

    item_id: int
    type: str
    rank: int
    epic_id: int | None = None
    team_id: int | None = None
    area_id: int | None = None
    points: float | None = None
    created_on: date | None = None
    closed_on: date | None = None
    is_delivered: bool = False

    def is_open_on(self, day: date) -> bool:
        """Whether it was there and not closed before the day began."""
        if self.created_on is not None and self.created_on > day:
            return False
        return self.closed_on is None or self.closed_on >= day


@dataclass(frozen=True, slots=True)
class Epic:
    """An epic, with the day on which it was closed if it was."""

    item_id: int
    rank: int
    area_id: int | None = None
    team_id: int | None = None
    created_on: date | None = None
    closed_on: date | None = None
    is_delivered: bool = False

    def is_open_on(self, day: date) -> bool:
        """Whether it was there and not closed before the day began."""
        if self.created_on is not None and self.created_on > day:
            return False
        return self.closed_on is None or self.closed_on >= day


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plan or a team has a part of an item: with whom, in which place of the sprints."""

    team_id: int
    place: int
    points: float


@dataclass(frozen=True, slots=True)
class Room:
    """A team's capacity over some days ahead, over that of the sprints its pace is known from."""

    span: Span
    share: float


@dataclass(frozen=True, slots=True)
class ForecastFacts:
    """The facts of a cycle; what became known after the day of a forecast is not looked at.

    `spots` are of the plan in force and what teams took; `pairs` the expected and the actual
    effects of finished epics, with the confidence there was. `former` and `ended` are forecasts
    with what is known of them.
    """

    cycle: Cycle
    teams: tuple[Team, ...] = ()
    works: tuple[Work, ...] = ()
    epics: tuple[Epic, ...] = ()
    rooms: Mapping[int, tuple[Room, ...]] = field(default_factory=dict)
    spots: Mapping[int, tuple[Spot, ...]] = field(default_factory=dict)
    reference: ReferenceClasses = field(default_factory=ReferenceClasses)
    claims: tuple[Claim, ...] = ()
    tree: Tree | None = None
    pairs: tuple[tuple[float, float, float], ...] = ()
    former: tuple[Forecast, ...] = ()  # of epics, made in the last two years
    ended: tuple[Forecast, ...] = ()  # the last of each key result whose quarter is over


def room_until(rooms: tuple[Room, ...], on: date, until: date) -> float:
    """Return the mean share over the days from `on` to `until`; days nothing is known of have 1."""
    days = max((until - on).days + 1, 1)
    span = Span(on, max(on, until))
    known = [(one.span.shared_with(span), one.share) for one in rooms]
    rest = max(days - sum(shared for shared, _ in known), 0)
    return (sum(shared * share for shared, share in known) + rest) / days
