"""All forecasts of a quarter beside the record of their kind, and those of single subjects."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.store import backlog, forecasts, okrs, teams
from portfolio.store.unit import Tx

KINDS = (
    Kind.CYCLE,
    Kind.OBJECTIVE,
    Kind.KEY_RESULT,
    Kind.KEY_RESULT_SCORE,
    Kind.EPIC,
    Kind.OBJECTIVE_WORK,
    Kind.TEAM,
    Kind.TEAM_SOON,
    Kind.AREA,
    Kind.PRODUCT,
    Kind.PRODUCT_SOON,
)
_Names = dict[tuple[Kind, int], tuple[str, str, str]]  # key, name and unit


@dataclass(frozen=True, slots=True)
class Line:
    """A forecast with the name of what it is about, and the key or slug of its page.

    `unit` is a key result's own one, of which nothing else is forecast.
    """

    forecast: Forecast
    key: str
    name: str
    unit: str = ""


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
    """The forecasts of one subject, each with the record of its kind.

    `epics` are those of all open epics where the subject is the quarter.
    """

    every: tuple[tuple[Forecast, Record], ...]
    epics: tuple[Forecast, ...] = ()

    def done_by(self, day: date) -> tuple[int, int]:
        """How many of the epics are done by a day: with 85 %, and as likely as not."""
        sure = sum(one.sure_on is not None and one.sure_on <= day for one in self.epics)
        likely = sum(one.middle_on is not None and one.middle_on <= day for one in self.epics)
        return sure, likely


def load(tx: Tx, cycle: Cycle, *, on: date) -> Screen:
    """Read the newest forecasts of all kinds, in a constant number of queries."""
    found = forecasts.latest(tx, cycle.id, on=on)
    named = _named(tx, cycle, found, on)
    lines: dict[Kind, tuple[Line, ...]] = {}
    for kind in KINDS:
        own = [
            Line(one, *named[key])
            for key, one in found.items()
            if key[0] is kind and key in named and one.closed_on is None
        ]
        if kind is Kind.KEY_RESULT_SCORE:  # told beside the value where there is one
            own = [one for one in own if (Kind.KEY_RESULT, one.forecast.subject_id) not in found]
        own.sort(key=lambda one: (one.forecast.sure if kind is Kind.EPIC else 0, one.name))
        lines[kind] = tuple(own)
    records = forecasts.records(tx, KINDS, on=on)
    return Screen(cycle, on, lines, records, on > cycle.span.ends_on)


def _named(tx: Tx, cycle: Cycle, found: Mapping[tuple[Kind, int], Forecast], on: date) -> _Names:
    items = backlog.items_by_id(tx, {subject for kind, subject in found if kind is Kind.EPIC})
    named: _Names = {(Kind.EPIC, one.id): (one.key, one.title, "") for one in items.values()}
    for team in teams.all_teams(tx):
        for kind in (Kind.TEAM, Kind.TEAM_SOON):
            named[kind, team.id] = (team.slug, team.name, "")
    named |= {(Kind.AREA, one.id): (one.slug, one.name, "") for one in teams.all_areas(tx)}
    for kind in (Kind.CYCLE, Kind.PRODUCT, Kind.PRODUCT_SOON):
        named[kind, cycle.id] = ("", cycle.label, "")
    tree = okrs.tree(tx, cycle.id, on=on)
    for objective in tree.every_objective():
        for kind in (Kind.OBJECTIVE, Kind.OBJECTIVE_WORK):
            named[kind, objective.id] = (objective.code, objective.title, "")
    for one in tree.every_key_result():
        named[Kind.KEY_RESULT, one.id] = (one.code, one.title, one.unit)
        named[Kind.KEY_RESULT_SCORE, one.id] = (one.code, one.title, "")
    return named


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


def of_quarter(tx: Tx, cycle: Cycle, *, on: date) -> Told:
    """Read what is forecast of a quarter as a whole, and of each open epic."""
    kinds = (Kind.CYCLE, Kind.PRODUCT)
    told = of_subject(tx, cycle, kinds, cycle.id, on=on)
    known = forecasts.latest(tx, cycle.id, on=on, kinds=(Kind.EPIC,))
    return Told(told.every, tuple(one for one in known.values() if one.closed_on is None))


def of_areas(tx: Tx, cycle: Cycle | None, *, on: date) -> tuple[Mapping[int, Forecast], Record]:
    """Read what each area is forecast to deliver, by id, and how such forecasts held."""
    nothing = Record(Kind.AREA, 0, 0, 0)
    known = forecasts.latest(tx, cycle.id, on=on, kinds=(Kind.AREA,)) if cycle else {}
    if not known:
        return {}, nothing
    record = forecasts.records(tx, (Kind.AREA,), on=on)[Kind.AREA]
    return {area_id: one for (_, area_id), one in known.items()}, record
