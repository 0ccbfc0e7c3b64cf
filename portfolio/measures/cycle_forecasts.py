"""All forecasts of a cycle on a day, from one set of joint draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from portfolio.domain.forecast_facts import ForecastFacts, room_until
from portfolio.domain.forecasts import CHANCES, Forecast, Kind, Unit
from portfolio.measures.draws import DRAWS, Ahead, delivered, quantiles_of
from portfolio.measures.epic_queue import Queues, parts_of, queues
from portfolio.measures.goal_forecasts import goal_forecasts
from portfolio.measures.stretch import Raw, State, raw_of, stretched, stretches, told_until
from portfolio.measures.team_outlook import STEPS, TeamOutlook, outlooks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

SOON = timedelta(days=27)  # from the day on: four weeks, the last day counted
FARTHEST = 7 * STEPS[-1]  # days: beyond it no epic's end is told more closely


@dataclass(frozen=True, slots=True)
class Draws:
    """What teams deliver: (draws, teams, steps), the steps ending after STEPS weeks.

    `usual` is with the capacity they had, `totals` with the one they will have.
    """

    teams: tuple[int, ...]
    usual: "Figures"
    totals: "Figures"

    def after(self, days: int, teams: Sequence[int], rooms: Sequence[float]) -> "Figures":
        """Return what these teams together have delivered after so many days, draw by draw.

        `rooms` are their shares of capacity over these days.
        """
        import numpy as np

        step = min(int(np.searchsorted(STEPS, days / 7)), len(STEPS) - 1)
        first = STEPS[step - 1] if step else 0
        share = min((days / 7 - first) / (STEPS[step] - first), 1.0)
        found: Any = 0.0
        for team, room in zip(teams, rooms, strict=True):
            own = self.usual[:, self.teams.index(team), :]
            before = own[:, step - 1] if step else 0.0
            found = found + room * (before + (own[:, step] - before) * share)
        whole: Figures = found
        return whole

    def days_until(self, team: int, work: float) -> "Figures":
        """Return after how many days a team has delivered some work, draw by draw.

        A day after the last one that is looked at stands for all that come after it.
        """
        import numpy as np

        own = np.ascontiguousarray(self.totals[:, self.teams.index(team), :].T)
        work -= 1e-9
        step = (own < work).sum(axis=0)
        inner = np.minimum(step, len(STEPS) - 1)
        places = inner * own.shape[1] + np.arange(own.shape[1])
        every = np.concatenate((np.zeros(own.shape[1]), own.ravel()))  # nothing, then each step
        before, after = every[places], every[places + own.shape[1]]
        ends = np.array((0.0, *STEPS))
        share = (work - before) / np.maximum(after - before, 1e-12)
        weeks = ends[inner] + np.diff(ends)[inner] * share
        days = np.maximum(np.ceil(7 * weeks - 1e-6) - 1, 0.0)
        return np.where(step >= len(STEPS), FARTHEST + 1.0, days)


def cycle_forecasts(
    facts: ForecastFacts,
    on: date,
    *,
    ahead: Mapping[int, TeamOutlook] | None = None,
    draws: int = DRAWS,
) -> list[Forecast]:
    """Return the forecasts that are made on a day, before anything that day brings.

    `ahead` are the teams' outlooks where they are known already. Nothing is said of a quarter
    that is over.
    """
    if on > facts.cycle.span.ends_on:
        return []
    known = outlooks(facts.works, (on,), facts.reference)[on] if ahead is None else ahead
    there = {team.id for team in facts.teams if team.exists_on(on)}
    known = {team_id: one for team_id, one in sorted(known.items()) if team_id in there}
    lines = queues(facts, known, on)
    made = _Making(facts, known, lines, on, draws=draws)
    return [*made.work(), *made.epics(), *made.goals()]


class _Making:
    """The making of one day's forecasts."""

    def __init__(
        self,
        facts: ForecastFacts,
        ahead: Mapping[int, TeamOutlook],
        lines: Queues,
        on: date,
        *,
        draws: int,
    ) -> None:
        self.facts, self.ahead, self.lines, self.on = facts, ahead, lines, on
        self.count = draws
        self.ends_on = facts.cycle.span.ends_on
        self.drawn = self._drawn()
        self.raw: dict[int, Raw] = {}
        self.days = self._days_of_epics()

    def work(self) -> list[Forecast]:
        """Return what teams, areas and all together deliver."""
        found = []
        soon = self.on + SOON
        for team_id in self.ahead:
            found.append(self._total(Kind.TEAM, team_id, (team_id,), self.ends_on))
            found.append(self._total(Kind.TEAM_SOON, team_id, (team_id,), soon))
        areas: dict[int, list[int]] = {}
        for team in self.facts.teams:
            if team.area_id is not None and team.id in self.ahead:
                areas.setdefault(team.area_id, []).append(team.id)
        for area_id, teams in areas.items():
            found.append(self._total(Kind.AREA, area_id, teams, self.ends_on))
        if self.ahead:
            cycle_id = self.facts.cycle.id
            every = tuple(self.ahead)
            found.append(self._total(Kind.PRODUCT, cycle_id, every, self.ends_on))
            found.append(self._total(Kind.PRODUCT_SOON, cycle_id, every, soon))
        return found

    def epics(self) -> list[Forecast]:
        """Return the days of the open epics; those far beyond what is looked at are left out."""
        import numpy as np

        found = []
        until_on = self.on + timedelta(days=FARTHEST)
        left = (self.ends_on - self.on).days
        claimed = {claim.item_id for claim in self.facts.claims}
        for epic_id, days in self.days.items():
            quantiles = tuple(float(x) for x in np.quantile(days, CHANCES, method="higher"))
            if quantiles[0] > FARTHEST and epic_id not in claimed:
                continue
            rest = self.lines.epics[epic_id]
            basis = {
                "items": rest.items,
                "remaining": round(rest.size, 2),
                "counted": rest.unit.value,
                "unsized": rest.unsized,
                "teams": sorted(rest.by_team),
                "state": rest.state.value,
                "raw": [round(self.raw[epic_id].middle, 2), round(self.raw[epic_id].spread, 4)],
                "chance": round(float((days <= left).mean()), 3),
                **self._thin(rest.by_team),
            }
            found.append(
                self._made(Kind.EPIC, epic_id, Unit.DAYS, quantiles, until_on=until_on, basis=basis)
            )
        return found

    def goals(self) -> list[Forecast]:
        """Return where key results, objectives and the cycle will stand, and the work for them."""
        if self.facts.tree is None:
            return []
        found = goal_forecasts(self.facts, self.on, days=self.days, draws=self.count)
        return [*found, *self._work_of_objectives()]

    def _drawn(self) -> Draws:
        import numpy as np

        teams = tuple(self.ahead)
        if not teams:
            nothing = np.zeros((self.count, 0, len(STEPS)))
            return Draws((), nothing, nothing)
        as_usual = (1.0,) * len(STEPS)
        ahead = [Ahead(str(team), one.totals, as_usual) for team, one in self.ahead.items()]
        usual = delivered(ahead, ends=STEPS, draws=self.count)
        ends = [self.on + timedelta(days=7 * weeks - 1) for weeks in STEPS]
        rooms = np.array([[self._room(team, end) for end in ends] for team in teams])
        totals = (usual.transpose(1, 2, 0) * rooms[:, :, None]).transpose(2, 0, 1)
        return Draws(teams, usual, np.maximum.accumulate(totals, axis=2))

    def _room(self, team_id: int, until: date) -> float:
        return room_until(self.facts.rooms.get(team_id, ()), self.on, until)

    def _days_of_epics(self) -> dict[int, "Figures"]:
        import numpy as np

        found: dict[int, Figures] = {}
        is_open = {one.item_id for one in self.facts.epics if one.is_open_on(self.on)}
        for epic_id, parts in sorted(parts_of(self.lines, self.drawn.teams).items()):
            if epic_id not in is_open:
                continue
            for team_id, work in parts.items():
                days = self.drawn.days_until(team_id, work / self.ahead[team_id].lift)
                known = found.get(epic_id)
                found[epic_id] = days if known is None else np.maximum(known, days)
        learned = stretches(told_until(self.facts.former, self.on))
        for epic_id, days in found.items():
            rest = self.lines.epics[epic_id]
            if rest.state is State.ACTIVE:  # nobody says that it is next: it goes on as it did
                days = days * max(7 * rest.own_weeks / max(float(np.median(days)), 1.0), 1.0)
            raw = raw_of(days, rest.state)
            self.raw[epic_id] = raw
            days = stretched(days, raw, learned[raw.state, raw.size], seed=epic_id)
            found[epic_id] = np.minimum(days, FARTHEST + 1.0)
        return found

    def _total(self, kind: Kind, subject_id: int, teams: Sequence[int], until: date) -> Forecast:
        unit = self._unit(teams)
        counted = [team_id for team_id in teams if self.ahead[team_id].unit is unit]
        rooms = [self._room(team_id, until) for team_id in counted]
        totals = self.drawn.after((until - self.on).days + 1, counted, rooms)
        basis = {
            "weeks": min(self.ahead[team_id].weeks for team_id in counted),
            "zero": round(max(self.ahead[team_id].zero for team_id in counted), 3),
            "room": round(sum(rooms) / len(rooms), 3),
            "teams": counted,
            "left_out": [team_id for team_id in teams if team_id not in counted],
            **self._thin(counted),
        }
        return self._made(kind, subject_id, unit, _quantiles(totals), until_on=until, basis=basis)

    def _unit(self, teams: Sequence[int]) -> Unit:
        """Units are never mixed: the one of most teams is taken, points where it is a tie."""
        pointed = sum(self.ahead[team_id].unit is Unit.POINTS for team_id in teams)
        return Unit.POINTS if 2 * pointed >= len(teams) else Unit.ITEMS

    def _thin(self, teams: Iterable[int]) -> dict[str, bool]:
        """Say that there is too little history where that is so of any of the teams."""
        thin = any(self.ahead[team_id].is_thin for team_id in teams)
        return {"thin": True} if thin else {}

    def _work_of_objectives(self) -> list[Forecast]:
        tree = self.facts.tree
        if tree is None:
            return []
        found = []
        for objective in tree.every_objective():
            own = {one.id for one in objective.key_results}
            epics = {one.item_id for one in self.facts.claims if one.key_result_id in own}
            made = self._work_of(objective.id, epics)
            if made is not None:
                found.append(made)
        return found

    def _work_of(self, objective_id: int, epics: set[int]) -> Forecast | None:
        import numpy as np

        parts = [
            (team_id, one)
            for team_id, line in self.lines.by_team.items()
            for one in line
            if one.epic_id in epics
        ]
        if not parts:
            return None
        unit = self._unit([team_id for team_id, _ in parts])
        counted = [(team_id, one) for team_id, one in parts if self.ahead[team_id].unit is unit]
        days = (self.ends_on - self.on).days + 1
        whole = np.zeros(self.count)
        for team_id in {team_id for team_id, _ in counted}:
            room = self._room(team_id, self.ends_on)
            done = self.drawn.after(days, (team_id,), (room,)) * self.ahead[team_id].lift
            own = [one for of_team, one in counted if of_team == team_id]
            for one in own:
                whole += np.clip(done - one.before, 0.0, one.size)
        teams = sorted({team_id for team_id, _ in counted})
        basis = {
            "epics": len(epics),
            "remaining": round(sum(one.size for _, one in counted), 2),
            "items": sorted({one.item_id for _, one in counted}),
            "teams": teams,
            **self._thin(teams),
        }
        return self._made(
            Kind.OBJECTIVE_WORK,
            objective_id,
            unit,
            _quantiles(whole),
            until_on=self.ends_on,
            basis=basis,
        )

    def _made(
        self,
        kind: Kind,
        subject_id: int,
        unit: Unit,
        quantiles: tuple[float, ...],
        *,
        until_on: date,
        basis: Mapping[str, Any],
    ) -> Forecast:
        return Forecast(
            kind, subject_id, unit, self.on, until_on, quantiles, self.facts.cycle.id, basis
        )


def _quantiles(totals: Any) -> tuple[float, ...]:
    return tuple(round(one, 4) for one in quantiles_of(totals, CHANCES))
