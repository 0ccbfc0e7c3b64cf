"""The plan that a page speaks of, and what it still promises of each key result."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.plans import BASE_SCENARIO, PlanHead, PlanState
from portfolio.domain.standing import CycleStanding
from portfolio.planning.plan import Plan
from portfolio.store import backlog, planning_facts, plans
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class PlanInView:
    """A plan with its document, and the marks kept beside it."""

    head: PlanHead
    plan: Plan
    marks: Mapping[str, Any]


def in_force(tx: Tx, cycle: Cycle) -> PlanInView | None:
    """Return the plan that the cycle works by, else None."""
    head = plans.in_force(tx, cycle.id)
    return _whole(tx, head) if head else None


def newest(tx: Tx, heads: Sequence[PlanHead]) -> PlanInView | None:
    """Return the newest of the cycle's own plans that has an answer; what-ifs do not count."""
    head = newest_head(heads)
    return _whole(tx, head) if head else None


def newest_head(heads: Sequence[PlanHead]) -> PlanHead | None:
    """Return the head of the newest of the cycle's own plans that has an answer."""
    own = [
        head
        for head in heads
        if head.has_answer and (head.scenario == BASE_SCENARIO or head.state is not PlanState.DRAFT)
    ]
    return max(own, key=lambda head: head.number) if own else None


def still_attained(tx: Tx, view: PlanInView, standing: CycleStanding) -> dict[int, float]:
    """Return which part of each key result's gap of today the plan's open epics are to close.

    What was finished since is in today's score, so it leaves the plan's promise.
    """
    inside = [one.item_id for one in plans.judged(tx, view.head.id) if one.sprint_id is not None]
    open_ids = {item.id for item in backlog.items_by_id(tx, inside).values() if item.is_open}
    promised: defaultdict[int, float] = defaultdict(float)
    for claim in planning_facts.claims(tx, standing.tree.cycle.id):
        if claim.item_id in open_ids:
            promised[claim.key_result_id] += abs(claim.amount) * claim.confidence
    return {
        one.key_result.id: min(1.0, promised[one.key_result.id] / one.gap)
        for one in standing.every_key_result()
        if one.gap > 0
    }


def _whole(tx: Tx, head: PlanHead) -> PlanInView:
    plan, marks = plans.full_plan(tx, head.id)
    return PlanInView(head, plan, marks)
