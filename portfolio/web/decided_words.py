"""What was decided in a week as sentences: the plan in force, what the quarter is about."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from portfolio.domain.cycles import Cycle
from portfolio.screens.decisions import Told
from portfolio.screens.scope_news import ScopeTurn, Turn
from portfolio.web import places
from portfolio.web.formats import day_text, number
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html as _html
from portfolio.web.language import later, ngettext
from portfolio.web.news_sentences import Sentence, ended, listed, named_list, of_cycle, quoted
from portfolio.web.sentences import short


def plan(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    """Return which plan came into force, what it changed, and who published it."""
    head, told = facts["head"], facts["told"]
    said = _html(
        "<b>Plan %(name)s</b> was published on %(day)s with %(count)s epics",
        name=head.name,
        day=day_text(told.entry.at),
        count=number(head.epics_in),
    )
    for names, words in (
        (facts["came"], later("new in it: %(names)s")),
        (facts["left"], later("no longer in it: %(names)s")),
    ):
        if names:
            named = named_list([quoted(name) for name in names])
            said += Markup("; ") + _(words.message, names=named)
    if facts["moved"]:
        said += Markup("; ") + ngettext(
            "%(num)d epic moved to another sprint",
            "%(num)d epics moved to another sprint",
            facts["moved"],
        )
    return Sentence(ended(said + _decided(told)), f"/plans/{head.id}", "edit", "muted")


def scope(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    """Return what became of an objective or a key result, and who decided it."""
    turn: ScopeTurn = facts["turn"]
    name = turn.told.what.name
    said = {
        Turn.ADDED: _html("<b>%(name)s</b> was added to the quarter", name=name),
        Turn.STRUCK: _html("<b>%(name)s</b> was struck out", name=name),
        Turn.RESTORED: _html("<b>%(name)s</b> counts again", name=name),
        Turn.RETARGETED: _html(
            "The target of <b>%(name)s</b> went from %(before)s to %(after)s",
            name=name,
            before=_target(turn.before),
            after=f"{_target(turn.after)} {turn.of.unit}".strip(),
        ),
    }[turn.turn]
    kind = "objective" if turn.of.kind == "okr" else "key_result"
    tone = "warn" if turn.turn in (Turn.STRUCK, Turn.RETARGETED) else "muted"
    address = places.address(kind, turn.of.id)
    return Sentence(ended(said + _decided(turn.told)), address, "edit", tone)


def _target(value: float | None) -> str:
    return _("none") if value is None else short(value)


def _decided(told: Told) -> Markup:
    """Return who decided it and why, as the end of a sentence."""
    said = Markup("")
    if told.who:
        said += Markup("; ") + _("decided by %(who)s", who=told.who)
    reason = told.entry.reason.strip().rstrip(".")
    return said + Markup(": ") + quoted(reason) if reason and told.who else said


def scopes(facts: Mapping[str, Any], cycle: Cycle) -> Sentence:
    """Return how many objectives and key results were changed."""
    turns: list[ScopeTurn] = facts["turns"]
    counted = {turn: sum(one.turn is turn for one in turns) for turn in Turn}
    words = (
        (Turn.ADDED, ngettext("%(num)d added", "%(num)d added", counted[Turn.ADDED])),
        (Turn.STRUCK, ngettext("%(num)d struck out", "%(num)d struck out", counted[Turn.STRUCK])),
        (
            Turn.RETARGETED,
            ngettext(
                "%(num)d with another target",
                "%(num)d with another target",
                counted[Turn.RETARGETED],
            ),
        ),
        (
            Turn.RESTORED,
            ngettext(
                "%(num)d that counts again", "%(num)d that count again", counted[Turn.RESTORED]
            ),
        ),
    )
    parts = [text for turn, text in words if counted[turn]]
    said = _html(
        "<b>%(count)s objectives and key results</b> were changed: %(parts)s",
        count=number(len(turns)),
        parts=listed(parts),
    )
    return Sentence(ended(said), of_cycle("/okrs", cycle), "edit", "warn")
