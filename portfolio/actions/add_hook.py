"""Set up an address that another tool sends its events to."""

import re
from datetime import datetime

from portfolio.connectors.registry import CONNECTORS
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Hook
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import inbox, trail
from portfolio.store.unit import Tx

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def add_hook(tx: Tx, by: Viewer, connector: str, *, slug: str = "", now: datetime) -> Hook:
    """Add the address `/hooks/SLUG` for a connector, named like it where no name is given.

    Raises Refused for an unknown connector, and for a name that is no part of an address or taken.
    """
    require(by, Deed.IMPORT)
    if connector not in CONNECTORS:
        raise Refused(f"Choose a tool among {', '.join(CONNECTORS)}.", {"connector": "unknown"})
    slug = slug.strip() or connector
    if not _SLUG.fullmatch(slug):
        raise Refused(
            f"{slug[:80]!r} is no name for an address: lower case letters, digits and hyphens.",
            {"slug": "no name"},
        )
    if any(one.slug == slug for one in inbox.all_hooks(tx)):
        raise Refused(f"/hooks/{slug} is there already. Give another name.", {"slug": "taken"})
    hook = inbox.add_hook(tx, slug, connector, now=now)
    trail.record(tx, by, "add hook", f"hook:{slug}", now=now, after={"connector": connector})
    return hook
