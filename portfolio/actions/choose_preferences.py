"""Choose the language and the theme of one's own account."""

from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import people
from portfolio.store.unit import Tx


def choose_preferences(tx: Tx, by: Viewer, *, locale: str | None, theme: str | None) -> None:
    """Store the preferences; they are nobody's business, so the trail has no entry of them."""
    if by.account_id is None:
        return
    require(by, Deed.OWN_ACCOUNT, Thing(account_ids=frozenset({by.account_id})))
    people.set_preferences(tx, by.account_id, locale=locale, theme=theme)
