"""Add an objective to a cycle."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from portfolio.actions.note_scope import Place, note_scope
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import ObjectiveDraft, refuse_closed
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import cycles, okrs, trail
from portfolio.store.unit import Tx


def add_objective(
    tx: Tx,
    by: Viewer,
    cycle_id: int,
    draft: ObjectiveDraft,
    *,
    now: datetime,
    on: date | None = None,
    carried_from_id: int | None = None,
) -> int:
    """Add the objective behind the others of the cycle and return its id.

    Without a code it gets the next free one: O7. It is in scope from the day it is added, or
    from the cycle's first where that has not come.
    """
    own = frozenset(() if draft.area_id is None else (draft.area_id,))
    require(by, Deed.EDIT_OKRS, Thing(area_ids=own))
    cycle = cycles.cycle_by_id(tx, cycle_id)
    refuse_closed(cycle)
    position = okrs.next_position(tx, cycle_id=cycle_id)
    draft = replace(draft, code=draft.code.strip() or _free_code(tx, cycle_id, position))
    if okrs.has_code(tx, cycle_id=cycle_id, code=draft.code):
        raise Refused(
            f"There is another {draft.code} in this quarter.",
            {"code": f"There is another {draft.code} in this quarter. Choose another code."},
        )
    refuse_strange_parent(tx, draft, cycle_id=cycle_id)
    values = row_of(draft) | {"cycle_id": cycle_id, "position": position, "created_at": now}
    made = okrs.add_objective(tx, values | {"carried_from_id": carried_from_id})
    okrs.set_supports(tx, made, draft.supports)
    _came(tx, by, cycle, made, on=on or now.date(), now=now)
    origin = {"carried_from": carried_from_id} if carried_from_id else {}
    trail.record(tx, by, "add objective", f"okr:{made}", now=now, after=told(draft) | origin)
    return made


def refuse_strange_parent(
    tx: Tx, draft: ObjectiveDraft, *, cycle_id: int, own_id: int | None = None
) -> None:
    """Raise Refused where what it is a part of, or supports, is no such objective.

    It must be of the same cycle; nothing is a part of itself, nor supports what it is a part of.
    """
    place, seen = draft.parent_id, set[int]()
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
    if not draft.supports:
        return
    of_cycle = okrs.objective_ids(tx, cycle_id)
    if not of_cycle.issuperset(draft.supports) or own_id in draft.supports:
        fault = "An objective supports others of the same quarter."
        raise Refused(fault, {"supports": fault})
    if seen & set(draft.supports):
        fault = "It is a part of that objective already: it contributes, which is more."
        raise Refused(fault, {"supports": fault})


def row_of(draft: ObjectiveDraft) -> dict[str, Any]:
    """Return a draft as the columns of a row; what it supports has rows of its own."""
    return {name: value for name, value in asdict(draft).items() if name != "supports"}


def told(draft: ObjectiveDraft) -> dict[str, object]:
    """Return what the trail keeps of an objective: no person's name."""
    own = {name: value for name, value in row_of(draft).items() if name != "owner"}
    return own | {"supports": list(draft.supports)}


def _came(tx: Tx, by: Viewer, cycle: Cycle, made: int, *, on: date, now: datetime) -> None:
    note_scope(tx, by, Place(cycle, made), ScopeDeed.ADDED, on=on, now=now)


def _free_code(tx: Tx, cycle_id: int, position: int) -> str:
    while okrs.has_code(tx, cycle_id=cycle_id, code=f"O{position}"):
        position += 1
    return f"O{position}"
