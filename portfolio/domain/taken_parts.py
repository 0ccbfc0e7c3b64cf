"""What teams take of an item at Sprint Planning One: whole, or in parts that are shared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portfolio.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """So many points of an item that a team took into a sprint, and what is left of them."""

    team_id: int
    sprint_id: int
    points: float
    points_left: float | None = None
    id: int = 0
    version: int = 1

    @property
    def spot(self) -> tuple[int, int]:
        """The team and the sprint."""
        return self.team_id, self.sprint_id

    @property
    def remaining(self) -> float:
        """The points that are still to do."""
        return self.points if self.points_left is None else self.points_left


Parts = tuple[Part, ...]


class TakenByOther(Exception):
    """Another team has the item already, and nobody said that it is to be shared."""

    def __init__(self, parts: Parts) -> None:
        super().__init__("another team took it")
        self.parts = parts


def take(parts: Parts, own: Part, *, shared: bool = False) -> Parts:
    """Return the parts with one more; the same team's part in another sprint moves here.

    Raises TakenByOther where another team has the item and it is not to be shared; a shared one
    is split: what this team takes, the largest other part loses.
    """
    others = tuple(one for one in parts if one.team_id != own.team_id)
    if not others:
        return (own,)
    if not shared:
        raise TakenByOther(others)
    largest = max(others, key=lambda one: one.points)
    before = next((one.points for one in parts if one.team_id == own.team_id), 0.0)
    rest = round(largest.points + before - own.points, 2)
    if rest <= 0 or own.points <= 0:
        raise Refused(
            "The points are split between the teams.",
            {"points": f"Write less than {largest.points + before:g}, and more than 0."},
        )
    return (*(_resized(one, rest) if one is largest else one for one in others), own)


def hand_back(parts: Parts, spot: tuple[int, int]) -> Parts:
    """Return the parts without one; what a shared part held goes back to the largest other."""
    gone = next((one for one in parts if one.spot == spot), None)
    others = tuple(one for one in parts if one.spot != spot)
    if gone is None or not others:
        return others
    largest = max(others, key=lambda one: one.points)
    whole = round(largest.points + gone.points, 2)
    return tuple(_resized(one, whole) if one is largest else one for one in others)


def resize(parts: Parts, spot: tuple[int, int], points: float, left: float | None) -> Parts:
    """Return the parts with another size of one, and what is left of it."""
    if points < 0 or (left is not None and left < 0):
        raise Refused("Points are a number from 0 on.", {"points": "Write a number from 0 on."})
    return tuple(
        replace(one, points=points, points_left=left) if one.spot == spot else one for one in parts
    )


def written(
    parts: Iterable[Part], teams: Mapping[int, str], sprints: Mapping[int, str]
) -> list[str]:
    """Return parts as the trail keeps them: "falcon S3 5", "heron S3 3 left 1"."""
    return [
        f"{teams.get(one.team_id, one.team_id)} {sprints.get(one.sprint_id, one.sprint_id)} "
        f"{one.points:g}" + ("" if one.points_left is None else f" left {one.points_left:g}")
        for one in parts
    ]


def read(words: Iterable[str], teams: Mapping[str, int], sprints: Mapping[str, int]) -> Parts:
    """Read what `written` wrote; raise Refused where a team or sprint is no longer there."""
    found = []
    for text in words:
        team, sprint, points, *left = text.split()
        if team not in teams or sprint not in sprints:
            raise Refused("This can no longer be undone: the team or the sprint is gone.")
        rest = float(left[1]) if left else None
        found.append(Part(teams[team], sprints[sprint], float(points), rest))
    return tuple(found)


def _resized(part: Part, points: float) -> Part:
    left = None if part.points_left is None else min(part.points_left, points)
    return replace(part, points=points, points_left=left)
