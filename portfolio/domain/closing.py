"""The closing of a cycle: what each key result is graded with, and what is said of the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.standing import CycleStanding

LONGEST_NOTE = 4000
SAME = 0.005  # grades are written with two digits


@dataclass(frozen=True, slots=True)
class Grade:
    """What a key result was graded with, beside what had been computed."""

    score: float | None
    grade: float | None = None  # None: the score stands
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the grade says something else than the score."""
        if self.grade is None:
            return False
        return self.score is None or abs(self.grade - self.score) >= SAME


@dataclass(frozen=True, slots=True)
class ClosingDraft:
    """What the planner writes at the end: grades and reasons by key result, notes by objective."""

    note: str = ""
    grades: Mapping[int, tuple[float | None, str]] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)

    def graded(self, standing: CycleStanding) -> dict[int, Grade]:
        """Return the grade of each key result; raise Refused, by field, where one cannot be.

        A grade that differs from the score needs a reason.
        """
        found: dict[int, Grade] = {}
        faults: dict[str, str] = {}
        for one in standing.every_key_result():
            id_ = one.key_result.id
            grade, reason = self.grades.get(id_, (None, ""))
            if grade is not None and not 0 <= grade <= 1:
                faults[f"grade-{id_}"] = "A grade is a number from 0 to 1."
                continue
            made = Grade(one.score, grade, reason.strip())
            if made.differs and not made.reason:
                faults[f"reason-{id_}"] = "Write why the grade differs from the score."
            if len(reason) > LONGEST_NOTE:
                faults[f"reason-{id_}"] = "The reason is longer than 4,000 characters."
            found[id_] = made if made.differs else Grade(one.score)
        for name, text in (("note", self.note), *_named(self.notes)):
            if len(text) > LONGEST_NOTE:
                faults[name] = "The note is longer than 4,000 characters."
        if faults:
            raise Refused(" ".join(dict.fromkeys(faults.values())), faults)
        return found


def refuse_early(cycle: Cycle, today: date) -> None:
    """Raise Refused where the cycle still runs, or is closed already."""
    if cycle.is_closed:
        raise Refused(f"{cycle.label} is closed already.")
    if today < cycle.span.ends_on:
        last = cycle.span.ends_on
        raise Refused(f"{cycle.label} runs until {last}. It can be closed from that day on.")


def _named(notes: Mapping[int, str]) -> list[tuple[str, str]]:
    return [(f"note-{objective_id}", text) for objective_id, text in notes.items()]
