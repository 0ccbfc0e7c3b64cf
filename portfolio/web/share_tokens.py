"""The addresses of links for readers without an account: signed, and free of ways out."""

import hmac
import re
from collections.abc import Callable
from hashlib import sha256

LINK = re.compile(r'<a\b([^>]*)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
TOOLS = re.compile(r'<div class="table-tools">.*?</div>', re.DOTALL)
SIGNED = 32  # hex digits


def sign(token: str, key: str) -> str:
    """Return the token as it stands in an address."""
    return f"{token}.{_signature(token, key)}"


def opened(text: str, key: str) -> str | None:
    """Return the token of an address; None where this key did not sign it."""
    token, _, signature = text.rpartition(".")
    is_ours = hmac.compare_digest(signature.encode(), _signature(token, key).encode())
    return token if is_ours else None


def closed_in(html: str, lead: Callable[[str], str | None]) -> str:
    """Return a part of a page with each link led inside the share, or turned into bare text."""

    def inside(found: re.Match[str]) -> str:
        before, address, after, words = found.groups()
        target = address if address.startswith("#") else lead(address)
        return f'<a{before}href="{target}"{after}>{words}</a>' if target else words

    return LINK.sub(inside, TOOLS.sub("", html))


def _signature(token: str, key: str) -> str:
    return hmac.new(key.encode(), b"share:" + token.encode(), sha256).hexdigest()[:SIGNED]
