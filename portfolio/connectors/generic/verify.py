"""Any tool: a token in `Authorization`, or a signature `X-Portfolio-Signature: sha256=...`."""

from collections.abc import Sequence

from portfolio.connectors.signatures import has_token, is_signed
from portfolio.domain.inbox import Received

KEPT = ("content-type", "x-portfolio-delivery")


def verify(received: Received, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed the body, or was shown as a token."""
    signed = is_signed(received, "x-portfolio-signature", secrets, prefix="sha256=")
    return signed or has_token(received, secrets)


def delivery_id(received: Received) -> str:
    """Return the sender's own id of the event, if it gave one."""
    return received.headers.get("x-portfolio-delivery", "").strip()
