"""Set the objectives of each quarter, check in week by week, attach the epics."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.add_objective import add_objective
from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.check_in_all import Saying, check_in_all
from portfolio.actions.finish_step import finish_step
from portfolio.domain.cycles import Cycle
from portfolio.domain.okr_drafts import KeyResultDraft, ObjectiveDraft
from portfolio.domain.okrs import Kind
from portfolio.domain.people import Viewer
from portfolio.store import okrs
from portfolio.store.unit import Tx
from seed.backlog import Epic
from seed.goals import OBJECTIVES, Wish
from seed.staff import Staff
from seed.this_week import note_of

Said = dict[str, list[tuple[date, float]]]  # the days and values of a key result, by title

STALE_DAYS = 21
STEPS = ("Contract agreed", "Two channels behind it", "Five channels behind it", "Old API closed")
# How far a key result has come when the share t of the quarter is over.
PATHS = {
    "steady": lambda t: 0.86 * t,
    "stale": lambda t: 0.8 * t,
    "fast": lambda t: min(1.0, 1.15 * t),
    "slow": lambda t: 0.52 * t,
    "stuck": lambda t: 0.16 * t,
    "back": lambda t: 0.9 * t if t < 0.4 else max(0.0, 0.36 - 0.55 * (t - 0.4)),
}


@dataclass(frozen=True)
class Aim:
    """A key result of one quarter, with the way it will go."""

    id: int
    objective: int
    wish: Wish
    start: float
    target: float

    @property
    def has_steps(self) -> bool:
        """Whether it is measured by its steps."""
        return self.wish.kind == Kind.MILESTONE.value


def set_goals(
    tx: Tx, by: Viewer, staff: Staff, cycle: Cycle, *, quarters_ago: int, now: datetime
) -> list[Aim]:
    """Add the six objectives with their twenty key results."""
    aims = []
    for place, (title, area, weight, wishes) in enumerate(OBJECTIVES):
        draft = ObjectiveDraft(
            title, owner=f"{area} lead", area_id=staff.areas[area], weight=weight
        )
        objective_id = add_objective(tx, by, cycle.id, draft, now=now)
        for wish in wishes:
            start, target = _reach(wish, quarters_ago)
            key_result = _draft(staff, wish, start, target)
            made = add_key_result(tx, by, objective_id, key_result, now=now)
            aims.append(Aim(made, place, wish, start, target))
    return aims


def check_in_until(
    tx: Tx,
    rng: Random,
    staff: Staff,
    cycle: Cycle,
    aims: Sequence[Aim],
    *,
    today: date,
    measured: Collection[str] = (),
) -> Said:
    """Check in each week of the quarter until today, as the owners would have.

    Of the key results that are to measure themselves the owners tell the first week alone; what
    they would have told is returned, by title.
    """
    kept: Said = {title: [] for title in measured}
    for monday in _mondays(cycle, today):
        t = cycle.elapsed(monday)
        forgotten = cycle.span.has(today) and monday > today - timedelta(days=STALE_DAYS)
        told = [aim for aim in aims if not (forgotten and aim.wish.path == "stale")]
        is_last = cycle.span.has(today) and monday > today - timedelta(days=7)
        by = staff.viewers["planner"]
        _check_in(tx, rng, by, told, monday, t=t, is_last=is_last, kept=kept)
    return kept


def attach(
    tx: Tx, rng: Random, by: Viewer, aims: Sequence[Aim], epics: Sequence[Epic], *, now: datetime
) -> None:
    """Attach each epic to one or two key results of its objective."""
    for epic in epics:
        own = [aim for aim in aims if aim.objective == epic.objective]
        for aim in rng.sample(own, min(len(own), rng.choice((1, 1, 2)))):
            gap = float(len(STEPS)) if aim.has_steps else abs(aim.target - aim.start)
            effect = gap * rng.uniform(0.12, 0.5) * (0.5 + epic.points / 70)
            belief = rng.choice((0.5, 0.6, 0.7, 0.8, 0.9))
            key = str(epic.item.key)
            attach_epic(tx, by, aim.id, key, effect=round(effect, 3), confidence=belief, now=now)


def _draft(staff: Staff, wish: Wish, start: float, target: float) -> KeyResultDraft:
    kind = Kind(wish.kind)
    team = staff.teams[wish.team] if wish.team else None
    if kind is Kind.MILESTONE:
        return KeyResultDraft(
            wish.title, kind, unit=wish.unit, team_id=team.id if team else None, steps=STEPS
        )
    return KeyResultDraft(
        wish.title,
        kind,
        start,
        target,
        unit=wish.unit,
        owner=wish.team or "",
        team_id=team.id if team else None,
        aspirational=wish.aspirational,
    )


def _reach(wish: Wish, quarters_ago: int) -> tuple[float, float]:
    span = wish.target - wish.start
    if quarters_ago == 0 or wish.kind == Kind.MILESTONE.value:
        return wish.start, wish.target
    floor = 0.0
    start = max(floor, wish.start - 0.24 * quarters_ago * span)
    end = max(floor, wish.start - 0.24 * (quarters_ago - 1) * span)
    target = end + 0.06 * span
    if abs(target - start) < 0.05 * abs(span):
        start = target - 0.2 * span
    return round(start, 2), round(target, 2)


def _check_in(
    tx: Tx,
    rng: Random,
    by: Viewer,
    aims: Sequence[Aim],
    monday: date,
    *,
    t: float,
    is_last: bool,
    kept: Said,
) -> None:
    now = datetime.combine(monday, time(9), UTC)
    sayings = []
    for aim in aims:
        share = PATHS[aim.wish.path](t)
        if aim.has_steps:
            _finish_steps(tx, by, aim, share, monday, now)
        else:
            note = note_of(aim.wish.path, is_last=is_last)
            saying = replace(_saying(rng, aim, share, t), note=note)
            own = kept.get(aim.wish.title)
            if not own:
                sayings.append(saying)
            if own is not None and saying.value is not None:
                own.append((monday, saying.value))
    check_in_all(tx, by, sayings, on=monday, now=now)


def _saying(rng: Random, aim: Aim, share: float, t: float) -> Saying:
    confidence = {"stuck": 0.2, "slow": 0.4, "back": 0.3}.get(aim.wish.path, 0.7)
    value = aim.start + (aim.target - aim.start) * max(0.0, share + rng.gauss(0, 0.012))
    return Saying(aim.id, True, round(value, 2), round(min(0.95, confidence + 0.1 * t), 2))


def _finish_steps(tx: Tx, by: Viewer, aim: Aim, share: float, monday: date, now: datetime) -> None:
    for step in okrs.one_key_result(tx, aim.id).steps[: int(share * len(STEPS))]:
        if step.done_on is None:
            finish_step(tx, by, aim.id, step.id, done_on=monday, version=step.version, now=now)


def _mondays(cycle: Cycle, today: date) -> Iterator[date]:
    day = cycle.span.starts_on + timedelta(days=-cycle.span.starts_on.weekday() % 7)
    while day <= min(today, cycle.span.ends_on):
        yield day
        day += timedelta(weeks=1)
