"""How many people a team has had on average, and what may be divided by that."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.domain.cycles import Span
from portfolio.domain.teams import Membership, Person

SMALLEST_GROUP = 5  # below it a figure per developer would speak of single people


@dataclass(frozen=True, slots=True)
class Headcount:
    """The mean of a span of days: people, and their full-time equivalents in the team."""

    people: float = 0.0
    full_time: float = 0.0

    @property
    def may_be_shown(self) -> bool:
        """Whether the group is large enough to divide by."""
        return self.people >= SMALLEST_GROUP and self.full_time > 0

    def per_developer(self, deployments: float) -> float | None:
        """Return deployments by full-time equivalents; None for a group that is too small."""
        return deployments / self.full_time if self.may_be_shown else None


def by_team(
    memberships: Iterable[Membership], people: Iterable[Person], days: Span
) -> dict[int, Headcount]:
    """Return the mean headcount of each team over the days."""
    there = {one.id: one for one in people}
    heads: dict[int, float] = defaultdict(float)
    shares: dict[int, float] = defaultdict(float)
    for one in memberships:
        person = there.get(one.person_id)
        present = _days_present(one, person, days) / days.days if person else 0.0
        heads[one.team_id] += present
        shares[one.team_id] += present * one.share
    return {team_id: Headcount(heads[team_id], shares[team_id]) for team_id in heads}


def _days_present(membership: Membership, person: Person, days: Span) -> int:
    starts = [one for one in (membership.starts_on, person.joined_on) if one is not None]
    ends = [one for one in (membership.ends_on, person.left_on) if one is not None]
    first = max([days.starts_on, *starts])
    last = min([days.ends_on, *ends])
    return max(0, (last - first).days + 1)
