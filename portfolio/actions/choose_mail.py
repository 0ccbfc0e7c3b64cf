"""Choose what one's own account gets by mail, and in which language."""

from portfolio.domain.mail import Wishes
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import mail
from portfolio.store.unit import Tx


def choose_mail(tx: Tx, by: Viewer, wishes: Wishes, *, locale: str | None) -> None:
    """Store the wishes; they are nobody's business, so the trail has no entry of them."""
    if by.account_id is None:
        return
    require(by, Deed.OWN_ACCOUNT, Thing(account_ids=frozenset({by.account_id})))
    mail.set_wishes(tx, by.account_id, wishes, locale=locale)
