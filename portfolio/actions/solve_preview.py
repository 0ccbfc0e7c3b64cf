"""Solve a preview: plan with the edit and without it, compare, and take the edit back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from portfolio.actions.apply_edit import apply_edit
from portfolio.actions.build_problem import Stated, build_problem
from portfolio.actions.preview_lane import Base, Lane
from portfolio.domain.consequences import Consequence
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import PortfolioError
from portfolio.domain.plans import Scenario
from portfolio.domain.previews import Preview, PreviewState
from portfolio.planning.consequence import Answered, consequence
from portfolio.planning.plan import Plan
from portfolio.store import cycles, plans, previews, scenarios
from portfolio.store.people import viewer_of
from portfolio.store.unit import Contended, Tx, trial

PATIENCE = 3  # tries beside other writers, before they are made to wait


@dataclass(frozen=True, slots=True)
class Tried:
    """Today's problem without the edit and with it, and the plan to start from."""

    before: Stated
    after: Stated
    earlier: Plan | None
    kind: str  # of the plan to start from: its state
    known: Plan | None  # a plan of exactly the problem without the edit


def solve_preview(lane: Lane, preview_id: int) -> bool:
    """Carry a waiting preview to its end; return whether this lane got it."""
    with lane.store.writing() as tx:
        if not previews.claim(tx, preview_id, lane.name, now=lane.pulse()):
            return False
        preview = previews.one(tx, preview_id)
    try:
        tried = _tried(lane, preview)
        said, plan = _solved(lane, tried)
    except PortfolioError as fault:
        _finish(lane, preview, {"state": PreviewState.FAILED.value, "error": str(fault)})
        return True
    except Exception as fault:
        words = f"Something unexpected failed: {type(fault).__name__}."
        _finish(lane, preview, {"state": PreviewState.FAILED.value, "error": words})
        raise
    after = tried.after.problem.fingerprint()
    values = {
        "state": PreviewState.SOLVED.value,
        "before": tried.before.problem.fingerprint(),
        "after": after,
        "consequence": said.to_document(),
        "plan": previews.packed(plan),
        "marks": tried.after.marks(),
    }
    if _finish(lane, preview, values) and said.has_answer:
        lane.remember(after, Base(plan, plan))
        lane.unfinished.append((preview_id, tried.after.problem))
    return True


def stated(tx: Tx, lane: Lane, cycle: Cycle, scenario_id: int | None) -> Stated:
    """Return today's problem of the scenario, of the quarter's own without one."""
    scenario = _scenario(tx, cycle, scenario_id)
    return build_problem(tx, cycle, scenario, today=lane.today(), zone=lane.zone)


def earlier_plan(tx: Tx, cycle: Cycle, scenario_id: int | None) -> tuple[Plan | None, str]:
    """Return the plan that a change is measured against, and what it is.

    For the quarter's own scenario: the plan in force, else the proposed, else the newest one;
    for another its own newest, else the plan in force.
    """
    scenario = _scenario(tx, cycle, scenario_id)
    heads = [plans.in_force(tx, cycle.id), plans.proposed(tx, cycle.id)]
    of_cycle = next((head for head in heads if head is not None and head.has_answer), None)
    if (scenario is None or scenario.is_base) and of_cycle is not None:
        return plans.full_plan(tx, of_cycle.id)[0], of_cycle.state.value
    newest = plans.newest_answer(tx, scenario.id) if scenario else None
    if newest is not None:
        return newest, "draft"
    if of_cycle is not None:
        return plans.full_plan(tx, of_cycle.id)[0], of_cycle.state.value
    return None, ""


def _finish(lane: Lane, preview: Preview, values: Mapping[str, object]) -> bool:
    ended = {**values, "finished_at": lane.pulse()}
    with lane.store.writing() as tx:
        return previews.finish(tx, preview.id, lane.name, attempts=preview.attempts, values=ended)


def _tried(lane: Lane, preview: Preview) -> Tried:
    """State the problem without the edit and with it, from one state of the database."""
    for _ in range(PATIENCE):
        try:
            with lane.store.trying() as tx:
                return _stated_twice(tx, lane, preview)
        except Contended:
            continue
    with _alone(lane) as tx:
        return _stated_twice(tx, lane, preview)


@contextmanager
def _alone(lane: Lane) -> Iterator[Tx]:
    with lane.store.writing() as tx, trial(tx):
        yield tx


def _stated_twice(tx: Tx, lane: Lane, preview: Preview) -> Tried:
    cycle = cycles.cycle_by_id(tx, preview.cycle_id)
    before = stated(tx, lane, cycle, preview.scenario_id)
    earlier, kind = earlier_plan(tx, cycle, preview.scenario_id)
    known = previews.plan_for(tx, before.problem.fingerprint())
    apply_edit(tx, viewer_of(tx, preview.account_id), preview.edit, now=lane.clock())
    after = stated(tx, lane, cycle, preview.scenario_id)
    return Tried(before, after, earlier, kind, known)


def _scenario(tx: Tx, cycle: Cycle, scenario_id: int | None) -> Scenario | None:
    if scenario_id is not None:
        return scenarios.one_scenario(tx, scenario_id)
    return scenarios.named(tx, cycle.id, None)


def _solved(lane: Lane, tried: Tried) -> tuple[Consequence, Plan]:
    first, then = tried.before, tried.after
    if tried.known is not None and first.problem.fingerprint() not in lane.bases:
        lane.remember(first.problem.fingerprint(), Base(tried.known, tried.known))
    base = lane.base_of(first.problem, tried.earlier)
    plan = _with_edit(lane, tried, base.plan)
    if _has_answer(base.plan) and _has_answer(plan) and plan is not base.plan:
        better = lane.solvers.again(first.problem, base.origin, base.plan, plan)
        if better is not base.plan:
            base = Base(better, base.origin)
            lane.remember(first.problem.fingerprint(), base)
    before = Answered(first.problem, base.plan, first.start)
    return consequence(before, Answered(then.problem, plan, then.start), base=tried.kind), plan


def _with_edit(lane: Lane, tried: Tried, base: Plan) -> Plan:
    then = tried.after.problem
    if tried.before.problem.fingerprint() == then.fingerprint():
        return base
    if not _has_answer(base):  # nothing holds together today: perhaps it does with the edit
        return lane.solvers.anew(then)
    return lane.solvers.nearby(then, base, None)


def _has_answer(plan: Plan) -> bool:
    return plan.status in ("optimal", "feasible")
