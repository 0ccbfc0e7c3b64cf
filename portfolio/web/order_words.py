"""What orders are called, and what following one would lose."""

from portfolio.domain.orders import Order, OrderInputs
from portfolio.screens.orders import Outcome, Screen
from portfolio.web.formats import day_text, number, score
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext


def name(order: Order) -> str:
    """Return the name of an order."""
    return {
        Order.RANK: _("Rank"),
        Order.RICE: _("RICE"),
        Order.WSJF: _("WSJF"),
        Order.DELAY: _("Cost of delay"),
        Order.MOSCOW: _("MoSCoW"),
    }[order]


def about(order: Order) -> str:
    """Return how an order comes about."""
    return {
        Order.RANK: _("The one order of the backlog"),
        Order.RICE: _("Reach × impact × confidence / effort"),
        Order.WSJF: _("(Business value + time criticality + risk reduction) / job size"),
        Order.DELAY: _("What a week of waiting costs / points"),
        Order.MOSCOW: _("Musts, shoulds, coulds, then what nobody judged; won'ts last"),
    }[order]


def headline(found: Screen) -> str:
    """Return the finding: what the worst of the orders would lose."""
    worst = found.worst
    if worst is None or worst.loses is None:
        return _("%(quarter)s has no plan to compare orders with", quarter=found.cycle.label)
    if worst.loses <= 0.0005:
        return _("No order that was typed in loses against the plan")
    return _(
        "Following %(order)s would lose %(loses)s of the expected score",
        order=name(worst.order),
        loses=score(worst.loses, 3),
    )


def loses(one: Outcome) -> str:
    """Return what an order loses against the plan."""
    if one.loses is None:
        return "–"
    if one.loses < 0:
        return _("wins %(score)s", score=score(-one.loses, 3))
    return score(one.loses, 3)


def differs(one: Outcome) -> str:
    """Return how many epics are in the order's or in the plan's quarter alone."""
    return ngettext("%(num)d epic differs", "%(num)d epics differ", one.differs)


def moscow(inputs: OrderInputs | None) -> str:
    """Return what MoSCoW says of an epic."""
    if inputs is None or inputs.moscow is None:
        return ""
    return {
        "must": _("Must"),
        "should": _("Should"),
        "could": _("Could"),
        "wont": _("Won't"),
    }[inputs.moscow.value]


def delay(inputs: OrderInputs | None) -> str:
    """Return a cost-of-delay curve in words."""
    curve = inputs.delay if inputs else None
    if curve is None:
        return ""
    if curve.on is not None:
        return _(
            "%(worth)s until %(day)s, then %(after)s",
            worth=number(curve.worth),
            day=day_text(curve.on),
            after=number(curve.after),
        )
    return _("%(worth)s, −%(week)s a week", worth=number(curve.worth), week=number(curve.per_week))
