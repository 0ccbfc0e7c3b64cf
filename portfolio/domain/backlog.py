"""The one backlog: initiative > epic > story tree, states, and what a rank means."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Level(StrEnum):
    """Where an item stands in the tree."""

    INITIATIVE = "initiative"
    EPIC = "epic"
    STORY = "story"
    SUBTASK = "subtask"


class Category(StrEnum):
    """The four standard categories that every roll-up reads."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether there is still work to be done."""
        return self in (Category.TODO, Category.DOING)


@dataclass(frozen=True, slots=True)
class Item:
    """Any row of the backlog, as the planner and the pages read it."""

    id: int
    key: str
    level: Level
    type: str
    title: str
    category: Category
    rank: int
    version: int = 1
    parent_id: int | None = None
    area_id: int | None = None
    team_id: int | None = None
    status: str = ""
    resolution: str | None = None
    is_delivered: bool = False
    priority: str | None = None
    points: float | None = None
    kind_of_work: str | None = None
    is_optional: bool = False
    area_overridden: bool = False
    earliest_on: date | None = None
    latest_on: date | None = None
    due_on: date | None = None
    created_at: datetime | None = None
    resolved_at: datetime | None = None
    skills: tuple[str, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether there is still work to be done."""
        return self.category.is_open


@dataclass(frozen=True, slots=True)
class Link:
    """`from_key` must be ready before `to_key` where the type is a dependency."""

    type: str
    from_key: str
    to_key: str
    lag: int = 0


DEPENDENCY_TYPES = ("Blocks", "Depends")

# A resolution that ends an item without delivering it. The list is editable per product
# (store: resolutions); these are the defaults of the trackers we read.
NO_DELIVERY = frozenset(
    {
        "cannot reproduce",
        "declined",
        "duplicate",
        "incomplete",
        "invalid",
        "needs more info",
        "not a bug",
        "not our bug",
        "rejected",
        "won't do",
        "won't fix",
        "wont fix",
        "abandoned",
        "obsolete",
        "out of date",
        "hold",
        "unresolved",
    }
)


def is_delivery(resolution: str | None) -> bool:
    """Whether an item that ended with this resolution was delivered."""
    return bool(resolution) and resolution is not None and resolution.lower() not in NO_DELIVERY
