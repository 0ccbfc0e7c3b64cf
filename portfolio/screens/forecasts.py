"""All forecasts of a quarter beside the record of their kind, and those of one subject."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.store import backlog, forecasts, teams
from portfolio.store.unit import Tx

KINDS = (Kind.EPIC, Kind.TEAM, Kind.TEAM_SOON, Kind.AREA, Kind.PRODUCT, Kind.PRODUCT_SOON)


@dataclass(frozen=True, slots=True)
class Line:
    """A forecast with the name of what it is about, and the key or slug of its page."""

    forecast: Forecast
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The forecasts of a quarter as they were known on a day, by kind."""

    cycle: Cycle
    on: date
    lines: Mapping[Kind, tuple[Line, ...]]
    records: Mapping[Kind, Record]
    is_over: bool

    @property
    def made_on(self) -> date | None:
        """The newest day on which any was made."""
        every = [one.forecast.made_on for own in self.lines.values() for one in own]
        return max(every, default=None)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(own) for own in self.lines.values())


@dataclass(frozen=True, slots=True)
class Told:
    """The forecasts of one subject, each with the record of its kind."""

    every: tuple[tuple[Forecast, Record], ...]


def load(tx: Tx, cycle: Cycle, *, on: date) -> Screen:
    """Read the newest forecasts of delivered work, in a constant number of queries."""
    found = forecasts.latest(tx, cycle.id, on=on)
    items = backlog.items_by_id(tx, {subject for kind, subject in found if kind is Kind.EPIC})
    named = {(Kind.EPIC, one.id): (one.key, one.title) for one in items.values()}
    for team in teams.all_teams(tx):
        named[Kind.TEAM, team.id] = named[Kind.TEAM_SOON, team.id] = (team.slug, team.name)
    named |= {(Kind.AREA, one.id): (one.slug, one.name) for one in teams.all_areas(tx)}
    for kind in (Kind.PRODUCT, Kind.PRODUCT_SOON):
        named[kind, cycle.id] = ("", cycle.label)
    lines: dict[Kind, tuple[Line, ...]] = {}
    for kind in KINDS:
        own = [
            Line(one, *named[key])
            for key, one in found.items()
            if key[0] is kind and key in named and one.closed_on is None
        ]
        own.sort(key=lambda one: (one.forecast.sure if kind is Kind.EPIC else 0, one.name))
        lines[kind] = tuple(own)
    records = forecasts.records(tx, KINDS, on=on)
    return Screen(cycle, on, lines, records, on > cycle.span.ends_on)


def of_subject(
    tx: Tx, cycle: Cycle | None, kinds: Collection[Kind], subject_id: int, *, on: date
) -> Told:
    """Read what is forecast of one subject: the newest of each kind, and how such ones held."""
    if cycle is None:
        return Told(())
    known = forecasts.latest(tx, cycle.id, on=on, kinds=kinds, subject_id=subject_id)
    own = [known[kind, subject_id] for kind in kinds if (kind, subject_id) in known]
    if not own:
        return Told(())
    records = forecasts.records(tx, [one.kind for one in own], on=on)
    return Told(tuple((one, records[one.kind]) for one in own))
