"""Epics by every order beside the planner's, and what following each would lose."""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.domain.backlog import Category, Item, Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.orders import Order, OrderInputs, ordered, score_of
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import PlanHead
from portfolio.domain.rises import rises, start_from
from portfolio.planning.build import key_result_id_of
from portfolio.planning.orders import Followed, followed
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points
from portfolio.screens import plan_in_view
from portfolio.screens.plan_in_view import PlanInView
from portfolio.store import backlog, order_inputs, plans
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order has an epic, its score there, and whether following it gets it done."""

    place: int
    score: float | None
    is_in: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """An epic with its place in every order."""

    item: Item
    points: float
    inputs: OrderInputs | None
    is_in: bool | None  # in the planner's plan; None without one
    places: Mapping[Order, Place]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What following an order brings, beside the plan."""

    order: Order
    scored: int  # epics that somebody scored for it
    epics: int | None
    score: float | None
    loses: float | None  # of the expected score
    value: float | None
    differs: int  # epics that are in one of the two alone

    @property
    def is_known(self) -> bool:
        """Whether the order can be followed at all."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of orders."""

    cycle: Cycle
    head: PlanHead | None
    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]
    by: Order

    @property
    def shown(self) -> tuple[Row, ...]:
        """The epics in the order that was asked for."""
        return tuple(sorted(self.rows, key=lambda row: row.places[self.by].place))

    @property
    def worst(self) -> Outcome | None:
        """The order that loses most, of those that somebody scored for."""
        known = [one for one in self.outcomes if one.loses is not None]
        return max(known, key=lambda one: one.loses or 0.0, default=None)

    @property
    def is_scored(self) -> bool:
        """Whether anybody typed anything in."""
        return any(one.scored for one in self.outcomes if one.order is not Order.RANK)


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, by: Order = Order.RANK) -> Screen:
    """Read the page in a constant number of queries."""
    if may(viewer, Deed.SEE_DRAFTS):
        view = plan_in_view.newest(tx, plans.all_plans(tx, cycle.id))
    else:
        view = plan_in_view.in_force(tx, cycle)
    epics = backlog.all_items(tx, levels=(Level.EPIC,), categories=(Category.TODO, Category.DOING))
    inputs = order_inputs.all_inputs(tx, cycle)
    problem = plans.one_problem(tx, view.head.problem) if view else None
    sizes = _sizes(problem, epics)
    ranked = [epic.id for epic in epics]
    keys = {epic.id: epic.key for epic in epics}
    orders = {order: ordered(order, ranked, inputs, sizes) for order in Order}
    scored = {
        order: {one: score_of(order, inputs.get(one), sizes[one]) for one in ranked}
        for order in Order
    }
    done = {
        order: followed(problem, [keys[one] for one in row])
        for order, row in orders.items()
        if problem and (order is Order.RANK or any(s is not None for s in scored[order].values()))
    }
    in_plan = {one.id for one in view.plan.epics} if view else None
    rows = _rows(epics, inputs, sizes, orders=orders, scored=scored, done=done, in_plan=in_plan)
    outcomes = tuple(_outcome(order, scored[order], done.get(order), view) for order in Order)
    return Screen(cycle, view.head if view else None, rows, outcomes, by)


def one(tx: Tx, cycle: Cycle, key: str) -> tuple[Item, OrderInputs]:
    """Return an open epic with its inputs; raise NotFound."""
    item = backlog.one_item(tx, key)
    if item.level is not Level.EPIC:
        raise NotFound("epic", key)
    return item, order_inputs.all_inputs(tx, cycle).get(item.id, OrderInputs(item.id))


def _sizes(problem: Problem | None, epics: list[Item]) -> dict[int, float]:
    """Return the open points of each epic, as the plan counts them."""
    found = {epic.key: 0 for epic in epics}
    for item in problem.items if problem else ():
        if item.epic in found and item.epic is not None:
            found[item.epic] += item.points
    return {epic.id: float(as_points(found[epic.key])) for epic in epics}


def _rows(
    epics: list[Item],
    inputs: Mapping[int, OrderInputs],
    sizes: Mapping[int, float],
    *,
    orders: Mapping[Order, list[int]],
    scored: Mapping[Order, Mapping[int, float | None]],
    done: Mapping[Order, Followed],
    in_plan: set[str] | None,
) -> tuple[Row, ...]:
    places = {
        order: {item: n for n, item in enumerate(row, start=1)} for order, row in orders.items()
    }
    return tuple(
        Row(
            epic,
            sizes[epic.id],
            inputs.get(epic.id),
            None if in_plan is None else epic.key in in_plan,
            {
                order: Place(
                    places[order][epic.id],
                    scored[order][epic.id],
                    epic.key in done[order].epics if order in done else None,
                )
                for order in Order
            },
        )
        for epic in epics
    )


def _outcome(
    order: Order,
    scored: Mapping[int, float | None],
    found: Followed | None,
    view: PlanInView | None,
) -> Outcome:
    count = sum(score is not None for score in scored.values())
    if found is None or view is None or found.value is None:
        return Outcome(order, count, None, None, None, None, 0)
    score = _score(view, found)
    after = view.head.score_after
    loses = None if score is None or after is None else after - score
    differs = len(found.epics ^ _epics(view.plan))
    return Outcome(order, count, len(found.epics), score, loses, found.value, differs)


def _epics(plan: Plan) -> frozenset[str]:
    return frozenset(one.id for one in plan.epics)


def _score(view: PlanInView, found: Followed) -> float | None:
    attained = {key_result_id_of(one): part for one, part in found.attained.items()}
    cycle = rises(start_from(view.marks.get("start", {})), attained).cycle
    return cycle.after if cycle else None
