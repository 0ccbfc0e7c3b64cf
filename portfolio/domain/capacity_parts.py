"""What becomes of a sprint's person-days: each part, in days, in points and in items."""

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.team_capacity import SprintCapacity


class Unit(StrEnum):
    """What the parts are measured in."""

    DAYS = "days"
    POINTS = "points"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Parts:
    """A sprint's whole, cut into what goes into the backlog and what is lost on the way.

    In points and items a loss is what the team would gain without it.
    """

    focused: float = 0.0
    switching: float = 0.0
    unfocused: float = 0.0
    on_call: float = 0.0
    holidays: float = 0.0
    absent: float = 0.0
    elsewhere: float = 0.0

    @property
    def whole(self) -> float:
        """All of it together."""
        return (
            self.focused
            + self.switching
            + self.unfocused
            + self.on_call
            + self.holidays
            + self.absent
            + self.elsewhere
        )


def parts_of(one: SprintCapacity, unit: Unit) -> Parts:
    """Return the parts of a sprint's capacity in a unit."""
    kept = 1.0 - one.switching
    if unit is Unit.DAYS:
        return Parts(
            focused=one.focused * kept,
            switching=one.focused * one.switching,
            unfocused=one.unfocused,
            on_call=one.on_call,
            holidays=one.holidays,
            absent=one.absent,
            elsewhere=one.elsewhere,
        )
    got = one.points if unit is Unit.POINTS else one.items
    each = one.rate if unit is Unit.POINTS else one.item_rate
    if not each and one.focused and kept:  # people on record, but the history's capacity
        each = got / one.focused / kept
    return Parts(
        focused=got,
        switching=got / kept - got if kept else one.focused * each,
        unfocused=one.days * (1.0 - one.focus) * each,
        on_call=one.on_call * one.focus * each,
        holidays=one.holidays * one.focus * each,
        absent=one.absent * one.focus * each,
        elsewhere=one.elsewhere * one.focus * each,
    )
