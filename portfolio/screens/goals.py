"""Read the lines of objectives: how they stand, what is forecast, what the plan expects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.domain.okrs import expected_value, score_today, value_on
from portfolio.domain.standing import (
    CycleStanding,
    ExpectedScores,
    KeyResultStanding,
    ObjectiveStanding,
    expected_after,
    score_path,
    standing_of,
    weighted_mean,
)
from portfolio.screens.goal_lines import WEEK, Goals, KeyResultLine, Line
from portfolio.screens.plan_in_view import PlanInView, still_attained
from portfolio.store import forecasts, okrs
from portfolio.store.unit import Tx

MOST_POINTS = 14  # of a small line


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The newest forecasts of a cycle on a day, those of a week before, and a record."""

    now: Mapping[tuple[Kind, int], Forecast]
    before: Mapping[tuple[Kind, int], Forecast]
    record: Record | None = None

    def both(self, kind: Kind, subject_id: int) -> tuple[Forecast | None, Forecast | None]:
        """Return a subject's forecast now and a week before."""
        key = (kind, subject_id)
        return self.now.get(key), self.before.get(key)


def foreseen(tx: Tx, cycle_id: int, *, on: date) -> Foreseen:
    """Read what was forecast by a day, in three queries."""
    return Foreseen(
        forecasts.latest(tx, cycle_id, on=on),
        forecasts.latest(tx, cycle_id, on=on - WEEK),
        forecasts.record(tx, Kind.OBJECTIVE, on=on),
    )


def load(
    tx: Tx, cycle_id: int, *, on: date, plan: PlanInView | None, known: Foreseen | None = None
) -> Goals:
    """Read how the cycle's objectives stand, and where the plan's open work would take them."""
    standing = standing_of(okrs.tree(tx, cycle_id, on=on))
    after = expected_after(standing, still_attained(tx, plan, standing)) if plan else None
    return goals_of(standing, known or foreseen(tx, cycle_id, on=on), after)


def goals_of(standing: CycleStanding, known: Foreseen, after: ExpectedScores | None) -> Goals:
    """Return the lines of what was read already."""
    own = {
        one.key_result.id: _key_result(one, standing, known) for one in standing.every_key_result()
    }
    expected = after.objectives if after else {}
    lines = tuple(
        _line(standing, one, number, own, known=known, after=expected)
        for number, one in enumerate(standing.objectives, start=1)
    )
    now, before = known.both(Kind.CYCLE, standing.tree.cycle.id)
    return Goals(
        on=standing.tree.on,
        score=standing.score,
        week_ago=weighted_mean(
            [
                (one.objective.weight, line.week_ago)
                for one, line in zip(standing.objectives, lines, strict=True)
            ]
        ),
        after_plan=after.cycle if after else None,
        lines=lines,
        key_results=tuple(own.values()),
        forecast=now,
        forecast_before=before,
        record=known.record,
    )


def _line(
    standing: CycleStanding,
    one: ObjectiveStanding,
    number: int,
    own: Mapping[int, KeyResultLine],
    *,
    known: Foreseen,
    after: Mapping[int, float],
) -> Line:
    objective = one.objective
    path = score_path(standing.tree, objective, _days(standing))
    now, before = known.both(Kind.OBJECTIVE, objective.id)
    return Line(
        number=number,
        id=objective.id,
        code=objective.code,
        title=objective.title,
        score=one.score,
        week_ago=path[-2] if len(path) > 1 else None,
        after_plan=after.get(objective.id),
        status=one.status,
        path=tuple(path[-MOST_POINTS:]),
        heard_on=one.heard_on,
        stale=one.stale,
        worst=own[one.worst.key_result.id] if one.worst else None,
        key_result_ids=tuple(each.key_result.id for each in one.every_key_result()),
        share=one.share,
        confidence=one.confidence,
        forecast=now,
        forecast_before=before,
    )


def _key_result(one: KeyResultStanding, standing: CycleStanding, known: Foreseen) -> KeyResultLine:
    key_result, tree = one.key_result, standing.tree
    span, before = tree.cycle.span, tree.on - WEEK
    now, then = known.both(Kind.KEY_RESULT_SCORE, key_result.id)
    return KeyResultLine(
        id=key_result.id,
        code=key_result.code,
        title=key_result.title,
        unit=key_result.unit,
        owner=key_result.owner,
        value=one.value,
        target=key_result.target,
        score=one.score,
        expected=one.expected,
        status=one.status,
        share=one.share,
        heard_on=one.heard_on,
        is_stale=one.is_stale,
        account_id=key_result.account_id,
        team_id=key_result.team_id,
        objective_id=key_result.objective_id,
        value_before=value_on(key_result, before),
        score_before=score_today(key_result, before, span) if span.has(before) else None,
        is_aspirational=key_result.aspirational,
        expected_value=expected_value(key_result, tree.on, span),
        confidence=one.confidence,
        latest=one.latest,
        falling=_falling(score_path(tree, key_result, _days(standing))),
        forecast=now,
        forecast_before=then,
        value_forecast=known.now.get((Kind.KEY_RESULT, key_result.id)),
    )


def _falling(path: Sequence[float | None]) -> int:
    """Return in how many weeks running, until the last, a score fell."""
    weeks = 0
    for after, before in zip(path[::-1], path[-2::-1], strict=False):
        if after is None or before is None or after >= before:
            break
        weeks += 1
    return weeks


def _days(standing: CycleStanding) -> list[date]:
    """A day a week, back from the last known one to the cycle's first."""
    span = standing.tree.cycle.span
    day = min(standing.tree.on, span.ends_on)
    days = [day]
    while days[-1] - WEEK >= span.starts_on:
        days.append(days[-1] - WEEK)
    return days[::-1]
