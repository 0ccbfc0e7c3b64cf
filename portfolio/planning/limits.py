"""How long the planner may think: seconds for people who wait, effort for the same answer twice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A wall clock, or with `effort` (1 to 100) a fixed amount of work that no clock can change.

    With `effort`, `seconds` is a mere safety stop; stopping by it is a warning in the plan.
    """

    seconds: float = 30.0
    effort: int | None = None

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise ValueError("seconds must be above 0")
        if self.effort is not None and not 1 <= self.effort <= 100:
            raise ValueError("effort must be between 1 and 100")
