"""Rows of the tables of a quarter that are written out and read in again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """What is typed in about an epic for other orders."""

    line: int
    cycle: str
    epic: str
    values: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, ...]:
        """What tells it from the other rows."""
        return self.cycle, self.epic


@dataclass(frozen=True, slots=True)
class TakenRow:
    """So many points of an item that a team took into a sprint."""

    line: int
    cycle: str
    sprint: str
    team: str
    item: str
    points: float
    points_left: float | None

    @property
    def place(self) -> tuple[str, ...]:
        """What tells it from the other rows."""
        return self.cycle, self.sprint, self.team, self.item


@dataclass(frozen=True, slots=True)
class RankRow:
    """The place of an item among those of the file."""

    line: int
    key: str
    rank: float

    @property
    def place(self) -> tuple[str, ...]:
        """What tells it from the other rows."""
        return (self.key,)
