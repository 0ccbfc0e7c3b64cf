"""Let go of a file that was sent, without importing it."""

from portfolio.actions.kept_upload import forget
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import uploads
from portfolio.store.unit import Tx


def discard_import(tx: Tx, by: Viewer, digest: str) -> None:
    """Let go of a kept file without importing it."""
    require(by, Deed.IMPORT)
    forget(tx, uploads.one_upload(tx, digest, by.account_id or 0))
