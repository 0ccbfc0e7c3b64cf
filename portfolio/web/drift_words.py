"""What the drift of a plan is called."""

from markupsafe import Markup

from portfolio.domain.drift import Fate
from portfolio.screens.drift import Drift, EpicRow, RoomRow
from portfolio.web.formats import day_time, number, points, score
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html, ngettext

TONES = {
    Fate.DONE: "done",
    Fate.HOLDS: "ok",
    Fate.SLIPS: "warn",
    Fate.LEAVES: "bad",
    Fate.DROPPED: "dropped",
}
MOST_NAMED = 4
LEAST = 0.5  # points that are worth a word


def headline(found: Drift) -> str:
    """Return the finding: how many epics hold, and what is expected now."""
    lost = found.at_risk
    if not found.epics:
        return _("Plan %(plan)s promised no epic", plan=found.head.name)
    if not lost:
        return ngettext(
            "Plan %(plan)s holds: its %(num)d epic ends as promised",
            "Plan %(plan)s holds: all %(num)d epics end as promised",
            len(found.epics) - found.count(Fate.DROPPED),
            plan=found.head.name,
        )
    return ngettext(
        "%(num)d of %(all)s epics of plan %(plan)s is at risk",
        "%(num)d of %(all)s epics of plan %(plan)s are at risk",
        len(lost),
        all=number(len(found.epics)),
        plan=found.head.name,
    )


def since(found: Drift) -> str:
    """Return what happened to the capacity since publication, in one sentence."""
    if not found.edits:
        said = _("No capacity change since publication")
        if abs(found.points) >= LEAST:
            rates = _(
                "what teams delivered since changed their rates by %(points)s points",
                points=signed(found.points),
            )
            said = f"{said}; {rates}"
        return f"{said}; {_risk(found)}." if found.at_risk else f"{said}."
    said = ngettext(
        "%(num)d capacity change since publication: %(points)s points",
        "%(num)d capacity changes since publication: %(points)s points",
        len(found.edits),
        points=signed(found.points),
    )
    return f"{said}; {_risk(found)}." if found.at_risk else f"{said}; {_('no epic is at risk')}."


def _risk(found: Drift) -> str:
    named = ", ".join(one.item.key for one in found.at_risk[:MOST_NAMED])
    more = len(found.at_risk) - MOST_NAMED
    if more > 0:
        return ngettext(
            "%(keys)s and %(num)d more epic at risk",
            "%(keys)s and %(num)d more epics at risk",
            more,
            keys=named,
        )
    return _("at risk: %(keys)s", keys=named)


def signed(value: float) -> str:
    """Return points with their sign, a true minus."""
    if abs(value) < 0.05:
        return "±0"
    return f"{'+' if value > 0 else '−'}{points(abs(value))}"


def fate(one: EpicRow) -> str:
    """Return what became of an epic, in words."""
    return {
        Fate.DONE: _("Done"),
        Fate.HOLDS: _("On plan"),
        Fate.SLIPS: _("Slips to %(sprint)s", sprint=one.now),
        Fate.LEAVES: _("No longer fits the quarter"),
        Fate.DROPPED: _("Dropped"),
    }[one.fate]


def count(found: Drift, name: str) -> str:
    """Return how many epics had a fate."""
    return number(found.count(Fate(name)))


def worst_first(found: Drift) -> list[EpicRow]:
    """Return the epics, those that are lost or late first."""
    order = (Fate.LEAVES, Fate.SLIPS, Fate.DROPPED, Fate.HOLDS, Fate.DONE)
    return sorted(found.epics, key=lambda one: (order.index(one.fate), one.item.rank))


def changed_first(found: Drift) -> list[RoomRow]:
    """Return the teams, those that lost most first."""
    return sorted(found.rooms, key=lambda row: round(row.change, 1))


def where(row: RoomRow) -> str:
    """Return in which sprints a team's capacity changed, and by how much."""
    changed = [(one, now - then) for one, then, now in row.sprints if abs(now - then) >= 0.05]
    return ", ".join(f"{one.name} {signed(change)}" for one, change in changed)


def scores_headline(found: Drift) -> str:
    """Return the expected score then and now."""
    then, now = found.score_then, found.score_now
    if then is None or now is None:
        return _("Expected scores then and now")
    return _(
        "Expected score %(then)s when published, %(now)s now",
        then=score(then.after),
        now=score(now.after),
    )


def proof(found: Drift) -> Markup:
    """Return when it was frozen, and what the estimate is."""
    return gettext_html(
        "Baseline frozen %(when)s: %(items)s items, %(points)s points. What ends when is an "
        "estimate: work keeps its team and order, what does not fit goes on in the next sprint. "
        "Only planning again solves it.",
        when=day_time(found.baseline.frozen_at),
        items=number(found.baseline.items),
        points=points(found.baseline.points),
    )
