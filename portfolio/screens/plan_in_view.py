"""The plan that a page speaks of: the one in force, else the newest with an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.plans import PlanHead
from portfolio.domain.rises import Rises, rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.store import plans
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class PlanInView:
    """A plan with its document, and the marks kept beside it."""

    head: PlanHead
    plan: Plan
    marks: Mapping[str, Any]

    @property
    def rises(self) -> Rises:
        """The scores before and after the plan, as counted on the day it was made for."""
        start = start_from(self.marks.get("start") or {})
        attained = {key_result_id_of(one.id): one.attained for one in self.plan.key_results}
        return rises(start, attained)


def load(tx: Tx, cycle: Cycle, *, heads: list[PlanHead] | None = None) -> PlanInView | None:
    """Return the cycle's plan in force, else the proposed, else the newest with an answer."""
    heads = plans.all_plans(tx, cycle.id) if heads is None else heads
    head = chosen(heads)
    if head is None:
        return None
    plan, marks = plans.full_plan(tx, head.id)
    return PlanInView(head, plan, marks)


def chosen(heads: list[PlanHead]) -> PlanHead | None:
    """Return the head that pages speak of, out of a cycle's plans, the newest first."""
    answered = [head for head in heads if head.has_answer]
    for state in ("published", "proposed"):
        for head in answered:
            if head.state == state:
                return head
    base = [head for head in answered if head.state == "draft"]
    return base[0] if base else None
