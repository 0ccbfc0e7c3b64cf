"""Give an address for events a new secret; the old one is taken for another day."""

from datetime import datetime

from portfolio.domain.errors import NotFound
from portfolio.domain.inbox import Hook
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import inbox, trail
from portfolio.store.unit import Tx


def renew_hook(tx: Tx, by: Viewer, slug: str, *, now: datetime) -> Hook:
    """Renew the secret and return the address as it is then; raise NotFound."""
    require(by, Deed.IMPORT)
    hook = inbox.hook_named(tx, slug)
    if hook is None:
        raise NotFound("hook", slug)
    values = {"generation": hook.generation + 1, "renewed_at": now}
    inbox.save_hook(tx, hook.id, version=hook.version, values=values)
    trail.record(tx, by, "renew hook", f"hook:{slug}", now=now)
    return inbox.hook_named(tx, slug) or hook
