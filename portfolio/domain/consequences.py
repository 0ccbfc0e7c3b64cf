"""The consequence of an edit: what the plan with it does otherwise than the plan without it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from portfolio.domain.rises import Rise

SHOWN = 0.005  # expected scores closer than this read the same


@dataclass(frozen=True, slots=True)
class TeamSprint:
    """Capacity and planned points of a team in a sprint, before and after."""

    team: str  # slug
    sprint: str
    capacity_before: float
    capacity_after: float
    planned_before: float
    planned_after: float

    @property
    def points(self) -> float:
        """The change in capacity."""
        return self.capacity_after - self.capacity_before


@dataclass(frozen=True, slots=True)
class Shift:
    """An epic, or an item without one, that another sprint finishes; None: left out."""

    key: str
    before: str | None
    after: str | None
    sprints: int = 0  # how many sprints later (below 0: earlier), where both have it

    @property
    def enters(self) -> bool:
        """Whether only the plan with the edit has it."""
        return self.before is None

    @property
    def leaves(self) -> bool:
        """Whether only the plan without the edit has it."""
        return self.after is None

    @property
    def slips(self) -> bool:
        """Whether it is finished later."""
        return self.sprints > 0


@dataclass(frozen=True, slots=True)
class Move:
    """An item with another team or sprint; None for a plan that doesn't have it."""

    key: str
    before: tuple[str, str] | None  # team slug, sprint
    after: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an edit changes: all parts by the names that the problem uses, objectives by id."""

    status: str  # of the plan with the edit
    cells: tuple[TeamSprint, ...] = ()
    epics: tuple[Shift, ...] = ()
    items: tuple[Shift, ...] = ()  # items without an epic
    moves: tuple[Move, ...] = ()
    cycle: Rise | None = None  # the expected score: with the plan before, with the one after
    objectives: Mapping[int, Rise] = field(default_factory=dict)
    key_results: Mapping[int, Rise] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    seconds: float = 0.0
    gap: float | None = None
    base: str = ""  # what it is compared with: "published", "proposed", "draft", ""

    @property
    def points(self) -> float:
        """The change in capacity over all teams and sprints."""
        return sum(cell.points for cell in self.cells)

    @property
    def has_answer(self) -> bool:
        """Whether there is a plan with the edit."""
        return self.status in ("optimal", "feasible")

    def to_document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self) | {
            "objectives": {str(key): asdict(one) for key, one in self.objectives.items()},
            "key_results": {str(key): asdict(one) for key, one in self.key_results.items()},
        }


def consequence_from(document: Mapping[str, Any]) -> Consequence:
    """Return what to_document() wrote."""
    cycle = document["cycle"]
    return Consequence(
        **{
            **document,
            "cells": tuple(TeamSprint(**one) for one in document["cells"]),
            "epics": tuple(Shift(**one) for one in document["epics"]),
            "items": tuple(Shift(**one) for one in document["items"]),
            "moves": tuple(
                Move(one["key"], _place(one["before"]), _place(one["after"]))
                for one in document["moves"]
            ),
            "cycle": Rise(**cycle) if cycle else None,
            "objectives": {int(key): Rise(**one) for key, one in document["objectives"].items()},
            "key_results": {int(key): Rise(**one) for key, one in document["key_results"].items()},
            "conflicts": tuple(document["conflicts"]),
            "repairs": tuple(document["repairs"]),
        }
    )


def _place(said: Any) -> tuple[str, str] | None:
    return (said[0], said[1]) if said else None
