"""Saved filters of the backlog: a name for what its filter bar asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portfolio.domain.errors import Refused

LONGEST_NAME = 120
WORDS = ("q", "area", "team", "epic", "type", "level", "category", "objective", "plan", "shape")
MEASURED = ("q", "area", "team", "epic", "type", "level", "category", "objective")


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter that somebody keeps, for themselves or for everybody."""

    id: int
    name: str
    query: Mapping[str, str]
    account_id: int | None
    is_shared: bool
    created_at: datetime
    version: int = 1

    @property
    def is_measurable(self) -> bool:
        """Whether a key result may be counted by it: not where it asks what a plan thinks."""
        return "plan" not in self.query and any(name in MEASURED for name in self.query)


@dataclass(frozen=True, slots=True)
class FilterDraft:
    """A filter that is to be kept."""

    name: str
    query: Mapping[str, str]
    is_shared: bool = False

    def __post_init__(self) -> None:
        faults = {}
        if not self.name.strip():
            faults["name"] = "Give the filter a name."
        elif len(self.name) > LONGEST_NAME:
            faults["name"] = "The name is longer than 120 characters."
        if not any(name in MEASURED or name == "plan" for name in self.query):
            faults["query"] = "Filter the backlog first: this would keep all of it."
        if faults:
            raise Refused(" ".join(faults.values()), faults)
