"""Close an address for events; what it received stays."""

from datetime import datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import inbox, trail
from portfolio.store.unit import Tx


def retire_hook(tx: Tx, by: Viewer, slug: str, *, now: datetime) -> None:
    """Take no more events there; raise NotFound."""
    require(by, Deed.IMPORT)
    hook = inbox.hook_named(tx, slug)
    if hook is None:
        raise NotFound("hook", slug)
    inbox.save_hook(tx, hook.id, version=hook.version, values={"retired_at": now})
    trail.record(tx, by, "retire hook", f"hook:{slug}", now=now)
