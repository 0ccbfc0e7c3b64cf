"""What the administrator sees of the mail: what went, what waits, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.domain.mail import Mail
from portfolio.store import mail
from portfolio.store.unit import Tx

RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of the mail."""

    counts: Mapping[str, int]  # sent within a week, waiting, given_up
    unsent: tuple[Mail, ...]


def load(tx: Tx, *, now: datetime) -> Screen:
    """Read the page in two queries."""
    return Screen(mail.counts(tx, since=now - RECENT), tuple(mail.unsent(tx)))
