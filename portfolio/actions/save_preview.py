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
from portfolio.domain.previews import Preview, PreviewState
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
    shown; then nothing may be stored. With `unseen` the edit is saved whatever it does, and a
    plan beside it only where that is known: capacity never waits for the planner.
    """
    preview = own_preview(tx, by, preview_id)
    if preview.saved_at is not None:
        raise Refused("This change is saved already.")
    is_shown = preview.consequence is not None
    if not is_shown and not unseen:
        raise Refused("What this changes is not known yet.")
    cycle = cycles.cycle_by_id(tx, preview.cycle_id)
    before = _stated(tx, cycle, preview, today=today, zone=zone) if is_shown else None
    undo = apply_edit(tx, by, preview.edit, now=now)
    after = _stated(tx, cycle, preview, today=today, zone=zone) if is_shown else None
    is_as_shown = before is not None and after is not None and _are_as_shown(preview, before, after)
    if not is_as_shown and not unseen:
        raise Outdated(preview)
    plan_id = _keep(tx, preview, after, now=now) if is_as_shown and after is not None else None
    values: dict[str, object] = {"saved_at": now, "undo": undo.to_document(), "plan_id": plan_id}
    if not preview.state.is_over:
        values["state"] = PreviewState.SKIPPED.value  # there is nothing left to try
    previews.set_values(tx, preview_id, values)
    return Saved(previews.one(tx, preview_id), plan_id)


def own_preview(tx: Tx, by: Viewer, preview_id: int) -> Preview:
    """Return a preview to the person who asked for it, locked; others know of none."""
    preview = previews.locked(tx, preview_id)
    if preview.account_id != by.account_id:
        raise NotFound("preview", preview_id)
    return preview


def _stated(tx: Tx, cycle: Cycle, preview: Preview, *, today: date, zone: tzinfo) -> Stated:
    scenario = _scenario(tx, cycle, preview)
    return build_problem(tx, cycle, scenario, today=today, zone=zone)


def _scenario(tx: Tx, cycle: Cycle, preview: Preview) -> Scenario | None:
    if preview.scenario_id is not None:
        return scenarios.one_scenario(tx, preview.scenario_id)
    return scenarios.named(tx, cycle.id, None)


def _are_as_shown(preview: Preview, before: Stated, after: Stated) -> bool:
    found = (before.problem.fingerprint(), after.problem.fingerprint())
    return found == (preview.before, preview.after)


def _keep(tx: Tx, preview: Preview, stated: Stated, *, now: datetime) -> int | None:
    plan, others, marks = previews.answer(tx, preview.id)
    scenario = _scenario(tx, cycles.cycle_by_id(tx, preview.cycle_id), preview)
    if scenario is None or plan is None or plan.status not in ("optimal", "feasible"):
        return None
    plans.add_problem(tx, stated.problem, now=now)
    asked = Asked(preview.cycle_id, scenario.id, preview.account_id)
    return keep_answer(tx, asked, Answer(plan, others), marks=marks, now=now)
