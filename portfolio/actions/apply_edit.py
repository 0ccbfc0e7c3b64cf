"""Apply an edit by the action that it is made for, and say which edit takes it back."""

from datetime import datetime

from portfolio.actions.apply_capacity_edit import apply_capacity_edit
from portfolio.actions.apply_wish import apply_wish
from portfolio.domain import edits
from portfolio.domain.edits import Edit
from portfolio.domain.people import Viewer
from portfolio.store.unit import Tx


def apply_edit(tx: Tx, by: Viewer, edit: Edit, *, now: datetime) -> Edit:
    """Make the change and return the edit that takes it back, versions included.

    The actions below ask for permission and write the trail. Raises what they raise: NotAllowed,
    NotFound, Refused and Stale.
    """
    undo = [_apply(tx, by, part, now=now) for part in edit.parts]
    return edits.several(list(reversed(undo)))


def _apply(tx: Tx, by: Viewer, edit: Edit, *, now: datetime) -> Edit:
    act = apply_capacity_edit if edit.kind.is_of_capacity else apply_wish
    return act(tx, by, edit, now=now)
