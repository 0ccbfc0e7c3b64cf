"""Add an office with its public holidays."""

from datetime import datetime

from portfolio.actions.keep_holidays import keep_holidays
from portfolio.connectors.public_holidays import holidays_of
from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Office, refuse_zone
from portfolio.store import cycles, teams, trail
from portfolio.store.unit import Tx


def add_office(
    tx: Tx,
    by: Viewer,
    name: str,
    country: str,
    *,
    now: datetime,
    subdivision: str | None = None,
    time_zone: str = "UTC",
) -> Office:
    """Add an office and the public holidays of every cycle's years, and return it."""
    require(by, Deed.MOVE_TEAM)
    name, country, subdivision = name.strip(), country.strip().upper(), subdivision or None
    if not name:
        raise Refused("An office needs a name.", {"name": "Write a name."})
    if any(office.name.lower() == name.lower() for office in teams.all_offices(tx)):
        raise Refused(f"There is an office {name} already.", {"name": "Choose another name."})
    refuse_zone(time_zone)
    years = _years(tx, now)
    holidays_of(country, subdivision, years)  # refuses an unknown place before anything is stored
    office_id = teams.add_office(
        tx, name=name, country=country, subdivision=subdivision, time_zone=time_zone
    )
    office = Office(office_id, name, country, subdivision, time_zone)
    after = {"country": country, "subdivision": subdivision, "time_zone": time_zone}
    trail.record(tx, by, "add office", f"office:{office_id}", now=now, after=after)
    keep_holidays(tx, by, years, now=now, only=office)
    return office


def _years(tx: Tx, now: datetime) -> set[int]:
    known = [cycle.span for cycle in cycles.all_cycles(tx)]
    first = min([span.starts_on.year for span in known] + [now.year])
    last = max([span.ends_on.year for span in known] + [now.year])
    return set(range(first, last + 1))
