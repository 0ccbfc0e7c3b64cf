"""Link two items, or take a link away."""

from datetime import datetime

from portfolio.domain.backlog import DEPENDENCY_TYPES, Link, thing_of
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import backlog, item_links, trail
from portfolio.store.unit import Tx

MOST_LAG = 20  # sprints


def link_items(tx: Tx, by: Viewer, link: Link, *, now: datetime, remove: bool = False) -> None:
    """Add a link between two items, one of which the viewer may edit; or remove it.

    A dependency that would close a circle is refused with the items in it.
    """
    ends = backlog.items_by_key(tx, {link.from_key, link.to_key})
    if not ends or (not remove and len(ends) < 2):
        missing = link.from_key if link.from_key not in ends else link.to_key
        if link.from_key == link.to_key:
            raise Refused("An item cannot be linked to itself.", {"other": "Name another item."})
        raise NotFound("item", missing)
    first = ends.get(link.from_key) or ends[link.to_key]
    second = ends.get(link.to_key) or first
    thing, other = thing_of(first), thing_of(second)
    require(
        by,
        Deed.EDIT_ITEM,
        type(thing)(thing.team_ids | other.team_ids, thing.area_ids | other.area_ids),
    )
    if remove:
        _remove(tx, by, link, now=now)
    else:
        _add(tx, by, link, now=now)


def _add(tx: Tx, by: Viewer, link: Link, *, now: datetime) -> None:
    if not 0 <= link.lag <= MOST_LAG:
        raise Refused("The lag is out of range.", {"lag": f"Write 0 to {MOST_LAG} sprints."})
    if link.type in DEPENDENCY_TYPES:
        circle = _way(item_links.all_links(tx, types=DEPENDENCY_TYPES), link.to_key, link.from_key)
        if circle:
            raise Refused(
                f"That would close a circle: {' → '.join((*circle, link.to_key))}.",
                {"other": "Remove one of the links in the circle first."},
            )
    if item_links.add_links(tx, [link]):
        trail.record(tx, by, "link items", f"item:{link.from_key}", now=now, after=_told(link))


def _remove(tx: Tx, by: Viewer, link: Link, *, now: datetime) -> None:
    if not item_links.remove_link(tx, link):
        raise NotFound("link", f"{link.from_key} {link.type} {link.to_key}")
    trail.record(tx, by, "unlink items", f"item:{link.from_key}", now=now, before=_told(link))


def _told(link: Link) -> dict[str, object]:
    return {"type": link.type, "to": link.to_key, "lag": link.lag}


def _way(links: list[Link], start: str, end: str) -> tuple[str, ...]:
    """Return the items on a way from start to end along the links, or nothing."""
    follows: dict[str, list[str]] = {}
    for one in links:
        follows.setdefault(one.from_key, []).append(one.to_key)
    came: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            way = [here]
            while (back := came[way[-1]]) is not None:
                way.append(back)
            return tuple(reversed(way))
        for there in follows.get(here, ()):
            if there not in came:
                came[there] = here
                waiting.append(there)
    return ()
