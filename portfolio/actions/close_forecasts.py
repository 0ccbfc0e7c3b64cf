"""Close forecasts whose day is over: write beside each what came of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, timedelta, tzinfo
from zoneinfo import ZoneInfo

from portfolio.domain.forecast_facts import Epic, Work
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.okrs import score_today, value_on
from portfolio.domain.standing import CycleStanding, standing_of
from portfolio.store import estimates, forecast_facts, forecasts, okrs, teams
from portfolio.store.unit import Tx

DAY = timedelta(days=1)
GRACE = timedelta(days=7)  # check-ins about the last day come in the days after it
GOALS = (Kind.KEY_RESULT, Kind.KEY_RESULT_SCORE, Kind.OBJECTIVE, Kind.CYCLE)


def close_forecasts(tx: Tx, *, on: date, zone: tzinfo = UTC) -> int:
    """Close every open forecast whose day was over before `on`, and return how many.

    An epic's is closed once the epic is; one that was dropped tells nothing. Goals are closed a
    week after their day, with what is known of that day by then.
    """
    waiting = [one for one in forecasts.open_ones(tx, on=on) if _is_due(one, on)]
    if not waiting:
        return 0
    came = _Work(tx, waiting, on=on, zone=zone).outcomes()
    came |= _outcomes_of_goals(tx, [one for one in waiting if one.kind in GOALS])
    return forecasts.close(tx, came, on=on)


def is_any_due(tx: Tx, *, on: date) -> bool:
    """Whether the day of any open forecast is over: a look that costs next to nothing."""
    return forecasts.is_any_open(tx, until=on - DAY, goals=GOALS, goals_until=on - GRACE - DAY)


def _is_due(one: Forecast, on: date) -> bool:
    return one.kind not in GOALS or one.until_on + GRACE < on


class _Work:
    """What was delivered, and which epics were done."""

    def __init__(self, tx: Tx, waiting: Iterable[Forecast], *, on: date, zone: tzinfo) -> None:
        self.on = on
        self.waiting = [one for one in waiting if one.kind not in GOALS]
        since = min((one.made_on for one in self.waiting), default=on)
        zones = {
            team.id: ZoneInfo(team.time_zone)
            for team in (teams.all_teams(tx) if self.waiting else ())
            if team.time_zone
        }
        self.works: dict[int, Work] = {}
        self.by_team: dict[int, list[Work]] = defaultdict(list)
        self.epics: dict[int, Epic] = {}
        if not self.waiting:
            return
        self.reference = estimates.classes_until(tx, on, zone=zone)
        self.epics = {one.item_id: one for one in forecast_facts.epics(tx, since=since, zone=zone)}
        for one in forecast_facts.works(tx, since=since, zones=zones, zone=zone):
            self.works[one.item_id] = one
            if one.is_delivered and one.team_id is not None:
                self.by_team[one.team_id].append(one)

    def outcomes(self) -> dict[int, float | None]:
        """Return what came of each forecast that is over."""
        found: dict[int, float | None] = {}
        for one in self.waiting:
            if one.kind is Kind.EPIC:
                found |= self._of_epic(one)
            elif one.kind is Kind.OBJECTIVE_WORK:
                found[one.id] = self._of_items(one)
            else:
                found[one.id] = self._of_teams(one)
        return found

    def _of_epic(self, one: Forecast) -> dict[int, float | None]:
        epic = self.epics.get(one.subject_id)
        if epic is None:
            return {one.id: None}
        if epic.closed_on is not None and epic.closed_on < self.on:
            days = float((epic.closed_on - one.made_on).days)
            return {one.id: days if epic.is_delivered and days >= 0 else None}
        if one.until_on < self.on:
            return {one.id: float((one.until_on - one.made_on).days + 1)}
        return {}

    def _of_teams(self, one: Forecast) -> float:
        own = [work for team_id in one.basis.get("teams", ()) for work in self.by_team[team_id]]
        inside = [work for work in own if self._is_inside(one, work)]
        if one.unit is Unit.ITEMS:
            return float(len(inside))
        return sum(work.points or 0.0 for work in inside)

    def _of_items(self, one: Forecast) -> float:
        own = [self.works[item] for item in one.basis.get("items", ()) if item in self.works]
        inside = [work for work in own if work.is_delivered and self._is_inside(one, work)]
        if one.unit is Unit.ITEMS:
            return float(len(inside))
        return sum(
            self.reference.estimate(work.points, work.type, work.team_id).points for work in inside
        )

    def _is_inside(self, one: Forecast, work: Work) -> bool:
        return work.closed_on is not None and one.made_on <= work.closed_on <= one.until_on


def _outcomes_of_goals(tx: Tx, waiting: Iterable[Forecast]) -> dict[int, float | None]:
    by_day: dict[tuple[int, date], list[Forecast]] = defaultdict(list)
    for one in waiting:
        by_day[one.cycle_id, one.until_on].append(one)
    found: dict[int, float | None] = {}
    for (cycle_id, day), own in by_day.items():  # a cycle has one last day
        standing = standing_of(okrs.tree(tx, cycle_id, on=day))
        scores = _scores(standing, day)
        found |= {one.id: scores.get((one.kind, one.subject_id)) for one in own}
    return found


def _scores(standing: CycleStanding, day: date) -> dict[tuple[Kind, int], float | None]:
    span = standing.tree.cycle.span
    found: dict[tuple[Kind, int], float | None] = {
        (Kind.CYCLE, standing.tree.cycle.id): standing.score
    }
    for one in standing.every_objective():
        found[Kind.OBJECTIVE, one.objective.id] = one.score
    for key_result in standing.tree.every_key_result():
        found[Kind.KEY_RESULT, key_result.id] = value_on(key_result, day)
        found[Kind.KEY_RESULT_SCORE, key_result.id] = score_today(key_result, day, span)
    return found
