"""The forecasts of past weeks, each made from what was known in its week, and what came of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from portfolio.actions.close_forecasts import close_forecasts
from portfolio.actions.gather_forecast_facts import TAUGHT, gather_forecast_facts
from portfolio.actions.keep_forecasts import keep_forecasts
from portfolio.domain.cycles import Cycle
from portfolio.domain.forecast_facts import ForecastFacts
from portfolio.domain.forecasts import Kind
from portfolio.domain.people import SYSTEM
from portfolio.measures.cycle_forecasts import cycle_forecasts
from portfolio.measures.draws import DRAWS
from portfolio.measures.team_outlook import outlooks
from portfolio.store import effects, forecasts, okrs
from portfolio.store.unit import Tx

DRAWS_THEN = 400  # a past week's band needs no finer one
CLOSED_EACH = 4  # weeks
WEEK = timedelta(weeks=1)


def forecast_until(tx: Tx, cycle: Cycle, *, today: date) -> None:
    """Make the forecasts of each Monday of a quarter until today, and close what was over."""
    mondays = _mondays(cycle, today)
    if not mondays:
        return
    facts = gather_forecast_facts(tx, cycle, on=mondays[0])
    ahead = outlooks(facts.works, mondays, facts.reference)
    for number, monday in enumerate(mondays):
        moment = datetime.combine(monday, time(5), UTC)
        is_last = monday == mondays[-1] and cycle.span.has(today)
        draws = DRAWS if is_last else DRAWS_THEN
        if is_last or number % CLOSED_EACH == 2:
            close_forecasts(tx, on=monday)
            facts = _learned(tx, facts, monday)
        facts = _known(tx, facts, monday)
        made = cycle_forecasts(facts, monday, ahead=ahead[monday], draws=draws)
        keep_forecasts(tx, SYSTEM, cycle, made, on=monday, now=moment)
        epics = (one for one in made if one.kind is Kind.EPIC)
        facts = replace(facts, former=(*facts.former, *epics))


def _known(tx: Tx, facts: ForecastFacts, monday: date) -> ForecastFacts:
    """Return the facts with the objectives as they stood, and the effects told until then."""
    return replace(
        facts,
        tree=okrs.tree(tx, facts.cycle.id, on=monday),
        pairs=tuple(effects.pairs(tx, until=monday - timedelta(days=1))),
    )


def _learned(tx: Tx, facts: ForecastFacts, monday: date) -> ForecastFacts:
    """Return the facts with what came of earlier forecasts; it changes when some are closed."""
    return replace(
        facts,
        former=tuple(forecasts.former(tx, Kind.EPIC, since=monday - TAUGHT, until=monday)),
        ended=tuple(forecasts.ended(tx, Kind.KEY_RESULT_SCORE, until=monday)),
    )


def _mondays(cycle: Cycle, today: date) -> list[date]:
    day = cycle.span.starts_on + timedelta(days=-cycle.span.starts_on.weekday() % 7)
    found = []
    while day <= min(today, cycle.span.ends_on):
        found.append(day)
        day += WEEK
    return found
