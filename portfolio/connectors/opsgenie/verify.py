"""Opsgenie shows a token: a custom header `Authorization` of its webhook integration."""

from collections.abc import Sequence

from portfolio.connectors.signatures import has_token
from portfolio.domain.inbox import Received

KEPT = ("content-type",)


def verify(received: Received, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets was shown as a token."""
    return has_token(received, secrets)


def delivery_id(received: Received) -> str:
    """Return "": Opsgenie gives its calls no id, so the body's digest names them."""
    return ""
