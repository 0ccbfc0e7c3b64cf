"""The keys that can be traced: what each way of writing one means."""

import re
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.errors import Refused


class TraceKind(StrEnum):
    """What a key may name."""

    ITEM = "item"
    COMMIT = "commit"
    PULL_REQUEST = "pull request"
    DEPLOYMENT = "deployment"
    INCIDENT = "incident"
    KEY_RESULT = "key result"
    OBJECTIVE = "objective"


_PREFIXES = {
    "dep": TraceKind.DEPLOYMENT,
    "inc": TraceKind.INCIDENT,
    "kr": TraceKind.KEY_RESULT,
    "okr": TraceKind.OBJECTIVE,
}
_ITEM = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d{1,12}")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,40}")
_PULL_REQUEST = re.compile(r"(?P<repository>.+)/(?P<number>\d{1,9})")
LONGEST = 300
FORMS = (
    "Write ABC-12 for an item, 7 to 40 hex digits for a commit, pr:REPOSITORY/12, dep:ID, inc:ID, "
    "kr:ID or okr:ID."
)


@dataclass(frozen=True, slots=True)
class TraceKey:
    """A key that was understood; `repository` and `number` are of a pull request."""

    kind: TraceKind
    value: str
    repository: str = ""
    number: int = 0


def trace_key(text: str) -> TraceKey:
    """Return what a key names; raise Refused with the ways of writing one."""
    text = text.strip()
    if len(text) > LONGEST:
        raise Refused(f"That key is too long. {FORMS}")
    prefix, colon, rest = text.partition(":")
    if colon and prefix.lower() == "pr":
        return _pull_request(rest)
    if colon and rest.strip() and prefix.lower() in _PREFIXES:
        return TraceKey(_PREFIXES[prefix.lower()], rest.strip())
    if _ITEM.fullmatch(text):
        return TraceKey(TraceKind.ITEM, text.upper())
    if _COMMIT.fullmatch(text):
        return TraceKey(TraceKind.COMMIT, text.lower())
    raise Refused(f"{text[:60]!r} is no key that can be traced. {FORMS}")


def is_commit(text: str) -> bool:
    """Whether the text can be the beginning of a commit."""
    return _COMMIT.fullmatch(text) is not None


def is_item(text: str) -> bool:
    """Whether the text can be an item's key."""
    return _ITEM.fullmatch(text) is not None


def _pull_request(rest: str) -> TraceKey:
    found = _PULL_REQUEST.fullmatch(rest.strip())
    if not found:
        raise Refused(f"{rest[:60]!r} is no pull request. Write it like pr:shop/web/12.")
    return TraceKey(TraceKind.PULL_REQUEST, rest.strip(), found["repository"], int(found["number"]))
