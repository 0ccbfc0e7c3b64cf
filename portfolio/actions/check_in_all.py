"""Check in several key results at once, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portfolio.actions.check_in import Ground, grounds, say
from portfolio.actions.finish_step import finish_step
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.domain.okrs import in_force, is_told_late
from portfolio.domain.people import Viewer
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step of a milestone to finish, or to take back."""

    step_id: int
    version: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """What one line of a form says of a key result; `is_said` is false where only steps change."""

    key_result_id: int
    is_said: bool
    value: float | None
    confidence: float | None
    note: str = ""
    seen_id: int | None = None
    steps: tuple[StepChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """How many key results something was said of, and of how many what was said is corrected."""

    count: int = 0
    corrected: int = 0
    is_late: bool = False


def check_in_all(
    tx: Tx, by: Viewer, sayings: Sequence[Saying], *, on: date, now: datetime
) -> CheckedIn:
    """Check in every key result that something is said of and return how many those are.

    A key result is named once. Raises Refused with all faults at once, each named `kr12-value`,
    the day's own `on`.
    """
    faults: dict[str, str] = {}
    count = corrected = 0
    is_said = False
    known = grounds(tx, [saying.key_result_id for saying in sayings])
    for saying in sayings:
        if saying.key_result_id not in known:
            raise NotFound("key result", saying.key_result_id)
        try:
            ground = known[saying.key_result_id]
            count += _say(tx, by, saying, ground, on=on, now=now)
            is_said |= saying.is_said
            corrected += saying.is_said and _has(ground, on)
        except Refused as refused:
            for name, fault in (refused.faults or {"value": str(refused)}).items():
                faults["on" if name == "on" else f"kr{saying.key_result_id}-{name}"] = fault
    if faults:
        raise Refused(" ".join(dict.fromkeys(faults.values())), faults)
    return CheckedIn(count, corrected, is_late=is_said and is_told_late(on, now))


def _has(ground: Ground, on: date) -> bool:
    return any(one.on == on for one in in_force(ground.key_result.check_ins))


def _say(tx: Tx, by: Viewer, saying: Saying, ground: Ground, *, on: date, now: datetime) -> int:
    for step in saying.steps:
        finish_step(
            tx,
            by,
            saying.key_result_id,
            step.step_id,
            done_on=on if step.is_done else None,
            version=step.version,
            now=now,
        )
    if saying.is_said:
        draft = CheckInDraft(on, saying.value, saying.confidence, saying.note)
        say(tx, by, ground, draft, now=now, seen_id=saying.seen_id)
    return int(saying.is_said or bool(saying.steps))
