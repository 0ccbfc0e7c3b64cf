"""GitHub signs the raw body: `X-Hub-Signature-256: sha256=...`."""

from collections.abc import Sequence

from portfolio.connectors.signatures import is_signed
from portfolio.domain.inbox import Received

KEPT = ("x-github-event", "x-github-delivery", "x-github-hook-id", "content-type")


def verify(received: Received, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed the body."""
    return is_signed(received, "x-hub-signature-256", secrets, prefix="sha256=")


def delivery_id(received: Received) -> str:
    """Return the id that a redelivery keeps."""
    return received.headers.get("x-github-delivery", "").strip()
