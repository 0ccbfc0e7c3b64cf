"""Use a machine's token: who holds it may do what its scopes name, until it ends."""

from datetime import datetime
from hashlib import sha256

from portfolio.domain.errors import NotAllowed, PortfolioError
from portfolio.store import machine_tokens
from portfolio.store.unit import Tx


class UnknownToken(PortfolioError):
    """Nobody holds this token, or not any more."""


def use_token(tx: Tx, token: str, scope: str, *, now: datetime) -> int:
    """Return the id of a token that may be used so, and note that it was used.

    Raises UnknownToken for one that is unknown, revoked or expired, and NotAllowed where it lacks
    the scope.
    """
    found = machine_tokens.alive(tx, sha256(token.encode()).hexdigest(), now=now)
    if found is None:
        raise UnknownToken("This token is unknown, was revoked or has expired.")
    if scope not in found.scopes:
        raise NotAllowed(scope, f"This token lacks the scope {scope}.")
    machine_tokens.note_use(tx, found.id, now=now)
    return found.id
