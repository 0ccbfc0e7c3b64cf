"""A replay: a past quarter planned again, beside what was planned and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from portfolio.domain.replay_walk import Cause, Step

FORMAT = "portfolio.replay/1"


class Basis(StrEnum):
    """Where the plan that was made is taken from."""

    PUBLISHED = "published"  # the first publication of the quarter
    SPRINTS = "sprints"  # nothing was published: what the tracker's sprints held
    RANK = "rank"  # nothing is known: the backlog in the order of its rank


class Name(StrEnum):
    """The three plans, and what was done."""

    MADE = "made"
    BEST = "best"
    HINDSIGHT = "hindsight"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the plans, or what was done.

    Its worth is given by the effects known then and by those that really came. `gap` is how far
    it is, as proven, from the best plan of its own problem; `broken` what the checker found.
    """

    name: str
    worth: float
    worth_real: float
    epics: int = 0
    items: int = 0
    points: float = 0.0
    status: str = ""
    gap: float | None = None
    seconds: float = 0.0
    is_checked: bool = False
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """An epic, or an item without one: the place of the sprint in which each plan finishes it.

    `lost_to` is the cause for which something of the plan made was not done; `is_new`: it was
    not known on the first day.
    """

    item_id: int
    is_epic: bool
    worth: float
    worth_real: float
    points: float
    area: str | None = None
    made: int | None = None
    best: int | None = None
    hindsight: int | None = None
    done: int | None = None
    is_new: bool = False
    is_dropped: bool = False
    grown: float = 0.0  # points of required work that came later
    lost_to: str | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team's points over the quarter; `lost` says what took them since the first day."""

    team_id: int
    has_people: bool
    planned: float = 0.0
    room: float = 0.0
    room_days: float = 0.0
    delivered: float = 0.0
    of_plan: float = 0.0  # delivered points of what was planned
    added: float = 0.0
    best: float = 0.0
    hindsight: float = 0.0
    lost: Mapping[str, float] = field(default_factory=dict)
    sprints: tuple[tuple[float, float, float, float], ...] = ()  # planned, room, days, delivered

    @property
    def beside(self) -> float:
        """The delivered points that were known on the first day and not planned."""
        return max(0.0, self.delivered - self.added - self.of_plan)

    @property
    def pace(self) -> float | None:
        """What was delivered for each point that the days there really were promised."""
        return self.delivered / self.room_days if self.has_people and self.room_days else None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area: what came to it later, and how far its estimates carried."""

    area: str | None  # slug
    added: float = 0.0
    added_items: int = 0
    added_epics: int = 0
    promised: float = 0.0  # points of its teams' real days at the rate of the first day
    delivered: float = 0.0
    resized: int = 0
    size_then: float = 0.0
    size_now: float = 0.0

    @property
    def pace(self) -> float | None:
        """The delivered share of what the days promised."""
        return self.delivered / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A key result: its score on the first day, what plans and done work promised, its end."""

    key_result_id: int
    before: float
    share: float
    best: float
    made: float
    done: float
    real: float
    end: float | None = None
    has_effects: bool = False  # somebody said what a finished epic really moved of it


@dataclass(frozen=True, slots=True)
class Guess:
    """A field that has no history: of so many items today's value stands in."""

    what: str
    items: int
    of: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything that a page says of a quarter that was planned again."""

    cycle: str
    day: str  # the first day: what was known when it began
    until: str
    is_over: bool
    is_score: bool
    before: float | None
    basis: str
    outcomes: tuple[Outcome, ...]
    steps: tuple[Step, ...]
    things: tuple[Thing, ...] = ()
    teams: tuple[TeamRow, ...] = ()
    areas: tuple[AreaRow, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    guesses: tuple[Guess, ...] = ()
    others: Mapping[str, float] = field(default_factory=dict)  # worth by rank, by WSJF
    plan_id: int | None = None
    made_on: str | None = None
    promised: float | None = None  # the score that the published plan expected, on its day
    levers: int = 0  # wishes of people in the plan that was made
    sprints: int = 0  # of the tracker, that stand for the plan made
    sprint_points: float = 0.0  # what they held
    items_known: int = 0
    items_added: int = 0
    notes: tuple[str, ...] = ()

    def one(self, name: Name) -> Outcome:
        """Return one of the plans, or what was done."""
        return next(one for one in self.outcomes if one.name == name)

    def change(self, cause: Cause) -> float:
        """What a cause adds; 0 where it is no step."""
        return sum(one.change for one in self.steps if one.cause is cause)

    @property
    def came(self) -> float:
        """What the work that was done brought in the end."""
        return [one for one in self.steps if one.cause is not Cause.ELSEWHERE][-1].after

    @property
    def end(self) -> float | None:
        """The cycle's score at its end, whatever brought it; None where nobody checked in."""
        last = self.steps[-1]
        return last.after if last.cause is Cause.ELSEWHERE else None

    @property
    def worst(self) -> Step | None:
        """The step that cost most; None where none did."""
        own = (one for one in self.steps if one.cause is not Cause.ELSEWHERE)
        found = min(own, key=lambda one: one.change, default=None)
        return found if found is not None and found.change < 0 else None

    def to_bytes(self) -> bytes:
        """Return it as a document to store."""
        document = {"format": FORMAT, **asdict(self)}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def replay_from_bytes(raw: bytes) -> Replay:
    """Read a stored replay; what this version doesn't know is left out."""
    said = json.loads(raw)
    values = {one.name: said[one.name] for one in fields(Replay) if one.name in said}
    steps = (Step(Cause(one["cause"]), one["before"], one["after"]) for one in said["steps"])
    return Replay(
        **{
            **values,
            "steps": tuple(steps),
            "outcomes": _all(Outcome, said["outcomes"]),
            "things": _all(Thing, said.get("things", ())),
            "teams": _all(TeamRow, said.get("teams", ())),
            "areas": _all(AreaRow, said.get("areas", ())),
            "goals": _all(GoalRow, said.get("goals", ())),
            "guesses": _all(Guess, said.get("guesses", ())),
            "notes": tuple(said.get("notes", ())),
        }
    )


Row = TypeVar("Row", Outcome, Thing, TeamRow, AreaRow, GoalRow, Guess)


def _all(kind: type[Row], documents: Any) -> tuple[Row, ...]:
    names = {one.name for one in fields(kind)}
    return tuple(
        kind(**{name: _frozen(value) for name, value in one.items() if name in names})
        for one in documents
    )


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
