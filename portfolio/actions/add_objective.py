"""Add an objective to a cycle."""

from dataclasses import asdict, replace
from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import ObjectiveDraft
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import okrs, trail
from portfolio.store.unit import Tx


def add_objective(
    tx: Tx, by: Viewer, cycle_id: int, draft: ObjectiveDraft, *, now: datetime
) -> int:
    """Add the objective behind the others of the cycle and return its id.

    Without a code it gets the next free one: O7.
    """
    own = frozenset(() if draft.area_id is None else (draft.area_id,))
    require(by, Deed.EDIT_OKRS, Thing(area_ids=own))
    position = okrs.next_position(tx, cycle_id=cycle_id)
    draft = replace(draft, code=draft.code.strip() or _free_code(tx, cycle_id, position))
    if okrs.has_code(tx, cycle_id=cycle_id, code=draft.code):
        raise Refused(
            f"There is another {draft.code} in this quarter.",
            {"code": f"There is another {draft.code} in this quarter. Choose another code."},
        )
    refuse_strange_parent(tx, draft, cycle_id=cycle_id)
    values = asdict(draft) | {"cycle_id": cycle_id, "position": position, "created_at": now}
    made = okrs.add_objective(tx, values)
    trail.record(tx, by, "add objective", f"okr:{made}", now=now, after=told(draft))
    return made


def refuse_strange_parent(
    tx: Tx, draft: ObjectiveDraft, *, cycle_id: int, own_id: int | None = None
) -> None:
    """Raise Refused where the parent is of another cycle, or under the objective itself."""
    place, seen = draft.parent_id, set()
    while place is not None and place not in seen:
        seen.add(place)
        parent = okrs.one_objective(tx, place)
        if parent.cycle_id != cycle_id:
            fault = "The objective above must be one of the same quarter."
            raise Refused(fault, {"parent_id": fault})
        if parent.id == own_id:
            fault = "An objective cannot stand under itself."
            raise Refused(fault, {"parent_id": fault})
        place = parent.parent_id


def told(draft: ObjectiveDraft) -> dict[str, object]:
    """Return what the trail keeps of an objective: no person's name."""
    return {name: value for name, value in asdict(draft).items() if name != "owner"}


def _free_code(tx: Tx, cycle_id: int, position: int) -> str:
    while okrs.has_code(tx, cycle_id=cycle_id, code=f"O{position}"):
        position += 1
    return f"O{position}"
