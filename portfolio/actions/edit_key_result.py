"""Change a key result: its words, its target, its weight, its steps."""

from datetime import date, datetime
from typing import Any

from portfolio.actions.add_key_result import row_of, told
from portfolio.actions.note_scope import Place, note_scope
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import KeyResultDraft, refuse_closed
from portfolio.domain.okr_history import ScopeDeed, stored_steps
from portfolio.domain.okrs import KeyResult, Step
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def edit_key_result(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    draft: KeyResultDraft,
    *,
    version: int,
    now: datetime,
    on: date | None = None,
    objective_id: int | None = None,
    reason: str = "",
) -> int:
    """Save the key result that was shown as `version` and return the new version.

    Until that day it stays what it was: another target within the quarter is seen as such. With
    `objective_id` it moves under another objective of the quarter, with all that was said of it.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    before = okrs.one_key_result(tx, key_result_id)
    cycle = okrs.cycle_of(tx, before.objective_id)
    refuse_closed(cycle)
    values = row_of(draft) | {"code": draft.code.strip() or before.code}
    if objective_id is not None and objective_id != before.objective_id:
        values |= _moved(tx, by, cycle.id, objective_id)
    saved = okrs.save_key_result(tx, key_result_id, version=version, values=values)
    _save_steps(tx, before, draft.steps)
    old, new = _terms(tx, before, values)
    if new:
        note_scope(
            tx,
            by,
            Place(cycle, before.objective_id, key_result_id),
            ScopeDeed.CHANGED,
            on=on or now.date(),
            now=now,
            before=old,
            after=new,
            reason=reason,
        )
    was, becomes = told(_row_of(before)), told(values)
    changed = {name for name, value in becomes.items() if was[name] != value}
    moved = "position" in values
    trail.record(
        tx,
        by,
        "edit key result",
        f"kr:{key_result_id}",
        now=now,
        before={name: was[name] for name in changed}
        | {"steps": len(before.steps)}
        | ({"objective": before.objective_id} if moved else {}),
        after={name: becomes[name] for name in changed}
        | {"steps": len(draft.steps)}
        | ({"objective": objective_id} if moved else {}),
        reason=reason,
    )
    return saved


def draft_of(one: KeyResult) -> KeyResultDraft:
    """Return the words and numbers of a key result as they stand."""
    names = [name for name in KeyResultDraft.__dataclass_fields__ if name != "steps"]
    own = {name: getattr(one, name) for name in names}
    return KeyResultDraft(**own, steps=tuple(step.title for step in one.steps))


def _moved(tx: Tx, by: Viewer, cycle_id: int, objective_id: int) -> dict[str, Any]:
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    if okrs.one_objective(tx, objective_id).cycle_id != cycle_id:
        fault = "A key result moves to an objective of the same quarter."
        raise Refused(fault, {"objective_id": fault})
    position = okrs.next_key_result_position(tx, objective_id=objective_id)
    return {"objective_id": objective_id, "position": position}


def _terms(
    tx: Tx, before: KeyResult, values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns that change, as they were and as they become."""
    was = _row_of(before) | {"objective_id": before.objective_id, "position": before.position}
    changed = [name for name, value in values.items() if was[name] != value]
    old, new = {name: was[name] for name in changed}, {name: values[name] for name in changed}
    steps = okrs.one_key_result(tx, before.id).steps
    if [one.id for one in steps] != [one.id for one in before.steps]:
        old["steps"], new["steps"] = stored_steps(before.steps), stored_steps(steps)
    return old, new


def _save_steps(tx: Tx, before: KeyResult, titles: tuple[str, ...]) -> None:
    """Keep the steps whose titles are still there, with what was done of them."""
    known = {step.title: step for step in before.steps}
    for step in before.steps:
        if step.title not in titles:
            okrs.remove_step(tx, step.id, version=step.version)
    for place, title in enumerate(titles, start=1):
        kept = known.get(title)
        if kept is None:
            okrs.add_steps(tx, before.id, [Step(0, title, position=place)])
        elif kept.position != place:
            okrs.save_step(tx, kept.id, version=kept.version, values={"position": place})


def _row_of(one: KeyResult) -> dict[str, Any]:
    names = [name for name in KeyResultDraft.__dataclass_fields__ if name != "steps"]
    phases = sorted([phase.on.isoformat(), phase.value] for phase in one.phases)
    row = {name: getattr(one, name) for name in names}
    return row | {"kind": one.kind.value, "phases": phases or None}
