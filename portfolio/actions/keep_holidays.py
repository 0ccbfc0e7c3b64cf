"""Keep the public holidays of every office for some years, so that capacity is from stored days."""

from collections.abc import Iterable
from datetime import date, datetime

from portfolio.connectors.public_holidays import holidays_of
from portfolio.domain.people import Viewer
from portfolio.domain.teams import Office
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def keep_holidays(
    tx: Tx, by: Viewer, years: Iterable[int], *, now: datetime, only: Office | None = None
) -> int:
    """Store what is missing of the years, of every office or `only` of one; return how many days.

    A year that is stored already stays as it is: capacity changes only by a deed. Whoever opens a
    cycle or adds an office has been let in already, so there is no permission of its own here.
    """
    wanted = set(years)
    known = teams.holiday_years(tx)
    found: list[tuple[int, date, str]] = []
    for office in [only] if only else teams.all_offices(tx):
        missing = wanted - known.get(office.id, set())
        if missing:
            days = holidays_of(office.country, office.subdivision, missing)
            found += [(office.id, on, name) for on, name in sorted(days.items())]
    if found:
        teams.add_holidays(tx, found)
        after = {"years": sorted(wanted), "days": len(found)}
        trail.record(tx, by, "keep public holidays", "offices:all", now=now, after=after)
    return len(found)
