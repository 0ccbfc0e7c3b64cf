"""Save what was previewed, if it still does exactly what was shown."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from portfolio.actions.apply_edit import apply_edit
from portfolio.actions.build_problem import Stated, build_problem
from portfolio.actions.keep_plan import Asked, keep_answer
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound, PortfolioError, Refused
from portfolio.domain.people import Viewer
from portfolio.domain.plans import Scenario
from portfolio.domain.previews import Preview
from portfolio.planning.apart import Answer
from portfolio.store import cycles, plans, previews, scenarios
from portfolio.store.unit import Tx


class Outdated(PortfolioError):
    """Something else was changed since the preview: saving would do another thing than shown."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Something else was changed since this was shown; nothing is saved.")
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Saved:
    """The preview as it was saved, and the plan stored beside it where one was shown."""

    preview: Preview
    plan_id: int | None


def save_preview(
    tx: Tx,
    by: Viewer,
    preview_id: int,
    *,
    unseen: bool = False,
    now: datetime,
    today: date,
    zone: tzinfo,
) -> Saved:
    """Save the edit, and the plan that was shown as a draft beside it, in this transaction.

    Raises Outdated where the problem, without the edit or with it, is another one than was
    shown; then nothing may be stored. With `unseen` an edit is saved whose consequence is not
    known yet: capacity never waits for the planner.
    """
    preview = own_preview(tx, by, preview_id)
    if preview.saved_at is not None:
        raise Refused("This change is saved already.")
    shown = preview.consequence is not None
    if not shown and not unseen:
        raise Refused("What this changes is not known yet.")
    cycle = cycles.cycle_by_id(tx, preview.cycle_id)
    scenario = _scenario(tx, cycle, preview)
    if shown:
        stated = build_problem(tx, cycle, scenario, today=today, zone=zone)
        _refuse_other(preview, stated, preview.before)
    undo = apply_edit(tx, by, preview.edit, now=now)
    plan_id = None
    if shown:
        scenario = _scenario(tx, cycle, preview)
        stated = build_problem(tx, cycle, scenario, today=today, zone=zone)
        _refuse_other(preview, stated, preview.after)
        if scenario is not None:
            plan_id = _keep(tx, preview, stated, scenario, now=now)
    values = {"saved_at": now, "undo": undo.to_document(), "plan_id": plan_id}
    previews.set_values(tx, preview_id, values)
    return Saved(previews.one(tx, preview_id), plan_id)


def own_preview(tx: Tx, by: Viewer, preview_id: int) -> Preview:
    """Return a preview to the person who asked for it, locked; others know of none."""
    preview = previews.locked(tx, preview_id)
    if preview.account_id != by.account_id:
        raise NotFound("preview", preview_id)
    return preview


def _scenario(tx: Tx, cycle: Cycle, preview: Preview) -> Scenario | None:
    if preview.scenario_id is not None:
        return scenarios.one_scenario(tx, preview.scenario_id)
    return scenarios.named(tx, cycle.id, None)


def _refuse_other(preview: Preview, stated: Stated, shown: str | None) -> None:
    if stated.problem.fingerprint() != shown:
        raise Outdated(preview)


def _keep(
    tx: Tx, preview: Preview, stated: Stated, scenario: Scenario, *, now: datetime
) -> int | None:
    plan, others, marks = previews.answer(tx, preview.id)
    if plan is None or plan.status not in ("optimal", "feasible"):
        return None
    plans.add_problem(tx, stated.problem, now=now)
    asked = Asked(preview.cycle_id, scenario.id, preview.account_id)
    return keep_answer(tx, asked, Answer(plan, others), marks=marks, now=now)
