"""Why an objective is in danger, what is being done, and what the risks are, in words."""

from datetime import date

from markupsafe import Markup, escape

from portfolio.domain.forecasts import CHANCES
from portfolio.screens.dangers import Cause, Danger, Doing, Reason, Risk
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.epic_dates import EpicDates
from portfolio.screens.goal_lines import Goals, KeyResultLine
from portfolio.screens.progress import Screen
from portfolio.web import places
from portfolio.web.formats import day_text, number, percent, score, signed, span
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html as _html
from portfolio.web.language import ngettext
from portfolio.web.sentences import short, value_of

STEP = 0.05  # of a chance: seven quantiles tell no closer
CLOSEST = 0.05  # no model is surer than that
LONGEST_NOTE = 140


def proof(screen: Screen) -> Markup:
    """Return the line under the headline: the score today, and its forecast with the band."""
    goals, until = screen.goals, day_text(screen.cycle.span.ends_on)
    if goals.score is None:
        return Markup("")
    said = _html("The score of all objectives is <b>%(now)s</b>", now=score(goals.score))
    if screen.is_over:
        return said + "."
    said += Markup("; ") + (_forecast(goals, until) or _no_forecast(goals, until))
    return said + "."


def _forecast(goals: Goals, until: str) -> Markup | None:
    one = goals.forecast
    if one is None:
        return None
    told = {"day": until, "middle": score(one.middle), "band": span(one.low, one.high)}
    said = _html("the forecast for %(day)s is <b>%(middle)s</b>, 80 %% band %(band)s", **told)
    if goals.forecast_change is None:
        return said
    change = signed(round(goals.forecast_change, 2), 2)
    return said + Markup(", ") + _html("<b>%(change)s</b> on last week", change=change)


def _no_forecast(goals: Goals, until: str) -> Markup:
    said = escape(_("there is no forecast yet"))
    if goals.after_plan is None:
        return said
    expected = score(goals.after_plan)
    return (
        said
        + Markup(", ")
        + _html("the plan expects <b>%(score)s</b> on %(day)s", score=expected, day=until)
    )


def why(danger: Danger) -> Markup:
    """Return why an objective is in danger, in one sentence."""
    said: list[Markup] = []
    named: int | None = None
    for one in danger.reasons:
        is_named = one.key_result.id == named
        said.append(escape(plain_reason(one)) if is_named else reason(one))
        named = one.key_result.id
    return _sentence(said)


def _sentence(parts: list[Markup]) -> Markup:
    """Return parts as one sentence that begins with a capital."""
    said = str(Markup("; ").join(parts))
    place = 0
    while said[place : place + 1] == "<":  # the marks of a link come before its first letter
        place = said.index(">", place) + 1
    capital = said[:place] + said[place : place + 1].upper() + said[place + 1 :]
    return Markup(capital) + "."  # noqa: S704 - made of escaped parts


def reason(one: Reason) -> Markup:
    """Return a reason, in a few words with its key result as a link."""
    told = {"kr": _linked(one.key_result), **_facts(one)}
    return {
        Cause.FAILING: _html("the source of %(kr)s cannot be read since %(day)s", **told),
        Cause.BROKEN: _html("the guardrail of %(kr)s is broken since %(day)s", **told),
        Cause.STALE: _html("%(kr)s was last heard of on %(day)s", **told)
        if one.since
        else _html("nothing was ever said of %(kr)s", **told),
        Cause.LATE: Markup("{} ({})").format(_late(one), told["kr"]),
        Cause.LEFT_OUT: _html("no epic behind %(kr)s is in the plan", **told),
        Cause.EMPTY: _html("no open epic stands behind %(kr)s", **told),
        Cause.FALLING: _html("%(kr)s fell in each of the last %(count)s weeks", **told),
        Cause.LOST: _html("the team behind %(kr)s lost %(count)s working days this week", **told),
        Cause.BEHIND: _html("%(kr)s stands at %(value)s, where %(expected)s was due", **told),
        Cause.FORESEEN: _html(
            "%(kr)s stands at %(value)s, as was due, but is not forecast to arrive", **told
        ),
    }[one.cause]


def plain_reason(one: Reason) -> str:
    """Return a reason beside its key result, which it does not name."""
    told = _facts(one)
    return {
        Cause.FAILING: _("its source cannot be read since %(day)s", **told),
        Cause.BROKEN: _("its guardrail is broken since %(day)s", **told),
        Cause.STALE: _("last heard of on %(day)s", **told)
        if one.since
        else _("nothing was ever said of it"),
        Cause.LATE: _late(one),
        Cause.LEFT_OUT: _("none of its epics is in the plan"),
        Cause.EMPTY: _("no open epic stands behind it"),
        Cause.FALLING: _("fell in each of the last %(count)s weeks", **told),
        Cause.LOST: _("its team lost %(count)s working days this week", **told),
        Cause.BEHIND: _("stands at %(value)s, where %(expected)s was due", **told),
        Cause.FORESEEN: _("stands at %(value)s, as was due, but is not forecast to arrive", **told),
    }[one.cause]


def _facts(one: Reason) -> dict[str, str]:
    key_result = one.key_result
    return {
        "day": day_text(one.since),
        "count": number(one.count),
        "value": value_of(key_result, key_result.value),
        "expected": value_of(key_result, key_result.expected_value),
    }


def _late(one: Reason) -> str:
    epic = one.epic
    if epic is None:
        return ""
    told = {"epic": epic.item.title, "promised": day_text(epic.promised_on)}
    if epic.forecast is None:
        return _("“%(epic)s” was to be done by %(promised)s and is still open", **told)
    if epic.forecast.middle_on is None:
        return _(
            "“%(epic)s” is expected after %(day)s, planned for %(promised)s",
            day=day_text(epic.forecast.until_on),
            **told,
        )
    return _(
        "“%(epic)s” is expected on %(day)s, planned for %(promised)s",
        day=day_text(epic.forecast.middle_on),
        **told,
    )


def doing(one: Doing, heard_on: date | None, on: date) -> Markup:
    """Return what is being done and by when; or that nobody has said it."""
    if one.is_nothing:
        return escape(_nothing(heard_on, on))
    parts = []
    if one.note is not None:
        parts.append(_note(one))
    if one.epic is not None:
        parts.append(_same(one.epic) if one.is_the_late_one else _next(one.epic, one.epics))
    if not parts and one.proposed is not None:
        plan = Markup('<a href="/plans/{}">{}</a>').format(one.proposed.id, one.proposed.name)
        told = {"plan": plan, "day": day_text(one.proposed.proposed_at)}
        parts.append(_html("plan %(plan)s waits since %(day)s to be published", **told))
    return _sentence(parts)


def _nothing(heard_on: date | None, on: date) -> str:
    if heard_on is None:
        return _("Nobody has said what happens next; there was no news yet.")
    days = (on - heard_on).days
    if days == 0:
        return _("Nobody has said what happens next; the last news is of today.")
    return ngettext(
        "Nobody has said what happens next; the last news is %(num)d day old.",
        "Nobody has said what happens next; the last news is %(num)d days old.",
        days,
    )


def _note(one: Doing) -> Markup:
    note = one.note
    if note is None:
        return Markup("")
    text = " ".join(note.note.split())
    text = text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1].rstrip() + "…"
    told = {"note": text.rstrip("."), "day": day_text(note.on)}
    if one.said_by:
        return _html("%(who)s on %(day)s: “%(note)s”", who=one.said_by, **told)
    return _html("said on %(day)s: “%(note)s”", **told)


def _next(epic: EpicDates, count: int) -> Markup:
    name = Markup('<a href="{}">{}</a>').format(
        places.address("item", epic.item.key), epic.item.title
    )
    told = {"epic": name, "day": day_text(epic.promised_on)}
    said = _html("“%(epic)s” is to be done by %(day)s", **told)
    if epic.forecast is not None:
        said += Markup(" (") + _dates(epic) + Markup(")")
    if count > 1:
        said += Markup(", ") + ngettext(
            "and %(num)d more epic", "and %(num)d more epics", count - 1
        )
    return said


def _same(epic: EpicDates) -> Markup:
    """Return how far the late epic itself has come: nothing else is planned."""
    told = {
        "epic": Markup('<a href="{}">{}</a>').format(
            places.address("item", epic.item.key), epic.item.title
        ),
        "done": number(epic.stories_done),
        "all": number(epic.stories),
    }
    said = _html("only “%(epic)s” is planned for it, with %(done)s of %(all)s stories done", **told)
    if epic.forecast is None or epic.forecast.sure_on is None:
        return said
    sure = day_text(epic.forecast.sure_on)
    return said + Markup(", ") + _html("with 85 %% finished by %(day)s", day=sure)


def _dates(epic: EpicDates) -> str:
    one = epic.forecast
    if one is None:
        return ""
    until = _("after %(day)s", day=day_text(one.until_on))
    return _(
        "forecast: %(middle)s, with 85 %% %(sure)s",
        middle=day_text(one.middle_on) if one.middle_on else until,
        sure=day_text(one.sure_on) if one.sure_on else until,
    )


def _linked(one: KeyResultLine) -> Markup:
    return Markup('<a href="{}">{}</a>').format(
        places.address("key_result", one.id), f"{one.code} {one.title}".strip()
    )


def risk_why(one: Risk) -> Markup:
    """Return why a key result may be missed, in a few words beside its name."""
    return _sentence([escape(plain_reason(each)) for each in one.reasons])


def risk_next(one: Doing) -> Markup:
    """Return what comes next, in a few words."""
    if one.epic is not None and not one.is_the_late_one:
        return Markup('<a href="{}">{}</a>').format(
            places.address("item", one.epic.item.key), one.epic.item.title
        )
    if one.note is not None:
        return _html("Its owner said on %(day)s what comes next.", day=day_text(one.note.on))
    if one.epic is not None:
        return escape(_("Nothing else is planned."))
    if one.proposed is not None:
        return _html("Plan %(plan)s waits to be published.", plan=one.proposed.name)
    return escape(_("Nobody has said what happens next."))


def plain_risk(one: Risk, on: date) -> tuple[str, str]:
    """Return the same as two bare texts, for a file."""
    why_said = _sentence([escape(plain_reason(each)) for each in one.reasons])
    done = doing(one.doing, one.key_result.heard_on, on)
    return why_said.striptags(), done.striptags()


def has_odds(screen: Screen) -> bool:
    """Whether chances and stakes are told by forecasts."""
    return any(one.miss is not None for one in screen.goals.key_results)


def chance(one: KeyResultLine) -> str:
    """Return how likely a key result is missed, no closer than is known.

    The draws behind a forecast tell a share; its quantiles nothing closer than STEP, and nothing
    beyond their ends.
    """
    share = one.miss
    if share is None or one.forecast is None:
        return "–"
    is_drawn = "chance" in one.forecast.basis
    edge = CLOSEST if is_drawn else CHANCES[0]
    if share < edge:
        return _("under %(share)s", share=percent(edge))
    if share > 1 - edge:
        return _("over %(share)s", share=percent(1 - edge))
    return percent(share if is_drawn else round(share / STEP) * STEP)


def outlook(one: KeyResultLine) -> str:
    """Return the score that is expected beside the one that counts as met; "" without a forecast.

    It tells those apart that are all more or less certain to be missed.
    """
    if one.forecast is None:
        return ""
    told = {"score": score(one.forecast.middle), "met": score(one.met_from)}
    return _("ends near %(score)s of %(met)s", **told)


def value_forecast(one: KeyResultLine) -> str:
    """Return the band of a key result's value at the quarter's end; "" without one."""
    made = one.value_forecast
    if made is None:
        return ""
    return _(
        "forecast %(middle)s (%(low)s–%(high)s)",
        middle=short(made.middle),
        low=short(made.low),
        high=short(made.high),
    )


def delivery_title(pulse: Pulse) -> str:
    """Return how many of the measures that have a target meet it."""
    standings = pulse.standings
    if not standings:
        return ngettext(
            "%(count)s deployment last week",
            "%(count)s deployments last week",
            pulse.deployments[-1],
            count=number(pulse.deployments[-1]),
        )
    met = sum(one != "missed" for one in standings)
    if met == len(standings):
        return ngettext(
            "the one measure with a target meets it",
            "all %(num)d measures with a target meet it",
            len(standings),
        )
    return ngettext(
        "%(met)s of %(num)d measure with a target meets it",
        "%(met)s of %(num)d measures with a target meet it",
        len(standings),
        met=number(met),
    )


def risks_title(screen: Screen) -> str:
    """Return what the table of risks says: what costs the quarter most."""
    first = screen.risks[0].key_result
    return _(
        "“%(title)s” may cost the quarter %(stake)s of its score",
        title=first.title,
        stake=score(first.at_stake),
    )
