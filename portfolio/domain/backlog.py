"""The one backlog: initiative > epic > story tree, states, and what a rank means."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portfolio.domain.errors import Refused
from portfolio.domain.people import Thing


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
    moves: int = 0
    skills: tuple[str, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether there is still work to be done."""
        return self.category.is_open


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that does not exist yet; without a key it is given one when it is added."""

    title: str
    level: Level = Level.STORY
    key: str | None = None
    type: str = ""
    parent_key: str | None = None
    area_id: int | None = None
    team_id: int | None = None
    status: str = ""
    category: Category = Category.TODO
    resolution: str | None = None
    priority: str | None = None
    points: float | None = None
    kind_of_work: str | None = None
    is_optional: bool = False
    earliest_on: date | None = None
    latest_on: date | None = None
    due_on: date | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    skills: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = item_faults(
            title=self.title, points=self.points, first_on=self.earliest_on, last_on=self.latest_on
        )
        if faults:
            raise Refused(f"The item {self.key or self.title!r} cannot be added.", faults)


@dataclass(frozen=True, slots=True)
class Link:
    """`from_key` must be ready before `to_key` where the type is a dependency."""

    type: str
    from_key: str
    to_key: str
    lag: int = 0


DEPENDENCY_TYPES = ("Blocks", "Depends")

# What each level may hang under.
PARENT_LEVEL: Mapping[Level, Level | None] = {
    Level.INITIATIVE: None,
    Level.EPIC: Level.INITIATIVE,
    Level.STORY: Level.EPIC,
    Level.SUBTASK: Level.STORY,
}
KEY_PREFIX: Mapping[Level, str] = {
    Level.INITIATIVE: "I",
    Level.EPIC: "E",
    Level.STORY: "S",
    Level.SUBTASK: "T",
}
KINDS_OF_WORK = ("feature", "debt", "compliance", "incident")
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
MOST_POINTS = 100_000

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


def area_of(
    given: int | None, *, parent_area: int | None, team_area: int | None
) -> tuple[int | None, bool]:
    """Return an item's area and whether that overrides what it would inherit."""
    inherited = parent_area if parent_area is not None else team_area
    if given is None or given == inherited:
        return inherited, False
    return given, parent_area is not None


def item_faults(
    *, title: str, points: float | None, first_on: date | None, last_on: date | None
) -> dict[str, str]:
    """Return what is wrong with an item's values, by field."""
    faults = {}
    if not title.strip():
        faults["title"] = "Write a title."
    if points is not None and not (math.isfinite(points) and 0 <= points <= MOST_POINTS):
        faults["points"] = f"Points are a number from 0 to {MOST_POINTS:,}."
    if first_on and last_on and last_on < first_on:
        faults["latest_on"] = "The latest day lies before the earliest."
    return faults


def thing_of(item: Item) -> Thing:
    """Return an item as permissions see it."""
    return Thing(
        team_ids=frozenset(() if item.team_id is None else (item.team_id,)),
        area_ids=frozenset(() if item.area_id is None else (item.area_id,)),
    )
