"""Moves of teams between areas: from which cycle on, and what switching costs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.cycles import Sprint
from portfolio.domain.errors import Refused
from portfolio.domain.teams import Team

USUAL_COST = 0.2
SPRINTS_OF_COST = 2


@dataclass(frozen=True, slots=True)
class TeamMove:
    """A team's other area from a cycle's first sprint on.

    `cost` is the share of its capacity that the team loses in the two sprints after.
    """

    id: int
    team_id: int
    from_area_id: int | None
    to_area_id: int | None
    on: date
    cost: float = USUAL_COST
    version: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.cost <= 1:
            raise Refused(
                "The cost of a move lies between 0 % and 100 % of the capacity.",
                {"cost": "Write 0 to 100."},
            )


def teams_on(teams: Iterable[Team], moves: Sequence[TeamMove], day: date) -> tuple[Team, ...]:
    """Return the teams with the area that each has on a day."""
    by_team: defaultdict[int, list[TeamMove]] = defaultdict(list)
    for move in sorted(moves, key=lambda one: one.on):
        by_team[move.team_id].append(move)
    return tuple(_on(team, by_team.get(team.id, []), day) for team in teams)


def switching(
    moves: Iterable[TeamMove], calendar: Sequence[Sprint]
) -> dict[tuple[int, date], float]:
    """Return the share of its capacity that a team loses, by team and first day of a sprint."""
    starts = sorted(sprint.span.starts_on for sprint in calendar)
    found: dict[tuple[int, date], float] = {}
    for move in moves:
        for day in [one for one in starts if one >= move.on][:SPRINTS_OF_COST]:
            spot = (move.team_id, day)
            found[spot] = max(move.cost, found.get(spot, 0.0))
    return found


def _on(team: Team, own: Sequence[TeamMove], day: date) -> Team:
    if not own:
        return team
    past = [one for one in own if one.on <= day]
    area_id = past[-1].to_area_id if past else own[0].from_area_id
    return team if area_id == team.area_id else replace(team, area_id=area_id)
