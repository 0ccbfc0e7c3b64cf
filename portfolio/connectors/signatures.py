"""Ways in which sources prove who they are: a signature over the raw body, or a token."""

import base64
import binascii
import hmac
from collections.abc import Sequence
from hashlib import sha256

from portfolio.domain.inbox import Received


def is_signed(received: Received, header: str, secrets: Sequence[str], *, prefix: str) -> bool:
    """Tell whether the header holds the HMAC-SHA256 of the raw body under one of the secrets."""
    given = received.headers.get(header, "").strip()
    if not given.startswith(prefix):
        return False
    digits = given[len(prefix) :].lower().encode()
    found = False
    for secret in secrets:
        own = hmac.new(secret.encode(), received.body, sha256).hexdigest().encode()
        found |= hmac.compare_digest(own, digits)  # all are compared: time tells nothing
    return found


def is_given(text: str, secrets: Sequence[str]) -> bool:
    """Tell whether the text is one of the secrets, in a time that does not depend on it."""
    found = False
    for secret in secrets:
        found |= hmac.compare_digest(secret.encode(), text.encode())
    return found


def bearer(received: Received) -> str:
    """Return the token of `Authorization: Bearer`, or of Basic's password; "" for none."""
    kind, _, rest = received.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        return _password(rest.strip())
    return ""


def has_token(received: Received, secrets: Sequence[str], *, header: str = "") -> bool:
    """Tell whether the request shows a secret as its token, in Authorization or in `header`."""
    given = received.headers.get(header, "").strip() if header else ""
    return is_given(given or bearer(received), secrets)


def _password(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
