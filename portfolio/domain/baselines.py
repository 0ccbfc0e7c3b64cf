"""The baseline of a published plan: what it promised, and what it took for granted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portfolio.domain.rises import Rise, Rises
from portfolio.domain.team_capacity import TeamCapacity


@dataclass(frozen=True, slots=True)
class AssumedRoom:
    """What a team could take in a sprint as it was known then, and the focused days in it."""

    points: float
    focused: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was frozen when a plan was published; `rooms` are of whole sprints, by team."""

    plan_id: int
    trail_seq: int
    frozen_at: datetime
    account_id: int | None = None
    items: int = 0
    points: float = 0.0
    scores: Rises = field(default_factory=lambda: Rises(None, {}, {}))
    rooms: Mapping[tuple[int, int], AssumedRoom] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return what is stored of it as a document."""
        rooms: dict[str, dict[str, list[float]]] = {}
        for (team, sprint), room in self.rooms.items():
            rooms.setdefault(str(team), {})[str(sprint)] = [room.points, room.focused]
        cycle = self.scores.cycle
        return {
            "items": self.items,
            "points": self.points,
            "rooms": rooms,
            "scores": {
                "cycle": [cycle.before, cycle.after] if cycle else None,
                "objectives": _pairs(self.scores.objectives),
                "key_results": _pairs(self.scores.key_results),
            },
        }


def rooms_assumed(
    capacities: Mapping[int, TeamCapacity],
) -> dict[tuple[int, int], AssumedRoom]:
    """Return the room of each team and sprint, by their ids."""
    return {
        (team_id, one.sprint.id): AssumedRoom(round(one.points, 4), round(one.focused, 4))
        for team_id, team in capacities.items()
        for one in team.sprints
    }


def baseline_from(
    plan_id: int,
    document: Mapping[str, Any],
    *,
    trail_seq: int,
    frozen_at: datetime,
    account_id: int | None,
) -> Baseline:
    """Read a stored baseline."""
    scores = document["scores"]
    return Baseline(
        plan_id,
        trail_seq,
        frozen_at,
        account_id,
        items=document["items"],
        points=document["points"],
        scores=Rises(
            Rise(*scores["cycle"]) if scores["cycle"] else None,
            {int(key): Rise(*pair) for key, pair in scores["objectives"].items()},
            {int(key): Rise(*pair) for key, pair in scores["key_results"].items()},
        ),
        rooms={
            (int(team), int(sprint)): AssumedRoom(*room)
            for team, sprints in document["rooms"].items()
            for sprint, room in sprints.items()
        },
    )


def _pairs(found: Mapping[int, Rise]) -> dict[str, list[float]]:
    return {str(key): [one.before, one.after] for key, one in found.items()}
