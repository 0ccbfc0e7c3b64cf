"""Share the progress of a quarter with readers who have no account."""

import secrets
from datetime import datetime
from hashlib import sha256

from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.shares import ShareDraft
from portfolio.store import shares, trail
from portfolio.store.unit import Tx


def share_progress(tx: Tx, by: Viewer, draft: ShareDraft, *, now: datetime) -> str:
    """Store the digest of a new random token and return the token itself, for this once."""
    require(by, Deed.SHARE)
    draft.refuse_at(now)
    token = secrets.token_urlsafe(32)
    assert by.account_id is not None
    share_id = shares.add(tx, by.account_id, draft, token_hash=digest_of(token), now=now)
    after = {"cycle": draft.cycle_id, "until": draft.expires_at.isoformat()}
    trail.record(tx, by, "share progress", f"share:{share_id}", now=now, after=after)
    return token


def digest_of(token: str) -> str:
    """Return what is stored in place of a token."""
    return sha256(token.encode()).hexdigest()
