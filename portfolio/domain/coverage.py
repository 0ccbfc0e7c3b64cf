"""Skills against the work that needs them: which one is a bottleneck, area by area."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.demand import Demand, OpenWork, demand_of
from portfolio.domain.estimates import ReferenceClasses
from portfolio.domain.team_capacity import TeamCapacity


@dataclass(frozen=True, slots=True)
class SkillLoad:
    """What a skill is asked for in an area, and what its teams that have it can take."""

    skill: str
    area_id: int | None
    demand: Demand
    capacity: float
    teams: int
    area_load: float  # open points a point of capacity of the whole area; 0 where it has none
    area_teams: int = 0

    @property
    def load(self) -> float | None:
        """Open points a point of capacity; None where nobody of the area has the skill."""
        return self.demand.points / self.capacity if self.capacity else None

    @property
    def is_bottleneck(self) -> bool:
        """Whether its teams cannot take what needs it, even if they did nothing else.

        A skill that every team of the area has limits nothing that the area's capacity does not.
        """
        if not self.demand.points:
            return False
        return self.load is None or (self.load > 1.0 and self.teams < self.area_teams)


def skill_loads(
    works: Iterable[tuple[str, OpenWork]],
    classes: ReferenceClasses,
    capacities: Sequence[TeamCapacity],
    by_area: Mapping[int | None, Demand],
) -> list[SkillLoad]:
    """Return each skill that open work of an area needs, the scarcest first."""
    asked: defaultdict[tuple[str, int | None], Demand] = defaultdict(Demand)
    for skill, work in works:
        asked[skill, work.area_id] += demand_of(work, classes)
    found = [
        _load(skill, area_id, demand, capacities, whole=by_area.get(area_id, Demand()))
        for (skill, area_id), demand in asked.items()
    ]
    return sorted(found, key=lambda one: (not one.is_bottleneck, -(one.load or 1e9), one.skill))


def _load(
    skill: str,
    area_id: int | None,
    demand: Demand,
    capacities: Sequence[TeamCapacity],
    *,
    whole: Demand,
) -> SkillLoad:
    own = [one for one in capacities if area_id is None or one.team.area_id == area_id]
    able = [one for one in own if skill in one.team.skills]
    room = sum(one.points for one in own)
    return SkillLoad(
        skill=skill,
        area_id=area_id,
        demand=demand,
        capacity=sum(one.points for one in able),
        teams=len(able),
        area_load=whole.points / room if room else 0.0,
        area_teams=len(own),
    )
