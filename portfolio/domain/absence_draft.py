"""An absence that is not saved yet: what it would do to every team of the person."""

from dataclasses import dataclass, replace

from portfolio.domain.capacity import CapacityFacts, capacities_of
from portfolio.domain.person_days import Staff
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.domain.teams import Absence


@dataclass(frozen=True, slots=True)
class Effect:
    """A team's capacity before and after an absence."""

    before: TeamCapacity
    after: TeamCapacity

    @property
    def points(self) -> float:
        """The change in points over the cycle; below 0 where capacity is lost."""
        return self.after.points - self.before.points


def with_absence(staff: Staff, draft: Absence) -> Staff:
    """Return the staff with the absence added, or in place of the one of its id."""
    others = tuple(one for one in staff.absences if one.id != draft.id)
    return replace(staff, absences=(*others, draft))


def effects(facts: CapacityFacts, draft: Absence) -> list[Effect]:
    """Return the effect on each team of the person, in the product's order."""
    own = {one.team_id for one in facts.staff.memberships if one.person_id == draft.person_id}
    before = capacities_of(facts, own)
    after = capacities_of(replace(facts, staff=with_absence(facts.staff, draft)), own)
    return [Effect(before[team.id], after[team.id]) for team in facts.teams if team.id in own]
