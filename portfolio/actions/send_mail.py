"""Send the mail that waits: claim it, hand it in, say what became of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from portfolio.connectors.mail.send import Fault, Line, opened
from portfolio.domain.mail import MOST_TRIES, Carrier, Mail
from portfolio.store import mail as store_mail
from portfolio.store.unit import Store

KEPT = timedelta(days=60)
LONGEST_FAULT = 300


def send_mail(store: Store, carrier: Carrier, *, sender: str, clock: Callable[[], datetime]) -> int:
    """Send some of what waits and return how many went, at least once each.

    What is claimed here and not marked, for this process was killed, is tried again later with
    the same Message-ID. A mail is given up after ten tries, or where the server says for ever no.
    """
    with store.reading() as tx:
        if not store_mail.waits(tx, now=clock()):
            return 0
    with store.writing() as tx:
        claimed = store_mail.claim(tx, now=clock())
    sent = 0
    with opened(carrier, sender=sender) as line:
        for mail in claimed:
            values = _carry(line, mail, clock())
            with store.writing() as tx:
                store_mail.mark(tx, mail.id, values)
            sent += "sent_at" in values
    return sent


def tidy_mail(store: Store, *, now: datetime) -> int:
    """Delete mail that went, or was given up, more than sixty days ago."""
    with store.writing() as tx:
        return store_mail.tidy(tx, before=now - KEPT)


def _carry(line: Line | Fault, mail: Mail, now: datetime) -> dict[str, Any]:
    if mail.is_disabled:
        return {"given_up_at": now, "fault": "The account is disabled."}
    fault = line if isinstance(line, Fault) else line.send(mail)
    if fault is None:
        return {"sent_at": now, "fault": ""}
    values: dict[str, Any] = {"fault": fault.words[:LONGEST_FAULT]}
    if fault.is_final or mail.tries >= MOST_TRIES:
        values["given_up_at"] = now
    return values
