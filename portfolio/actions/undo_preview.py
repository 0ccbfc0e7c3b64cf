"""Take back an edit that was saved, or the taking back."""

from datetime import datetime

from portfolio.actions.apply_edit import apply_edit
from portfolio.actions.save_preview import own_preview
from portfolio.domain.errors import Refused
from portfolio.domain.people import Viewer
from portfolio.domain.previews import Preview
from portfolio.store import previews
from portfolio.store.unit import Tx


def undo_preview(tx: Tx, by: Viewer, preview_id: int, *, now: datetime) -> Preview:
    """Apply the edit that takes the saved one back, and keep the one that brings it again.

    Raises Stale where somebody changed the same thing since.
    """
    preview = own_preview(tx, by, preview_id)
    if preview.saved_at is None or preview.undo is None:
        raise Refused("This change was never saved: there is nothing to take back.")
    again = apply_edit(tx, by, preview.undo, now=now)
    undone_at = None if preview.undone_at is not None else now
    values = {"undo": again.to_document(), "undone_at": undone_at}
    previews.set_values(tx, preview_id, values)
    return previews.one(tx, preview_id)
