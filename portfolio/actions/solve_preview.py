"""Solve a preview: plan with the edit and without it, compare, and take the edit back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from portfolio.actions.apply_edit import apply_edit
from portfolio.actions.build_problem import Stated, build_problem
from portfolio.domain.consequences import Consequence
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import PortfolioError
from portfolio.domain.plans import Scenario
from portfolio.domain.previews import Preview, PreviewState
from portfolio.planning.consequence import Answered, consequence
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.store import cycles, plans, previews, scenarios
from portfolio.store.people import viewer_of
from portfolio.store.unit import Store, Tx, trial

MOST_BASES = 8
SIMPLE = ("rank", "wsjf")
SECONDS_SIMPLE, SECONDS_ANEW = 10.0, 3.0


@dataclass(frozen=True, slots=True)
class Solvers:
    """How a lane plans: from the plan of before, and from nothing."""

    nearby: Callable[[Problem, Plan], Plan]
    anew: Callable[[Problem], Plan]
    others: Callable[[Problem], dict[str, Plan]] = lambda problem: {}


def warm_solvers() -> Solvers:
    """Return the planner of this process, loaded: only a lane asks for it."""
    from portfolio.planning.limits import Limits
    from portfolio.planning.nearby import nearby
    from portfolio.planning.solve import solve

    def others(problem: Problem) -> dict[str, Plan]:
        return {name: solve(problem, Limits(SECONDS_SIMPLE), method=name) for name in SIMPLE}

    return Solvers(nearby, lambda problem: solve(problem, Limits(SECONDS_ANEW)), others)


@dataclass(slots=True)
class Lane:
    """A planning process for previews, with what it remembers between them."""

    store: Store
    name: str
    solvers: Solvers
    clock: Callable[[], datetime]  # the product's time
    pulse: Callable[[], datetime]  # the machine's
    zone: tzinfo
    bases: dict[str, Plan] = field(default_factory=dict)  # by the problem's fingerprint

    def today(self) -> date:
        """Return the product's day."""
        return self.clock().astimezone(self.zone).date()

    def remember(self, fingerprint: str, plan: Plan) -> None:
        """Keep a plan as that of an unchanged problem; the oldest one is forgotten."""
        self.bases.pop(fingerprint, None)
        self.bases[fingerprint] = plan
        while len(self.bases) > MOST_BASES:
            del self.bases[next(iter(self.bases))]


@dataclass(frozen=True, slots=True)
class Tried:
    """Today's problem without the edit and with it, and the plan to start from."""

    before: Stated
    after: Stated
    base: Plan | None
    kind: str  # of the plan to start from: its state


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
    values = {
        "state": PreviewState.SOLVED.value,
        "before": tried.before.problem.fingerprint(),
        "after": tried.after.problem.fingerprint(),
        "consequence": said.to_document(),
        "plan": previews.packed(plan),
        "marks": tried.after.marks(),
    }
    if _finish(lane, preview, values) and said.has_answer:
        lane.remember(tried.after.problem.fingerprint(), plan)
        others = previews.packed_others(lane.solvers.others(tried.after.problem))
        with lane.store.writing() as tx:
            previews.set_values(tx, preview_id, {"others": others})
    return True


def _finish(lane: Lane, preview: Preview, values: Mapping[str, object]) -> bool:
    ended = {**values, "finished_at": lane.pulse()}
    with lane.store.writing() as tx:
        return previews.finish(tx, preview.id, lane.name, attempts=preview.attempts, values=ended)


def _tried(lane: Lane, preview: Preview) -> Tried:
    now, today = lane.clock(), lane.today()
    with lane.store.writing() as tx:
        cycle = cycles.cycle_by_id(tx, preview.cycle_id)
        scenario = _scenario(tx, cycle, preview.scenario_id)
        before = build_problem(tx, cycle, scenario, today=today, zone=lane.zone)
        with trial(tx):
            apply_edit(tx, viewer_of(tx, preview.account_id), preview.edit, now=now)
            again = _scenario(tx, cycle, preview.scenario_id)
            after = build_problem(tx, cycle, again, today=today, zone=lane.zone)
        base, kind = _base(tx, cycle, scenario)
        known = previews.plan_for(tx, before.problem.fingerprint())
    if known is not None and before.problem.fingerprint() not in lane.bases:
        lane.remember(before.problem.fingerprint(), known)
    return Tried(before, after, base, kind)


def _scenario(tx: Tx, cycle: Cycle, scenario_id: int | None) -> Scenario | None:
    if scenario_id is not None:
        return scenarios.one_scenario(tx, scenario_id)
    return scenarios.named(tx, cycle.id, None)


def _base(tx: Tx, cycle: Cycle, scenario: Scenario | None) -> tuple[Plan | None, str]:
    """Return the plan that the change is measured against, and what it is."""
    own = scenario is None or scenario.is_base
    for head in (plans.in_force(tx, cycle.id), plans.proposed(tx, cycle.id)):
        if own and head is not None and head.has_answer:
            return plans.full_plan(tx, head.id)[0], head.state.value
    newest = plans.newest_answer(tx, scenario.id) if scenario else None
    if newest is None and not own:
        force = plans.in_force(tx, cycle.id)
        newest = plans.full_plan(tx, force.id)[0] if force else None
    return newest, "draft" if newest is not None else ""


def _solved(lane: Lane, tried: Tried) -> tuple[Consequence, Plan]:
    first, then = tried.before, tried.after
    base = base_of(lane, first.problem, tried.base)
    if not base.assignments and base.status not in ("optimal", "feasible"):
        plan = lane.solvers.anew(then.problem)  # nothing holds together today: perhaps it does then
    elif first.problem.fingerprint() == then.problem.fingerprint():
        plan = base
    else:
        plan = lane.solvers.nearby(then.problem, base)
    before, after = (
        Answered(first.problem, base, first.start),
        Answered(then.problem, plan, then.start),
    )
    return consequence(before, after, base=tried.kind), plan


def base_of(lane: Lane, problem: Problem, earlier: Plan | None) -> Plan:
    """Return the earlier plan brought to the problem, computed once while that is unchanged."""
    fingerprint = problem.fingerprint()
    known = lane.bases.get(fingerprint)
    if known is None:
        nearby, anew = lane.solvers.nearby, lane.solvers.anew
        known = nearby(problem, earlier) if earlier is not None else anew(problem)
        lane.remember(fingerprint, known)
    return known
