"""Change a key result: its words, its target, its weight, its steps."""

from datetime import datetime
from typing import Any

from portfolio.actions.add_key_result import row_of, told
from portfolio.domain.okr_drafts import KeyResultDraft
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
    reason: str = "",
) -> int:
    """Save the key result that was shown as `version` and return the new version.

    The trail keeps what was before: another target within the quarter stays visible.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    before = okrs.one_key_result(tx, key_result_id)
    values = row_of(draft) | {"code": draft.code.strip() or before.code}
    saved = okrs.save_key_result(tx, key_result_id, version=version, values=values)
    _save_steps(tx, before, draft.steps)
    was, becomes = told(_row_of(before)), told(values)
    changed = {name for name, value in becomes.items() if was[name] != value}
    trail.record(
        tx,
        by,
        "edit key result",
        f"kr:{key_result_id}",
        now=now,
        before={name: was[name] for name in changed} | {"steps": len(before.steps)},
        after={name: becomes[name] for name in changed} | {"steps": len(draft.steps)},
        reason=reason,
    )
    return saved


def draft_of(one: KeyResult) -> KeyResultDraft:
    """Return the words and numbers of a key result as they stand."""
    names = [name for name in KeyResultDraft.__dataclass_fields__ if name != "steps"]
    own = {name: getattr(one, name) for name in names}
    return KeyResultDraft(**own, steps=tuple(step.title for step in one.steps))


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
