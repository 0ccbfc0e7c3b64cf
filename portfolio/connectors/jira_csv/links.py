"""Reads an issue's links from both ends' columns, each link once."""

import re
from collections.abc import Callable

from portfolio.connectors.jira_csv.headers import Columns
from portfolio.domain.imports import ImportedLink, ordered_link

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}-\d{1,12}")
LONGEST_TYPE = 80


def links_of(
    key: str, cells: list[str], columns: Columns, *, remark: Callable[[str], None]
) -> tuple[ImportedLink, ...]:
    """Return the distinct links of an issue; one to itself, or to no issue key, is none.

    "Inward issue link (Blocks)" lists what blocks this issue, "Outward" what this one blocks.
    """
    found: dict[ImportedLink, None] = {}
    for is_outward, places in ((False, columns.inward), (True, columns.outward)):
        for place, kind in places:
            other = cells[place].strip()
            if not other or other == key:
                continue
            if not KEY.fullmatch(other):
                remark("A link that leads to no issue key was passed over")
                continue
            ends = (key, other) if is_outward else (other, key)
            link = ordered_link(kind[:LONGEST_TYPE], outward_end=ends[0], target=ends[1])
            found[link] = None
    return tuple(found)
