"""What changed this week as sentences, in the page's language."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from portfolio.domain.cycles import Cycle
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.epic_dates import EpicDates
from portfolio.screens.goal_lines import KeyResultLine, Line
from portfolio.screens.week import Week
from portfolio.web import decided_words, places
from portfolio.web.formats import day_text, number, score
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html as _html
from portfolio.web.language import ngettext
from portfolio.web.news_sentences import (
    Sentence,
    counted,
    ended,
    named_list,
    of_cycle,
    quoted,
)
from portfolio.web.sentences import short, value_of


def sentences(week: Week, cycle: Cycle) -> list[Sentence]:
    """Return the news of a week, what matters most first, each with the page it leads to."""
    return [_WORDS[one.kind](one.facts, cycle) for one in week.news]


def _objective(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    line: Line = facts["line"]
    change = line.forecast_change or 0.0 if facts["is_forecast"] else line.change
    said = _moved(line, facts["mover"]) if facts["is_score"] else None
    if facts["is_forecast"]:
        is_told = said is not None and facts["forecast_mover"] is facts["mover"]
        mover = None if is_told else facts["forecast_mover"]
        tail = _forecast_moved(line, mover, facts["epic"], alone=said is None)
        said = said + Markup("; ") + tail if said else tail
    return Sentence(
        ended(said or line.title),
        places.address("objective", line.id),
        "arrow-up" if change > 0 else "arrow-down",
        "ok" if change > 0 else "bad",
    )


def _moved(line: Line, mover: KeyResultLine | None) -> Markup:
    told = {"title": line.title, "before": score(line.week_ago), "now": score(line.score)}
    rose = line.change > 0
    if rose:
        said = _html("<b>%(title)s</b> rose from %(before)s to %(now)s", **told)
    else:
        said = _html("<b>%(title)s</b> fell from %(before)s to %(now)s", **told)
    return said + Markup(": ") + _mover(mover) if mover else said


def _mover(mover: KeyResultLine) -> str:
    told = {"mover": mover.title, "is_": value_of(mover, mover.value)}
    if mover.value_before is None:
        return _("the first value of “%(mover)s” is %(is_)s", **told)
    return _("“%(mover)s” went from %(was)s to %(is_)s", was=short(mover.value_before), **told)


def _forecast_moved(
    line: Line, mover: KeyResultLine | None, epic: EpicDates | None, *, alone: bool
) -> Markup:
    before, now = line.forecast_before, line.forecast
    told = {
        "title": line.title,
        "before": score(before.middle if before else None),
        "now": score(now.middle if now else None),
    }
    rose = (line.forecast_change or 0.0) > 0
    if alone and rose:
        said = _html("The forecast of <b>%(title)s</b> rose from %(before)s to %(now)s", **told)
    elif alone:
        said = _html("The forecast of <b>%(title)s</b> fell from %(before)s to %(now)s", **told)
    elif rose:
        said = escape(_("its forecast rose from %(before)s to %(now)s", **told))
    else:
        said = escape(_("its forecast fell from %(before)s to %(now)s", **told))
    reason = _delay(epic) if epic else _most_of_it(mover) if mover else ""
    return said + Markup(": ") + reason if reason else said


def _delay(epic: EpicDates) -> str:
    told = {"epic": epic.item.title}
    middle_on = epic.forecast.middle_on if epic.forecast else None
    if middle_on is None:
        return _("“%(epic)s” is no longer expected in the quarter", **told)
    return ngettext(
        "“%(epic)s” is now expected on %(day)s, %(num)d day later than a week ago",
        "“%(epic)s” is now expected on %(day)s, %(num)d days later than a week ago",
        epic.days_later or 0,
        day=day_text(middle_on),
        **told,
    )


def _most_of_it(mover: KeyResultLine) -> str:
    return _("most of it by “%(mover)s”", mover=mover.title)


def _broken(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    own: list[KeyResultLine] = facts["key_results"]
    said = counted(
        ngettext("%(num)d guardrail", "%(num)d guardrails", len(own)),
        ngettext("broke: %(names)s", "broke: %(names)s", len(own), names=_titles(own)),
    )
    return Sentence(said, _page_of(own, cycle), "bad", "bad")


def _failing(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    own: list[KeyResultLine] = facts["key_results"]
    said = counted(
        ngettext("%(num)d source", "%(num)d sources", len(own)),
        ngettext(
            "can no longer be read, and its key result keeps the last value: %(names)s",
            "can no longer be read, and their key results keep the last value: %(names)s",
            len(own),
            names=_titles(own),
        ),
    )
    return Sentence(said, _page_of(own, cycle), "warn", "warn")


def _stale(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    own: list[KeyResultLine] = list(facts["key_results"])
    oldest = own[0]
    told = {"title": oldest.title}
    if oldest.heard_on is None:
        tail = ngettext(
            "is overdue: nothing was ever said of “%(title)s”",
            "are overdue: nothing was ever said of “%(title)s”",
            len(own),
            **told,
        )
    else:
        tail = ngettext(
            "is overdue: that of “%(title)s”, last heard of on %(day)s",
            "are overdue, the oldest that of “%(title)s”, last heard of on %(day)s",
            len(own),
            day=day_text(oldest.heard_on),
            **told,
        )
    said = counted(ngettext("%(num)d check-in", "%(num)d check-ins", len(own)), tail)
    return Sentence(said, _page_of(own, cycle), "clock", "warn")


def _titles(own: Sequence[KeyResultLine]) -> str:
    return named_list([quoted(one.title) for one in own])


def _page_of(own: Sequence[KeyResultLine], cycle: Cycle) -> str:
    if len(own) == 1:
        return places.address("key_result", own[0].id)
    return of_cycle("/okrs", cycle)


def _late(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    own: list[EpicDates] = facts["epics"]
    said = counted(
        ngettext("%(num)d epic", "%(num)d epics", len(own)),
        ngettext(
            "now ends later than the plan says: %(names)s",
            "now end later than the plan says: %(names)s",
            len(own),
            names=named_list([_late_name(one) for one in own]),
        ),
    )
    return Sentence(said, _page_of_epics(own, cycle), "arrow-down", "bad")


def _late_name(one: EpicDates) -> str:
    promised, middle = one.promised_on, one.forecast.middle_on if one.forecast else None
    told = {"title": one.item.title, "promised": day_text(promised)}
    if one.forecast is None:
        return _("“%(title)s”, due %(promised)s and still open", **told)
    if middle is None:
        return _(
            "“%(title)s” (after %(day)s, not %(promised)s)",
            day=day_text(one.forecast.until_on),
            **told,
        )
    return _("“%(title)s” (%(day)s, not %(promised)s)", day=day_text(middle), **told)


def _finished(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    own: list[EpicDates] = facts["epics"]
    names = named_list([quoted(one.item.title) for one in own])
    said = counted(
        ngettext("%(num)d epic", "%(num)d epics", len(own)),
        ngettext("was finished: %(names)s", "were finished: %(names)s", len(own), names=names),
    )
    return Sentence(said, _page_of_epics(own, cycle), "check", "ok")


def _page_of_epics(own: Sequence[EpicDates], cycle: Cycle) -> str:
    if len(own) == 1:
        return places.address("item", own[0].item.key)
    return of_cycle("/backlog", cycle)


def _lost(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    teams: list[tuple[str, float]] = facts["teams"]
    (name, days), others = teams[0], teams[1:]
    said = _html(
        "<b>%(team)s</b> lost %(days)s working days of this quarter to leave entered this week",
        team=name,
        days=number(round(days, 1)),
    )
    if others:
        said += Markup("; ") + ngettext(
            "%(num)d other team lost %(days)s",
            "%(num)d other teams lost %(days)s",
            len(others),
            days=number(round(sum(one for _name, one in others), 1)),
        )
    return Sentence(ended(said), of_cycle("/teams", cycle), "arrow-down", "warn")


def _deployed(facts: Mapping[str, Any], cycle: Cycle, *, kind: str) -> Sentence:
    pulse: Pulse = facts["pulse"]
    told = {
        "count": number(pulse.deployments[-1]),
        "before": number(facts["before"]),
        "target": number(pulse.target),
    }
    said = {
        "record": _html(
            "<b>Deployments</b> reached %(count)s last week, the most in 13 weeks", **told
        ),
        "target reached": _html(
            "<b>Deployments</b> reached their target of %(target)s a week: %(count)s last week,"
            " %(before)s before",
            **told,
        ),
        "target lost": _html(
            "<b>Deployments</b> fell below their target of %(target)s a week: %(count)s last week,"
            " %(before)s before",
            **told,
        ),
        "streak": _html(
            "<b>Deployments</b> kept their target of %(target)s for %(weeks)s weeks running:"
            " %(count)s last week",
            weeks=number(pulse.streak),
            **told,
        ),
    }[kind]
    is_bad = kind == "target lost"
    tone = ("arrow-down", "bad") if is_bad else ("arrow-up", "ok")
    return Sentence(ended(said), "/delivery", *tone)


_WORDS: dict[str, Callable[[Any, Cycle], Sentence]] = {
    "objective": _objective,
    "plan": decided_words.plan,
    "scope": decided_words.scope,
    "scopes": decided_words.scopes,
    "broken": _broken,
    "failing": _failing,
    "stale": _stale,
    "late": _late,
    "finished": _finished,
    "lost": _lost,
    **{
        kind: partial(_deployed, kind=kind)
        for kind in ("record", "target reached", "target lost", "streak")
    },
}
