"""Sentences about scenarios, their levers and their comparison, in the page's language."""

from datetime import date

from portfolio.domain.plans import Lever, LeverKind, Scenario
from portfolio.screens.lever_names import LeverNames
from portfolio.screens.scenario import Screen
from portfolio.screens.scenario_comparison import Column, Comparison, Load
from portfolio.screens.scenarios import Row
from portfolio.screens.scenarios import Screen as Scenarios
from portfolio.web.formats import day_text, number, percent, score, signed
from portfolio.web.forms.items import WORK_WORDS
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

SAME = 0.0005


def name(one: Scenario) -> str:
    """Return what a scenario is called; the quarter's own has no name of its own."""
    return _("The quarter's own") if one.is_base else one.name


def copy_name(one: Scenario) -> str:
    """Return what a copy is called until somebody gives it a name."""
    return _("Scenario") if one.is_base else _("Copy of %(name)s", name=one.name)


def list_title(screen: Scenarios) -> str:
    """Return what the scenarios of a quarter say."""
    base = screen.base
    best = max(
        (one for one in screen.rows if one.head and one.head.score_after is not None),
        key=lambda one: one.head.score_after or 0.0 if one.head else 0.0,
        default=None,
    )
    if base and base.head and best and best.head and best is not base:
        gain = (best.head.score_after or 0.0) - (base.head.score_after or 0.0)
        if gain >= SAME:
            return _(
                "%(name)s expects a score %(gain)s above the quarter's own",
                name=best.scenario.name,
                gain=score(gain, 3),
            )
    return ngettext(
        "%(quarter)s has %(num)d scenario",
        "%(quarter)s has %(num)d scenarios",
        len(screen.rows),
        quarter=screen.cycle.label,
    )


def title(screen: Screen) -> str:
    """Return the finding of a scenario's page."""
    own = name(screen.scenario)
    if screen.head is None:
        return _("%(name)s is not planned yet", name=own)
    if screen.is_outdated:
        return _("%(name)s was changed since it was planned", name=own)
    if screen.gain is None or screen.beside is None:
        after = screen.head.score_after
        if after is None:
            return _("%(name)s is planned", name=own)
        return _("%(name)s expects a score of %(score)s", name=own, score=score(after, 3))
    beside = name(screen.beside)
    if abs(screen.gain) < SAME:
        return _("%(name)s expects the same score as “%(beside)s”", name=own, beside=beside)
    words = {"name": own, "beside": beside, "gain": score(abs(screen.gain), 3)}
    if screen.gain > 0:
        return _("%(name)s expects a score %(gain)s above “%(beside)s”", **words)
    return _("%(name)s expects a score %(gain)s below “%(beside)s”", **words)


def plan_state(one: Row | Column | Screen) -> str:
    """Return how a scenario's plan stands."""
    if one.head is None:
        return _("Not planned yet")
    return _("Changed since") if one.is_outdated else _("Up to date")


def lever(one: Lever, names: LeverNames) -> str:
    """Return what a lever says, in one sentence."""
    item = names.items.get(one.item_id or 0)
    what = f"{item.key} {item.title}" if item else ""
    value = one.value
    if one.kind is LeverKind.FINISH_BY:
        return _(
            "%(item)s is to be finished by %(day)s",
            item=what,
            day=day_text(date.fromisoformat(str(value["on"]))),
        )
    if one.kind.is_of_item:
        return {
            LeverKind.EXCLUDE: _("%(item)s is excluded", item=what),
            LeverKind.FORCE_IN: _("%(item)s is forced in", item=what),
            LeverKind.LOCK: _("%(item)s is locked", item=what),
        }.get(one.kind) or _("%(item)s is pinned", item=what)
    if one.kind is LeverKind.SHARE:
        return _share(one)
    if one.kind is LeverKind.CAPACITY:
        return _capacity(one, names)
    if one.kind is LeverKind.PERSON:
        return _person(one, names)
    if one.kind is LeverKind.MOVE:
        return _(
            "%(team)s moves to %(area)s; %(cost)s of its capacity is lost in the two sprints after",
            team=names.teams.get(int(value["team_id"]), "?"),
            area=names.areas.get(int(value["area_id"]), "?"),
            cost=percent(float(value.get("cost", 0.2))),
        )
    return _(
        "%(objective)s counts %(factor)s times as much in the planning",
        objective=names.objectives.get(int(value["objective_id"]), "?"),
        factor=number(float(value["factor"])),
    )


def _share(one: Lever) -> str:
    least, most = one.value.get("at_least"), one.value.get("at_most")
    kind = str(WORK_WORDS.get(str(one.value["category"]), one.value["category"]))
    if least is not None and most is not None:
        return _(
            "%(kind)s takes %(least)s to %(most)s of the capacity",
            kind=kind,
            least=percent(least),
            most=percent(most),
        )
    if least is not None:
        return _("%(kind)s takes at least %(part)s of the capacity", kind=kind, part=percent(least))
    return _("%(kind)s takes at most %(part)s of the capacity", kind=kind, part=percent(most))


def _capacity(one: Lever, names: LeverNames) -> str:
    value = one.value
    who = _("All teams")
    if value.get("team_id"):
        who = names.teams.get(int(value["team_id"]), "?")
    elif value.get("area_id"):
        who = names.areas.get(int(value["area_id"]), "?")
    if value.get("percent") is not None:
        change = _("%(change)s %% capacity", change=signed(float(value["percent"]), 0))
    else:
        change = _("%(change)s points a sprint", change=signed(float(value["points"]), 0))
    return _("%(who)s: %(change)s%(when)s", who=who, change=change, when=_when(one, names))


def _person(one: Lever, names: LeverNames) -> str:
    count = int(one.value.get("count", 1))
    return ngettext(
        "%(num)d more person in %(team)s%(when)s",
        "%(num)d more people in %(team)s%(when)s",
        count,
        team=names.teams.get(int(one.value["team_id"]), "?"),
        when=_when(one, names),
    )


def _when(one: Lever, names: LeverNames) -> str:
    first, last = one.value.get("from"), one.value.get("to")
    words = {"first": names.sprints.get(int(first or 0)), "last": names.sprints.get(int(last or 0))}
    if first and last:
        return _(", %(first)s to %(last)s", **words)
    if first:
        return _(", from %(first)s on", **words)
    return _(", until %(last)s", **words) if last else ""


def comparison_title(screen: Comparison) -> str:
    """Return which of the compared plans expects most."""
    best = screen.best
    if best is None or best.head is None:
        if len(screen.planned) < len(screen.columns):
            return _("Not every scenario of this comparison is planned yet")
        return _("These plans expect the same score")
    others = [one.head.score_after or 0.0 for one in screen.planned if one is not best and one.head]
    return _(
        "%(name)s expects most: %(score)s, %(gain)s above the next",
        name=column_name(best),
        score=score(best.head.score_after, 3),
        gain=score((best.head.score_after or 0.0) - max(others), 3),
    )


def certainty(screen: Comparison) -> str:
    """Return whether the best plan is proven to expect more than any plan of the others."""
    best = screen.best
    if best is None or best.head is None or best.head.score_after is None:
        return ""
    limits = [one.head.score_limit for one in screen.planned if one is not best and one.head]
    if any(limit is None for limit in limits):
        return ""
    if best.head.score_after > max(limit for limit in limits if limit is not None):
        return _("That is certain: it lies above the proven limit of the others.")
    return _("That is not proven: a better plan of another scenario may exist within its gap.")


def column_name(one: Column) -> str:
    """Return what a column of the comparison is called."""
    own = name(one.scenario)
    return f"{own} ({one.head.name})" if one.head else own


def beside(mine: float | None, first: float | None, digits: int = 0) -> str:
    """Return how a figure differs from that of the first column, in words."""
    if mine is None or first is None:
        return ""
    change = mine - first
    if abs(change) < 0.5 * 10**-digits:
        return _("the same")
    if change > 0:
        return _("%(change)s more", change=number(change, digits))
    return _("%(change)s less", change=number(-change, digits))


def load_text(one: Load | None) -> str:
    """Return how full a team or an area is."""
    if one is None:
        return "–"
    full = percent(one.share) if one.share is not None else "–"
    return _(
        "%(share)s (%(points)s of %(capacity)s)",
        share=full,
        points=number(one.points, 0),
        capacity=number(one.capacity, 0),
    )


def place(screen: Comparison, column: Column, key: str) -> str:
    """Return where a plan has an item."""
    spot = (column.places or {}).get(key)
    if spot is None:
        return _("not planned")
    team = screen.team_names.get(spot[0], spot[0])
    where = f"{team} {spot[1]}"
    return _("%(place)s, as in force", place=where) if screen.forced.get(key) == spot else where
