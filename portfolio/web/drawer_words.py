"""Sentences of the drawer of an epic: its place in the plan, and what was decided of it before."""

from portfolio.screens.plan_cell import Cell
from portfolio.screens.plan_drawer import Drawer
from portfolio.web.decision_words import SENTENCES
from portfolio.web.formats import points
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext


def place(drawer: Drawer) -> str:
    """Return where the plan has it, or that it has not."""
    if drawer.row is not None and not drawer.row.is_in:
        planned = sum(1 for part in drawer.parts if part.sprint)
        if planned:
            return ngettext(
                "Not finished: %(num)d of its items has a place",
                "Not finished: %(num)d of its items have a place",
                planned,
            )
        return _("Left out")
    if not drawer.place:
        return ""
    if drawer.team:
        return _("Done in %(sprint)s, mostly by %(team)s", sprint=drawer.place, team=drawer.team)
    return _("Done in %(sprint)s", sprint=drawer.place)


def deed(name: str) -> str:
    """Return a deed of the trail in words, of the thing that the drawer shows."""
    known = SENTENCES.get(name)
    return _(known.message, object=_("it")) if known is not None else _(name)


def cell_title(cell: Cell) -> str:
    """Return how full a team's sprint is."""
    told = {"team": cell.lane.name, "sprint": cell.load.sprint, "points": points(abs(cell.room))}
    if cell.load.is_over:
        return _("%(team)s has %(points)s points too many in %(sprint)s", **told)
    if cell.room >= 1:
        return _("%(team)s has room for %(points)s more points in %(sprint)s", **told)
    return _("%(team)s is full in %(sprint)s", **told)
