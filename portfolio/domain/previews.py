"""A preview: an edit that is not saved yet, with the consequence that is shown before it is."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portfolio.domain.consequences import Consequence, consequence_from
from portfolio.domain.edits import Edit, edit_from
from portfolio.domain.team_capacity import TeamCapacity

HARDLY = 0.005  # points and days closer than this read the same


class PreviewState(StrEnum):
    """How far a preview is."""

    WAITING = "waiting"
    RUNNING = "running"
    SOLVED = "solved"
    FAILED = "failed"
    SUPERSEDED = "superseded"  # by a newer preview of the same person and thing
    SKIPPED = "skipped"  # saved before it was solved

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self not in (PreviewState.WAITING, PreviewState.RUNNING)


@dataclass(frozen=True, slots=True)
class Cell:
    """A team's sprint before an edit and after it: available days, and points."""

    team: str  # slug
    name: str
    sprint: str
    starts_on: date
    days_before: float
    days_after: float
    points_before: float
    points_after: float

    @property
    def days(self) -> float:
        """The change in days."""
        return self.days_after - self.days_before

    @property
    def points(self) -> float:
        """The change in points."""
        return self.points_after - self.points_before

    @property
    def is_changed(self) -> bool:
        """Whether a reader sees a change."""
        return abs(self.points) >= HARDLY or abs(self.days) >= HARDLY

    def to_document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**asdict(self), "starts_on": self.starts_on.isoformat()}


Estimate = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A stored preview without its plans."""

    id: int
    account_id: int
    cycle_id: int
    scenario_id: int | None
    subject: str
    edit: Edit
    state: PreviewState
    estimate: Estimate
    asked_at: datetime
    attempts: int = 0
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    before: str | None = None  # fingerprint of the problem without the edit
    after: str | None = None  # and with it
    consequence: Consequence | None = None
    error: str | None = None
    saved_at: datetime | None = None
    undone_at: datetime | None = None
    plan_id: int | None = None  # the plan that was stored with it, as a proposal
    undo: Edit | None = None

    @property
    def points(self) -> float:
        """The change in points over all teams: as solved, else as estimated."""
        if self.consequence is not None:
            return self.consequence.points
        return sum(cell.points for cell in self.estimate)

    @property
    def is_saved(self) -> bool:
        """Whether it was saved, and not undone since."""
        return self.saved_at is not None and self.undone_at is None


def compared(
    before: Iterable[TeamCapacity], after: Mapping[int, TeamCapacity], *, since: date
) -> Estimate:
    """Return the sprints of the teams before and after, but for those that ended before a day."""
    return tuple(
        Cell(
            team=was.team.slug,
            name=was.team.name,
            sprint=one.sprint.name,
            starts_on=one.sprint.span.starts_on,
            days_before=one.available,
            days_after=other.available,
            points_before=one.points,
            points_after=other.points,
        )
        for was in before
        for one, other in zip(was.sprints, after[was.team.id].sprints, strict=True)
        if one.sprint.span.ends_on >= since
    )


def estimate_from(document: Iterable[Mapping[str, Any]]) -> Estimate:
    """Read what the cells wrote."""
    return tuple(
        Cell(**{**cell, "starts_on": date.fromisoformat(cell["starts_on"])}) for cell in document
    )


def preview_from(values: Mapping[str, Any]) -> Preview:
    """Return the preview of a stored row."""
    said, undo = values["consequence"], values["undo"]
    return Preview(
        **{
            **values,
            "edit": edit_from(values["edit"]),
            "state": PreviewState(values["state"]),
            "estimate": estimate_from(values["estimate"] or ()),
            "consequence": consequence_from(said) if said else None,
            "undo": edit_from(undo) if undo else None,
        }
    )
