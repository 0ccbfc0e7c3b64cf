"""Change the words, the owner, the place or the weight of an objective."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from portfolio.actions.add_objective import refuse_strange_parent, row_of, told
from portfolio.actions.note_scope import Place, note_scope
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import ObjectiveDraft, refuse_closed
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.okrs import Objective
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def edit_objective(
    tx: Tx,
    by: Viewer,
    objective_id: int,
    draft: ObjectiveDraft,
    *,
    version: int,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> int:
    """Save the objective that was shown as `version` and return the new version.

    Who may do it must be allowed to in the area it leaves and in the one it gets. Until that day
    it stays what it was.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, objective_id))
    before = okrs.one_objective(tx, objective_id)
    cycle = okrs.cycle_of(tx, objective_id)
    refuse_closed(cycle)
    if draft.area_id is not None and draft.area_id != before.area_id:
        require(by, Deed.EDIT_OKRS, Thing(area_ids=frozenset({draft.area_id})))
    draft = replace(draft, code=draft.code.strip() or before.code)
    if okrs.has_code(tx, cycle_id=before.cycle_id, code=draft.code, but=objective_id):
        fault = f"There is another {draft.code} in this quarter. Choose another code."
        raise Refused(fault, {"code": fault})
    refuse_strange_parent(tx, draft, cycle_id=before.cycle_id, own_id=objective_id)
    saved = okrs.save_objective(tx, objective_id, version=version, values=row_of(draft))
    okrs.set_supports(tx, objective_id, draft.supports)
    old, new = _terms(draft_of(before)), _terms(draft)
    changed = [name for name, value in new.items() if old[name] != value]
    if changed:
        note_scope(
            tx,
            by,
            Place(cycle, objective_id),
            ScopeDeed.CHANGED,
            on=on or now.date(),
            now=now,
            before={name: old[name] for name in changed},
            after={name: new[name] for name in changed},
            reason=reason,
        )
    was, becomes = told(draft_of(before)), told(draft)
    trail.record(
        tx,
        by,
        "edit objective",
        f"okr:{objective_id}",
        now=now,
        before={name: value for name, value in was.items() if becomes[name] != value},
        after={name: value for name, value in becomes.items() if was[name] != value},
        reason=reason,
    )
    return saved


def draft_of(one: Objective) -> ObjectiveDraft:
    """Return the words of an objective as they stand."""
    return ObjectiveDraft(
        **{name: getattr(one, name) for name in ObjectiveDraft.__dataclass_fields__}
    )


def _terms(draft: ObjectiveDraft) -> dict[str, Any]:
    return row_of(draft) | {"supports": list(draft.supports)}
