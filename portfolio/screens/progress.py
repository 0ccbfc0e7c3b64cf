"""The page of who only looks: objectives in a line each, what changed this week, the risks."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.delivery_range import range_of
from portfolio.domain.okrs import Status
from portfolio.domain.plans import PlanHead
from portfolio.screens import delivery, plan_in_view
from portfolio.screens import goals as goals_screen
from portfolio.screens.delivery_scope import Wish
from portfolio.screens.goals import WEEK, Goals, KeyResultLine, Line
from portfolio.store.unit import Tx

MOST_RISKS = 5
SMALLEST_MOVE = 0.005  # of a score: what two digits can show


@dataclass(frozen=True, slots=True)
class Move:
    """An objective whose score changed in the last week, and the key result that moved most."""

    line: Line
    mover: KeyResultLine | None


@dataclass(frozen=True, slots=True)
class Screen:
    """The progress page."""

    cycle: Cycle
    on: date
    goals: Goals
    plan: PlanHead | None
    moves: tuple[Move, ...]
    is_plan_new: bool
    risks: tuple[KeyResultLine, ...]
    delivery: delivery.Screen

    @property
    def week(self) -> int:
        """The week of the quarter, counted from 1."""
        return max(0, (self.on - self.cycle.span.starts_on).days) // 7 + 1

    @property
    def weeks(self) -> int:
        """How many weeks the quarter has."""
        return round(self.cycle.span.days / 7)


def load(tx: Tx, cycle: Cycle, *, today: date) -> Screen:
    """Read the objectives, the plan in force and what moved within the last seven days."""
    on = min(today, cycle.span.ends_on)
    plan = plan_in_view.in_force(tx, cycle)
    goals = goals_screen.load(tx, cycle.id, on=on, plan=plan)
    head = plan.head if plan else None
    published_at = head.published_at if head else None
    return Screen(
        cycle=cycle,
        on=on,
        goals=goals,
        plan=head,
        moves=_moves(goals),
        is_plan_new=published_at is not None and on - WEEK <= published_at.date() <= on,
        risks=_risks(goals),
        delivery=delivery.load(tx, Wish(), range_of(None, None, today=today), cycle=None),
    )


def _moves(goals: Goals) -> tuple[Move, ...]:
    moved = [
        line
        for line in goals.lines
        if line.week_ago is not None and abs(line.change) >= SMALLEST_MOVE
    ]
    moved.sort(key=lambda line: -abs(line.change))
    return tuple(Move(line, _mover(line, goals)) for line in moved)


def _mover(line: Line, goals: Goals) -> KeyResultLine | None:
    own = [
        one
        for one in goals.key_results
        if one.objective_id == line.id
        and one.score_before is not None
        and one.change * line.change > 0
    ]
    return max(own, key=lambda one: abs(one.change) * one.share, default=None)


def _risks(goals: Goals) -> tuple[KeyResultLine, ...]:
    behind = [
        one
        for one in goals.key_results
        if one.status in (Status.OFF_TRACK, Status.AT_RISK) and one.at_stake > 0
    ]
    return tuple(sorted(behind, key=lambda one: -one.at_stake)[:MOST_RISKS])
