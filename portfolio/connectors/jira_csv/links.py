"""Reads an issue's links from both ends' columns, each link once."""

from portfolio.connectors.jira_csv.headers import Columns
from portfolio.domain.imports import ImportedLink, ordered_link


def links_of(key: str, cells: list[str], columns: Columns) -> tuple[ImportedLink, ...]:
    """Return the distinct links of an issue; one to itself is none.

    "Inward issue link (Blocks)" lists what blocks this issue, "Outward" what this one blocks.
    """
    found: dict[ImportedLink, None] = {}
    for place, kind in columns.inward:
        other = cells[place].strip()
        if other and other != key:
            found[ordered_link(kind, outward_end=other, target=key)] = None
    for place, kind in columns.outward:
        other = cells[place].strip()
        if other and other != key:
            found[ordered_link(kind, outward_end=key, target=other)] = None
    return tuple(found)
