"""Why an objective is in danger, and what is being done about it by when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from portfolio.domain.okrs import CheckIn
from portfolio.domain.plans import PlanHead
from portfolio.screens.epic_dates import EpicDates, Epics
from portfolio.screens.goal_lines import Goals, KeyResultLine, Line
from portfolio.store.troubles import Troubles

FRESH = timedelta(days=14)  # a note that is older says nothing of what happens next
MOST_REASONS = 2
FALLING_FROM = 2  # weeks running
LOST_FROM = 3.0  # working days of a team
MOST_RISKS = 6
LEAST_MISS = 0.25  # below it a key result is no risk worth a line


class Cause(StrEnum):
    """Why a key result may be missed, the one to name first at the top."""

    FAILING = "failing"  # its source
    BROKEN = "broken"  # its guardrail
    STALE = "stale"
    LATE = "late"  # an epic behind it
    LEFT_OUT = "left_out"  # every open epic behind it is out of the plan
    FALLING = "falling"
    EMPTY = "empty"  # no open epic is behind it
    LOST = "lost"  # capacity
    BEHIND = "behind"  # nothing of all that: it is only slow
    FORESEEN = "foreseen"  # not even that: it is where it should be, and its forecast is not


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause with what its sentence needs."""

    cause: Cause
    key_result: KeyResultLine
    epic: EpicDates | None = None
    count: int = 0  # of the epics, weeks or days that it speaks of
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """What is being done: what the owner said last, the next epic, a plan that waits."""

    note: CheckIn | None = None
    said_by: str = ""
    epic: EpicDates | None = None
    epics: int = 0  # planned ones, that one counted
    is_the_late_one: bool = False  # the very epic that was named as a reason
    proposed: PlanHead | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether nobody said what happens next, and nothing is planned."""
        return self.note is None and self.epic is None and self.proposed is None


@dataclass(frozen=True, slots=True)
class Risk:
    """A key result that may be missed."""

    key_result: KeyResultLine
    owner: str
    reasons: tuple[Reason, ...]
    doing: Doing

    @property
    def by_on(self) -> date | None:
        """The day by which the next that is done about it is to be there."""
        return self.doing.epic.promised_on if self.doing.epic else None


@dataclass(frozen=True, slots=True)
class Danger:
    """An objective in danger: its worst key result, why, and what is being done."""

    line: Line
    owner: str
    reasons: tuple[Reason, ...]
    doing: Doing
    heard_on: date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that reasons are found in."""

    goals: Goals
    epics: Epics
    owners: Mapping[int, str]  # by key result
    people: Mapping[int, str]  # by account
    troubles: Troubles = field(default_factory=Troubles)
    lost: Mapping[int, float] = field(default_factory=dict)  # working days of a week, by team
    proposed: PlanHead | None = None

    @property
    def on(self) -> date:
        """The day as of which it is told."""
        return self.goals.on


def dangers(ground: Ground) -> dict[int, Danger]:
    """Return the objectives in danger, by id, the worst first."""
    return {line.id: _danger(ground, line) for line in ground.goals.in_danger}


def risks(ground: Ground, *, most: int | None = MOST_RISKS) -> tuple[Risk, ...]:
    """Return the key results most at stake, those that cost the quarter most first."""
    found = [one for one in ground.goals.key_results if _is_risk(one)]
    found.sort(key=lambda one: -one.at_stake)
    return tuple(_risk(ground, one) for one in found[:most])


def _risk(ground: Ground, one: KeyResultLine) -> Risk:
    found = tuple(reasons(ground, one))[:MOST_REASONS]
    late = {each.epic.item.id for each in found if each.epic}
    return Risk(one, ground.owners.get(one.id, ""), found, _doing(ground, [one], late=late))


def reasons(ground: Ground, one: KeyResultLine) -> Iterator[Reason]:
    """Yield why a key result may be missed, the one to name first at first."""
    found = list(_causes(ground, one))
    if all(each.cause is Cause.LOST for each in found):  # which alone explains little
        is_behind = (one.score or 0.0) < one.expected or one.forecast is None
        yield Reason(Cause.BEHIND if is_behind else Cause.FORESEEN, one)
    yield from found


def _is_risk(one: KeyResultLine) -> bool:
    if _is_newer_than_forecast(one) and (one.score or 0.0) >= one.met_from:
        return False  # met since then, which the forecast did not know
    if one.miss is not None:
        return one.miss >= LEAST_MISS and one.at_stake > 0
    return one.status.badness > 0 and one.at_stake > 0


def _is_newer_than_forecast(one: KeyResultLine) -> bool:
    return bool(one.forecast and one.heard_on and one.heard_on >= one.forecast.made_on)


def _danger(ground: Ground, line: Line) -> Danger:
    own = _own(ground, line)
    behind = [one for one in own if one.status.badness or _is_risk(one)] or own
    worst = line.worst
    named = [one for one in behind if worst and one.id == worst.id]
    named += [one for one in behind if one not in named]
    found = [reason for one in named[:1] for reason in reasons(ground, one)]
    found += [reason for one in named[1:] for reason in _causes(ground, one)]
    heard = [one.heard_on for one in named if one.heard_on]
    return Danger(
        line,
        ground.owners.get(worst.id, "") if worst else "",
        tuple(_distinct(found))[:MOST_REASONS],
        _doing(ground, named, late={one.epic.item.id for one in found if one.epic}),
        max(heard, default=None),
    )


def _own(ground: Ground, line: Line) -> list[KeyResultLine]:
    own = [one for one in ground.goals.key_results if one.id in line.key_result_ids]
    return sorted(own, key=lambda one: -one.at_stake)


def _distinct(found: Iterable[Reason]) -> Iterator[Reason]:
    """Yield the reasons, each cause once and each epic once."""
    causes: set[Cause] = set()
    for one in found:
        if one.cause not in causes:
            causes.add(one.cause)
            yield one


def _causes(ground: Ground, one: KeyResultLine) -> Iterator[Reason]:
    on = ground.on
    if one.id in ground.troubles.failing:
        yield Reason(Cause.FAILING, one, since=ground.troubles.failing[one.id])
    if one.id in ground.troubles.broken:
        yield Reason(Cause.BROKEN, one, since=ground.troubles.broken[one.id])
    if one.is_stale:
        days = (on - one.heard_on).days if one.heard_on else 0
        yield Reason(Cause.STALE, one, count=days, since=one.heard_on)
    yield from _of_epics(ground, one)
    if one.falling >= FALLING_FROM:
        yield Reason(Cause.FALLING, one, count=one.falling)
    lost = ground.lost.get(one.team_id or 0, 0.0)
    if lost >= LOST_FROM:
        yield Reason(Cause.LOST, one, count=round(lost))


def _of_epics(ground: Ground, one: KeyResultLine) -> Iterator[Reason]:
    behind = [epic for epic in ground.epics.behind([one.id]) if epic.is_open]
    late = [epic for epic in behind if epic.is_late]
    if late:
        yield Reason(Cause.LATE, one, epic=late[0], count=len(late))
    elif behind and ground.epics.head and not any(epic.promised_on for epic in behind):
        yield Reason(Cause.LEFT_OUT, one, epic=behind[0], count=len(behind))
    elif not behind and (one.score or 0.0) < 1:
        yield Reason(Cause.EMPTY, one)


def _doing(ground: Ground, named: Sequence[KeyResultLine], *, late: set[int]) -> Doing:
    note = next((one.latest for one in named if _is_news(one.latest, ground.on)), None)
    planned = _planned(ground, named[:1]) or _planned(ground, named)
    planned.sort(key=lambda one: one.item.id in late)  # what is not late is news
    said_by = ground.people.get(note.account_id or 0, "") if note else ""
    epic = planned[0] if planned else None
    is_late = epic is not None and epic.item.id in late
    return Doing(note, said_by, epic, len(planned), is_late, ground.proposed)


def _planned(ground: Ground, named: Iterable[KeyResultLine]) -> list[EpicDates]:
    behind = ground.epics.behind(one.id for one in named)
    return [epic for epic in behind if epic.is_open and epic.promised_on is not None]


def _is_news(latest: CheckIn | None, on: date) -> bool:
    return latest is not None and bool(latest.note.strip()) and latest.on >= on - FRESH
