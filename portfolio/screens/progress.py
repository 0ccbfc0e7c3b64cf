"""The page of who only looks: objectives in a line each, the dangers, the week, the risks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Record
from portfolio.domain.plans import PlanHead
from portfolio.domain.sources import MetricSettings
from portfolio.screens import dangers, delivery_pulse, epic_dates, plan_in_view
from portfolio.screens import goals as goals_screen
from portfolio.screens import week as week_screen
from portfolio.screens.dangers import Danger, Ground, Risk
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.goal_lines import Goals, KeyResultLine, Line
from portfolio.screens.week import Week
from portfolio.store import people, plans, sources, teams
from portfolio.store import troubles as trouble_store
from portfolio.store.unit import Tx

MOST_LINES = 7


@dataclass(frozen=True, slots=True)
class Screen:
    """The progress page as of a day."""

    cycle: Cycle
    on: date  # as of which it is told: never after the quarter's end
    asked_on: date
    today: date
    goals: Goals
    plan: PlanHead | None
    dangers: Mapping[int, Danger]  # by objective
    risks: tuple[Risk, ...]
    week: Week
    delivery: Pulse
    aims: Mapping[str, KeyResultLine] = field(default_factory=dict)  # by delivery metric

    @property
    def number(self) -> int:
        """The week of the quarter, counted from 1."""
        weeks = max(0, (self.on - self.cycle.span.starts_on).days) // 7 + 1
        return min(weeks, self.weeks)

    @property
    def weeks(self) -> int:
        """How many weeks the quarter has."""
        return round(self.cycle.span.days / 7)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done for the quarter any more."""
        return self.asked_on > self.cycle.span.ends_on

    @property
    def record(self) -> Record | None:
        """How forecasts of objectives came true."""
        return self.goals.record

    @property
    def shown(self) -> tuple[Line, ...]:
        """The objectives that stand open: all, or of more than seven those most at stake."""
        if len(self.goals.lines) <= MOST_LINES:
            return self.goals.lines
        by_stake = sorted(self.goals.lines, key=self._stake)[:MOST_LINES]
        return tuple(sorted(by_stake, key=lambda line: line.number))

    @property
    def folded(self) -> tuple[Line, ...]:
        """The other objectives."""
        shown = {line.id for line in self.shown}
        return tuple(line for line in self.goals.lines if line.id not in shown)

    @property
    def oldest(self) -> date | None:
        """The day of the oldest of the latest news: the age of what the page says."""
        known = [one.heard_on for one in self.goals.key_results if one.heard_on]
        return min(known, default=None)

    def _stake(self, line: Line) -> tuple[bool, float, int]:
        at_stake = sum(
            one.at_stake for one in self.goals.key_results if one.id in line.key_result_ids
        )
        return (not line.is_in_danger, -at_stake, line.number)


def load(
    tx: Tx, cycle: Cycle, *, today: date, on: date | None = None, zone: tzinfo = UTC
) -> Screen:
    """Read everything the page shows as of a day; of an ended cycle, as of its last."""
    asked_on = on or today
    on = min(asked_on, cycle.span.ends_on)
    known = goals_screen.foreseen(tx, cycle.id, on=on)
    view = plan_in_view.in_force(tx, cycle)
    goals = goals_screen.load(tx, cycle.id, on=on, plan=view, known=known)
    ids = [one.id for one in goals.key_results]
    epics = epic_dates.load(tx, cycle, ids, known, on=on, zone=zone)
    team_names = {one.id: one.name for one in teams.all_teams(tx)}
    accounts = {one.id: one.name for one in people.all_accounts(tx)}
    troubles = trouble_store.troubles(tx, ids, on=on)
    pulse = delivery_pulse.load(tx, on=on)
    week = week_screen.load(
        tx,
        cycle,
        goals,
        epics,
        pulse=pulse,
        troubles=troubles,
        zone=zone,
        team_names=team_names,
    )
    ground = Ground(
        goals=goals,
        epics=epics,
        owners={one.id: _owner(one, accounts, team_names) for one in goals.key_results},
        people=accounts,
        troubles=troubles,
        lost=week.lost,
        proposed=_proposed(tx, cycle, on, zone),
    )
    return Screen(
        cycle=cycle,
        on=on,
        asked_on=asked_on,
        today=today,
        goals=goals,
        plan=epics.head,
        dangers=dangers.dangers(ground),
        risks=() if asked_on > cycle.span.ends_on else dangers.risks(ground),
        week=week,
        delivery=pulse,
        aims=_aims(tx, cycle, goals),
    )


def _aims(tx: Tx, cycle: Cycle, goals: Goals) -> dict[str, KeyResultLine]:
    """Return the key results that are a delivery metric of the whole product, the first of each."""
    own = sources.of_cycle(tx, cycle.id)
    aims: dict[str, KeyResultLine] = {}
    for one in goals.key_results:
        settings = own[one.id].settings if one.id in own else None
        if isinstance(settings, MetricSettings) and settings.scope[0] == "product":
            aims.setdefault(settings.metric, one)
    return aims


def _owner(one: KeyResultLine, accounts: Mapping[int, str], names: Mapping[int, str]) -> str:
    """Return whose key result it is: an account's, else as was written, else a team's."""
    return accounts.get(one.account_id or 0, "") or one.owner or names.get(one.team_id or 0, "")


def _proposed(tx: Tx, cycle: Cycle, on: date, zone: tzinfo) -> PlanHead | None:
    head = plans.proposed(tx, cycle.id)
    if head is None or head.proposed_at is None:
        return None
    return head if head.proposed_at.astimezone(zone).date() <= on else None
