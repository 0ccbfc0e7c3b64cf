"""SonarQube signs the raw body: `X-Sonar-Webhook-HMAC-SHA256`, hex digits without a prefix."""

from collections.abc import Sequence

from portfolio.connectors.signatures import is_signed
from portfolio.domain.inbox import Received

KEPT = ("content-type", "x-sonarqube-project")


def verify(received: Received, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed the body."""
    return is_signed(received, "x-sonar-webhook-hmac-sha256", secrets, prefix="")


def delivery_id(received: Received) -> str:
    """Return "": SonarQube gives its calls no id, so the body's digest names them."""
    return ""
