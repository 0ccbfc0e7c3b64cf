"""Finish a step of a milestone, or take that back."""

from datetime import date, datetime

from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.okr_drafts import refuse_closed
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import okr_scopes, okrs, trail
from portfolio.store.unit import Tx


def finish_step(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    step_id: int,
    *,
    done_on: date | None,
    version: int,
    now: datetime,
) -> int:
    """Save the day on which the step was done, None for not done; return its new version."""
    require(by, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id))
    steps = {step.id: step for step in okrs.one_key_result(tx, key_result_id).steps}
    refuse_closed(okrs.cycles_of(tx, [key_result_id])[key_result_id])
    if step_id not in steps:
        raise NotFound("step", step_id)
    if done_on is not None and (done_on - now.date()).days > 1:
        raise Refused("This day has not come yet.", {"done_on": "This day has not come yet."})
    saved = okrs.save_step(tx, step_id, version=version, values={"done_on": done_on})
    trail.record(
        tx,
        by,
        "finish step" if done_on else "reopen step",
        f"kr:{key_result_id}",
        now=now,
        before={"step": steps[step_id].title, "done_on": steps[step_id].done_on},
        after={"step": steps[step_id].title, "done_on": done_on},
    )
    return saved
