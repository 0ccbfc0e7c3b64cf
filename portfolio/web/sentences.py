"""Headlines and findings in the page's language, worded from what a screen found."""

from markupsafe import Markup

from portfolio.domain.okrs import Status
from portfolio.screens.goals import Goals, KeyResultLine, Line
from portfolio.web.formats import NBSP, number, score
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html as _html
from portfolio.web.language import ngettext

REACHED = (Status.REACHED,)


def goals_headline(goals: Goals) -> str:
    """Return how the objectives stand, in one sentence."""
    count = len(goals.lines)
    if not count:
        return _("This quarter has no objectives yet")
    if goals.count(Status.TOO_EARLY) == count:
        return ngettext(
            "It is too early in the quarter to judge its objective",
            "It is too early in the quarter to judge its %(num)d objectives",
            count,
        )
    if goals.count(*_CLOSED):
        return _closed_headline(goals)
    return "; ".join((_on_track(goals), *_behind(goals)))


def value_of(line: KeyResultLine, value: float | None) -> str:
    """Return a value with the key result's unit: 97.9 %, 412 euro."""
    if value is None:
        return _("no value")
    return f"{number(value)}{NBSP}{line.unit}".strip(NBSP)


def value_against_target(line: KeyResultLine) -> str:
    """Return where a key result stands: 61 of 140."""
    if line.target is None:
        return value_of(line, line.value)
    if line.value is None:
        return _("no check-in yet, target %(target)s", target=value_of(line, line.target))
    return _(
        "%(value)s of %(target)s", value=number(line.value), target=value_of(line, line.target)
    )


def objective_moved(line: Line, mover: KeyResultLine | None) -> Markup:
    """Return what an objective's score did in the last week, and what moved it."""
    told = {"title": line.title, "before": score(line.week_ago), "now": score(line.score)}
    if mover is None:
        if line.change > 0:
            return _html("<b>%(title)s</b> rose from %(before)s to %(now)s.", **told)
        return _html("<b>%(title)s</b> fell from %(before)s to %(now)s.", **told)
    told |= {
        "mover": f"{mover.code} {mover.title}".strip(),
        "was": value_of(mover, mover.value_before),
        "is_": value_of(mover, mover.value),
    }
    if line.change > 0:
        return _html(
            "<b>%(title)s</b> rose from %(before)s to %(now)s: "
            "%(mover)s went from %(was)s to %(is_)s.",
            **told,
        )
    return _html(
        "<b>%(title)s</b> fell from %(before)s to %(now)s: %(mover)s went from %(was)s to %(is_)s.",
        **told,
    )


_CLOSED = (Status.REACHED, Status.PARTLY, Status.BELOW)


def _closed_headline(goals: Goals) -> str:
    return ngettext(
        "The quarter's one objective closed at %(score)s",
        "%(reached)s of the quarter's %(num)d objectives were reached; its score is %(score)s",
        len(goals.lines),
        reached=goals.count(*REACHED),
        score=score(goals.score),
    )


def _on_track(goals: Goals) -> str:
    count, every = goals.count(Status.ON_TRACK), len(goals.lines)
    if count == every:
        return ngettext(
            "The quarter's one objective is on track", "All %(num)d objectives are on track", every
        )
    return ngettext(
        "%(count)s of the %(num)d objective is on track",
        "%(count)s of %(num)d objectives are on track",
        every,
        count=count,
    )


def _behind(goals: Goals) -> list[str]:
    said = []
    off, risk = goals.with_status(Status.OFF_TRACK), goals.with_status(Status.AT_RISK)
    if len(off) == 1:
        said.append(_("“%(title)s” is off track", title=off[0].title))
    elif off:
        said.append(_("%(count)s are off track", count=len(off)))
    if len(risk) == 1 and not off:
        said.append(_("“%(title)s” is at risk", title=risk[0].title))
    elif risk:
        said.append(ngettext("%(num)d is at risk", "%(num)d are at risk", len(risk)))
    return said
