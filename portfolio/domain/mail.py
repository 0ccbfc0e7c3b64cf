"""Mail: what is written, how it is carried, who wants it, and when a failed one is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from portfolio.domain.errors import Misconfigured
from portfolio.domain.people import Role
from portfolio.domain.reminders import Stage

MOST_TRIES = 10  # over about nine hours
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=3)
LOCAL = ("127.0.0.1", "::1", "localhost")
PORTS = {"smtp": 25, "smtps": 465}
DIGEST_ROLES = (Role.EXECUTIVE, Role.PLANNER, Role.AREA_OWNER)


class Kind(StrEnum):
    """What a mail is about."""

    REMINDERS = "reminders"
    DIGEST = "digest"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail: plain text, and the same as HTML."""

    subject: str
    text: str
    html: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", " ".join(self.subject.split()))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits, was sent or was given up, with the address as it is now."""

    id: int
    account_id: int
    address: str
    is_disabled: bool  # the account, by now
    kind: Kind
    letter: Letter
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    given_up_at: datetime | None
    tries: int
    fault: str

    def message_id(self, host: str) -> str:
        """Return the Message-ID, the same each time it is sent: a doubled one is seen."""
        return f"<mail-{self.id}-{self.created_at:%Y%m%d%H%M%S}@{host or 'portfolio.invalid'}>"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an account wants by mail; `digest` None: as its role has it."""

    reminders: bool = True
    digest: bool | None = None


@dataclass(frozen=True, slots=True)
class DueLine:
    """A check-in in a letter of reminders."""

    key_result_id: int
    code: str
    title: str
    objective: str
    due_on: date
    stage: Stage


class Pen(Protocol):
    """What words letters; the web has it, and whoever composes the worker hands it in."""

    def reminders(self, locale: str | None, name: str, lines: Sequence[DueLine]) -> Letter:
        """Return what tells somebody which check-ins are due."""

    def digest(self, locale: str | None) -> Letter | None:
        """Return how the running quarter stands and what changed; None where there is none."""


def wants_digest(role: Role, wish: bool | None) -> bool:
    """Whether somebody gets the weekly digest: as chosen, else who looks and who plans."""
    return role in DIGEST_ROLES if wish is None else wish


def wait_after(tries: int) -> timedelta:
    """Return how long a mail rests after so many tries: twice as long each time."""
    return min(LONGEST_WAIT, SHORTEST_WAIT * (1 << max(0, min(tries, 20) - 1)))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where mail is handed in: a server, or a folder where it is written down."""

    scheme: str  # smtp, smtps, file
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    folder: str = ""

    @property
    def shown(self) -> str:
        """The carrier without its secrets."""
        return self.folder if self.scheme == "file" else f"{self.host}:{self.port}"


def carrier_from(text: str) -> Carrier:
    """Read `smtp://user:password@host:587?tls=starttls`, `smtps://...` or `file:FOLDER`.

    Raises Misconfigured with a sentence; a password never goes over an open line.
    """
    parts = urlsplit(text)
    if parts.scheme == "file":
        return _folder(text)
    if parts.scheme not in PORTS or not parts.hostname:
        raise _wrong("write smtp://host:port, smtps://host or file:FOLDER")
    asked = parse_qs(parts.query, keep_blank_values=True)
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as fault:
        raise _wrong("the port is no number from 1 to 65535") from fault
    carrier = Carrier(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=_starttls(asked),
    )
    is_open = carrier.scheme == "smtp" and not carrier.starttls
    if carrier.password and is_open and carrier.host not in LOCAL:
        raise _wrong("a password needs ?tls=starttls or smtps://")
    return carrier


def _folder(text: str) -> Carrier:
    folder = text.removeprefix("file:").removeprefix("//")
    if not folder:
        raise _wrong("name the folder: file:FOLDER")
    return Carrier("file", folder=folder)


def _starttls(asked: Mapping[str, list[str]]) -> bool:
    if set(asked) - {"tls"} or asked.get("tls", ["starttls"]) not in (["starttls"], ["none"]):
        raise _wrong("the only word after ? is tls=starttls or tls=none")
    return asked.get("tls") == ["starttls"]


def _wrong(what: str) -> Misconfigured:
    return Misconfigured(f"PORTFOLIO_MAIL cannot be read: {what}.")
