"""Add a key result to an objective."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from portfolio.actions.note_scope import Place, note_scope
from portfolio.domain.okr_drafts import KeyResultDraft, refuse_closed
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.okrs import Step
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def add_key_result(
    tx: Tx,
    by: Viewer,
    objective_id: int,
    draft: KeyResultDraft,
    *,
    now: datetime,
    on: date | None = None,
    carried_from_id: int | None = None,
) -> int:
    """Add the key result behind the others of its objective and return its id.

    Without a code it gets the next one of its objective: 1.4 in O1. It is in scope from the day
    it is added, or from the cycle's first where that has not come.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    cycle = okrs.cycle_of(tx, objective_id)
    refuse_closed(cycle)
    objective = okrs.one_objective(tx, objective_id)
    position = okrs.next_key_result_position(tx, objective_id=objective_id)
    code = draft.code.strip() or f"{objective.code.removeprefix('O')}.{position}"
    values = row_of(draft) | {
        "objective_id": objective_id,
        "code": code,
        "position": position,
        "created_at": now,
        "carried_from_id": carried_from_id,
    }
    made = okrs.add_key_result(tx, values)
    steps = [Step(0, title, position=place) for place, title in enumerate(draft.steps, start=1)]
    okrs.add_steps(tx, made, steps)
    place = Place(cycle, objective_id, made)
    note_scope(tx, by, place, ScopeDeed.ADDED, on=on or now.date(), now=now)
    trail.record(
        tx,
        by,
        "add key result",
        f"kr:{made}",
        now=now,
        after={**told(values), "steps": len(steps), "objective": objective_id},
    )
    return made


def row_of(draft: KeyResultDraft) -> dict[str, Any]:
    """Return a draft as the columns of a row; the steps have rows of their own."""
    row = {name: value for name, value in asdict(draft).items() if name != "steps"}
    phases = sorted([phase.on.isoformat(), phase.value] for phase in draft.phases)
    return row | {"kind": draft.kind.value, "phases": phases or None}


def told(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the trail keeps of a row: no person's name, no moment of the database's own."""
    unsaid = ("owner", "created_at", "position", "objective_id")
    return {
        name: value
        for name, value in values.items()
        if name not in unsaid and (name != "carried_from_id" or value is not None)
    }
