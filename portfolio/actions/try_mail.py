"""Try the mail: a letter to oneself, or one that was given up once more."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.mail import Kind, Letter
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import mail
from portfolio.store.unit import Tx


def try_mail(
    tx: Tx, by: Viewer, *, now: datetime, letter: Letter | None = None, mail_id: int | None = None
) -> None:
    """Write a test letter to one's own address, or let a mail that was given up be tried again."""
    require(by, Deed.MANAGE_ACCOUNTS)
    if mail_id is not None:
        mail.try_again(tx, mail_id, now=now)
    elif letter is not None and by.account_id is not None:
        once = f"test:{by.account_id}:{now.isoformat()}"
        mail.add(tx, by.account_id, Kind.TEST, letter, once=once, now=now)
    else:
        raise Refused("There is nobody to write to.")
