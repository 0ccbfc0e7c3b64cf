"""Write the week's digest to everybody who wants it, once a week."""

from datetime import date, datetime, timedelta

from portfolio.domain.mail import Kind, Letter, Pen, wants_digest
from portfolio.store import mail, reminders
from portfolio.store.unit import Store

LAST_DAY = 2  # Wednesday: a worker that was away on Monday still sends it, later it is no news


def write_digests(store: Store, *, now: datetime, today: date, pen: Pen) -> int:
    """Write the digest of this week to whom it was not written yet; return how many were."""
    if today.weekday() > LAST_DAY:
        return 0
    monday = today - timedelta(days=today.weekday())
    with store.reading() as tx:
        wanting = [
            one
            for one in reminders.recipients(tx).values()
            if wants_digest(one.role, one.wishes.digest)
        ]
        names = {f"digest:{one.account_id}:{monday}": one for one in wanting}
        known = mail.written(tx, names)
    open_ = {name: one for name, one in names.items() if name not in known}
    letters: dict[str | None, Letter | None] = {
        locale: pen.digest(locale) for locale in {one.locale for one in open_.values()}
    }
    written = 0
    with store.writing() as tx:
        for name, one in open_.items():
            letter = letters[one.locale]
            if letter is not None:
                written += mail.add(tx, one.account_id, Kind.DIGEST, letter, once=name, now=now)
    return written
