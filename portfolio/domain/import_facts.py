"""The facts of a backlog export: what was in the rows that were taken."""

from array import array
from collections import Counter
from math import fsum
from typing import Any

from portfolio.domain.backlog import Level
from portfolio.domain.imports import ImportedItem, ImportedLink
from portfolio.domain.key_set import KeySet


class BacklogFacts:
    """Adds up items one by one, so that a file of any length can be counted."""

    def __init__(self) -> None:
        self._types: Counter[str] = Counter()
        self._points = array("d")
        self._epics: set[str] = set()
        self._sprints: set[str] = set()
        self._teams: set[str] = set()
        self._links: set[ImportedLink] = set()
        self._keys = KeySet()
        self._epic_count = self._epic_links = self._memberships = self._not_closed = 0

    def take(self, item: ImportedItem) -> None:
        """Count one item."""
        self._keys.add(item.key)
        self._types[item.type] += 1
        self._epic_count += item.level is Level.EPIC
        self._not_closed += not item.is_closed
        self._memberships += len(item.sprints)
        self._sprints.update(item.sprints)
        self._links.update(item.links)
        if item.points is not None:
            self._points.append(item.points)
        if item.team:
            self._teams.add(item.team)
        if item.epic_reference:
            self._epic_links += 1
            self._epics.add(item.epic_reference)

    @property
    def team_names(self) -> tuple[str, ...]:
        """The distinct teams, in the order of their names."""
        return tuple(sorted(self._teams))

    @property
    def links(self) -> frozenset[ImportedLink]:
        """The distinct links of the items taken."""
        return frozenset(self._links)

    def has(self, key: str) -> bool:
        """Whether an item of this key was taken."""
        return key in self._keys

    def touches(self, link: ImportedLink) -> bool:
        """Whether either end of a link was taken."""
        return link.from_key in self._keys or link.to_key in self._keys

    @property
    def dangling_links(self) -> int:
        """How many links lead to an item that was not taken."""
        return sum(not self._is_inside(link) for link in self._links)

    def as_json(self) -> dict[str, Any]:
        """Return the facts as `import jira --json` prints them."""
        return {
            "items": len(self._keys),
            "types": dict(self._types.most_common()),
            "epics": self._epic_count,
            "epic_links": self._epic_links,
            "epics_linked": len(self._epics),
            "items_with_points": len(self._points),
            "points": _plain(fsum(self._points)),
            "sprints": len(self._sprints),
            "sprint_memberships": self._memberships,
            "links": self._links_by_type(),
            "teams": len(self._teams),
            "not_closed": self._not_closed,
        }

    def _links_by_type(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for link in sorted(self._links, key=lambda link: link.type):
            of_type = counts.setdefault(link.type, {"all": 0, "inside": 0})
            of_type["all"] += 1
            of_type["inside"] += self._is_inside(link)
        return counts

    def _is_inside(self, link: ImportedLink) -> bool:
        return link.from_key in self._keys and link.to_key in self._keys


def _plain(number: float) -> int | float:
    """Return a whole number as an integer, for people and for JSON."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded
