"""Create a machine's token: shown once, kept as a hash."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from portfolio.domain.errors import Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import people, trail
from portfolio.store.unit import Tx

SCOPES = ("read", "deploy:write", "quality:write", "incident:write", "key_result:write")
PREFIX = "pf_"  # so that leak scanners recognise one
LONGEST_DAYS = 365


def create_token(
    tx: Tx, by: Viewer, name: str, scopes: Sequence[str], *, days: int, now: datetime
) -> str:
    """Store the token's hash and return the token itself, for this once."""
    require(by, Deed.MANAGE_ACCOUNTS)
    if not name.strip():
        raise Refused("Give the token a name that says which machine holds it.")
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Refused(f"Choose scopes among {', '.join(SCOPES)}.", {"scopes": str(unknown)})
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(f"A token lives from 1 to {LONGEST_DAYS} days.", {"days": str(days)})
    token = PREFIX + secrets.token_urlsafe(32)
    token_id = people.add_token(
        tx,
        name=name.strip(),
        token_hash=sha256(token.encode()).hexdigest(),
        scopes=scopes,
        now=now,
        expires_at=now + timedelta(days=days),
    )
    after = {"name": name.strip(), "scopes": sorted(scopes), "days": days}
    trail.record(tx, by, "create token", f"token:{token_id}", now=now, after=after)
    return token
