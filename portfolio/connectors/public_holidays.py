"""Public holidays by country and subdivision; the only file that meets their library."""

from collections.abc import Iterable
from datetime import date

from portfolio.domain.errors import Refused


def holidays_of(country: str, subdivision: str | None, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of a place in some years, with their English names if known.

    Raises Refused for a country (ISO 3166, two letters) or subdivision that is not known.
    """
    import holidays  # half a second of imports that most processes never need

    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision or None, years=sorted(set(years)), language="en_US"
        )
    except NotImplementedError as fault:
        raise _unknown(country, subdivision) from fault
    return {day: str(name) for day, name in found.items()}


def _unknown(country: str, subdivision: str | None) -> Refused:
    if subdivision:
        return Refused(
            f"The holidays of {country}-{subdivision} are not known.",
            {"subdivision": "Leave it empty for the whole country, or write its ISO code."},
        )
    return Refused(
        f"The holidays of the country {country!r} are not known.",
        {"country": "Write the two letters of ISO 3166, such as HR."},
    )
