"""Headlines and findings in the page's language, worded from what a screen found."""

from markupsafe import Markup

from portfolio.domain.okrs import Status
from portfolio.domain.plans import PlanHead
from portfolio.screens.goals import Goals, KeyResultLine, Line
from portfolio.screens.home import Decision, Load
from portfolio.screens.own_team import TeamHome
from portfolio.screens.ranked import Ranked
from portfolio.web import drift_words
from portfolio.web.formats import NBSP, day_text, number, percent, points, score
from portfolio.web.language import gettext as _
from portfolio.web.language import gettext_html as _html
from portfolio.web.language import ngettext

REACHED = (Status.REACHED,)
SAME_SCORE = 0.005


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
    return f"{_short(value)}{NBSP}{line.unit}".strip(NBSP)


def value_against_target(line: KeyResultLine) -> str:
    """Return where a key result stands: 61 of 140."""
    if line.target is None:
        return value_of(line, line.value)
    if line.value is None:
        return _("no check-in yet, target %(target)s", target=value_of(line, line.target))
    return _(
        "%(value)s of %(target)s", value=_short(line.value), target=value_of(line, line.target)
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


def plan_headline(head: PlanHead, after: float | None) -> str:
    """Return what a plan takes in and what it is worth; `after` is its promise as of today."""
    fits = ngettext(
        "%(count)s of %(num)d epic fits the quarter",
        "%(count)s of %(num)d epics fit the quarter",
        head.epics_in + head.epics_out,
        count=number(head.epics_in),
    )
    if head.score_after is None:
        return fits
    now = head.score_after if after is None else after
    expects = _("expected OKR score %(score)s", score=score(now))
    return f"{fits}; {expects}, {_best(head, now)}"


def _best(head: PlanHead, now: float) -> str:
    if abs(now - (head.score_after or 0.0)) > SAME_SCORE and head.gap is not None:
        return _("planned within %(gap)s of the best", gap=percent(head.gap, 1))
    if head.status == "optimal" or head.score_limit is None:
        return _("no possible plan is better")
    return _("no possible plan beats %(limit)s", limit=score(head.score_limit, 3))


def plan_proof(head: PlanHead, capacity: float) -> Markup:
    """Return the line under the headline: gap, the other ways of planning, the points."""
    said = []
    if head.gap is not None:
        gap = percent(head.gap, 1)
        said.append(_html("Proven gap <b>%(gap)s</b> of the best possible.", gap=gap))
    rank, wsjf = (head.others.get(name, {}).get("score") for name in ("rank", "wsjf"))
    if rank is not None and wsjf is not None:
        said.append(
            _html(
                "The same capacity spent in rank order gives %(rank)s, by WSJF %(wsjf)s.",
                rank=score(rank, 3),
                wsjf=score(wsjf, 3),
            )
        )
    said.append(
        _html(
            "%(planned)s of %(capacity)s points are planned; %(asked)s were asked for.",
            planned=points(head.points_planned),
            capacity=points(capacity),
            asked=points(head.points_asked),
        )
    )
    return Markup(" ").join(said)


def worth_title(head: PlanHead) -> str:
    """Return what the plan is worth beside the rank order."""
    rank = head.others.get("rank", {}).get("score")
    if rank is None or head.score_after is None:
        return _("What the plan is worth")
    gain = head.score_after - rank
    if gain < 0.0005:
        return _("The plan is worth as much as rank order")
    return _("The plan is worth %(gain)s more than rank order", gain=score(gain, 3))


def loads_title(loads: tuple[Load, ...]) -> str:
    """Return how the demand compares with the capacity."""
    asked = sum(load.asked or 0.0 for load in loads)
    capacity = sum(load.capacity for load in loads)
    planned = sum(load.planned for load in loads)
    if not capacity:
        return _("No team has capacity in this quarter")
    if not asked:
        return _("%(share)s of the capacity is planned", share=percent(planned / capacity))
    ratio = number(asked / capacity, 1)
    if asked <= capacity:
        return _("Everything asked for could fit: %(ratio)s of the capacity", ratio=ratio)
    return _("%(ratio)s times as much is asked for as there is", ratio=ratio)


def ranked_title(ranked: Ranked) -> str:
    """Return what the cut line hides."""
    if not ranked.earn and not ranked.lose:
        return _("One ranked backlog: the plan takes what rank order takes")
    below = ngettext(
        "%(num)d below the line earns its place",
        "%(num)d below the line earn their place",
        ranked.earn,
    )
    above = ngettext("%(num)d above it does not", "%(num)d above it do not", ranked.lose)
    return _("One ranked backlog: %(below)s, %(above)s", below=below, above=above)


def decision(one: Decision) -> tuple[str, str, str]:
    """Return what waits, a line about it, and the word on its button."""
    return _DECISIONS[one.kind](one)


def team_headline(teams: tuple[TeamHome, ...]) -> str:
    """Return what the viewer's team can still take."""
    if not teams:
        return _("Your team has no capacity in this quarter")
    one = teams[0]
    told = {
        "team": one.capacity.team.name,
        "points": points(one.points),
        "planned": points(one.planned),
    }
    if one.over:
        return _(
            "%(team)s is planned over its capacity in %(sprint)s",
            team=one.capacity.team.name,
            sprint=one.over[0].sprint.name,
        )
    return _("%(team)s can take %(points)s points and has %(planned)s planned", **told)


def _short(value: float) -> str:
    return number(round(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2))


def _infeasible(one: Decision) -> tuple[str, str, str]:
    plan = one.facts["plan"]
    return (
        _("Plan %(name)s cannot hold all its musts", name=plan.name),
        _("Its page names the smallest set in conflict and the cheapest way out."),
        _("Resolve"),
    )


def _no_plan(one: Decision) -> tuple[str, str, str]:
    return (
        _("The quarter has no plan yet"),
        _("The optimiser takes about half a minute; nothing is decided by running it."),
        _("Plan"),
    )


def _off_track(one: Decision) -> tuple[str, str, str]:
    line, after = one.facts["line"], one.facts["after"]
    told = _("It stands at %(score)s.", score=score(line.score))
    if after is not None:
        told += " " + _("The plan would take it to %(after)s.", after=score(after))
    return _("%(code)s is off track: %(title)s", code=line.code, title=line.title), told, _("Open")


def _stale(one: Decision) -> tuple[str, str, str]:
    stale = one.facts["stale"]
    codes = ", ".join(line.code or line.title for line in stale[:4])
    return (
        ngettext("%(num)d check-in is stale", "%(num)d check-ins are stale", len(stale)),
        _("%(codes)s: nothing heard for more than 14 days.", codes=codes),
        _("Ask"),
    )


def _estimated(one: Decision) -> tuple[str, str, str]:
    return (
        ngettext(
            "%(num)d item has no estimate", "%(num)d items have no estimate", one.facts["count"]
        ),
        _("They are planned from the median of delivered items like them."),
        _("Open"),
    )


def _drift(one: Decision) -> tuple[str, str, str]:
    found = one.facts["drift"]
    title = drift_words.headline(found)
    return title, drift_words.since(found), _("Open")


def _proposed(one: Decision) -> tuple[str, str, str]:
    plan = one.facts["plan"]
    told = _(
        "%(count)s epics are in; expected score %(score)s.",
        count=number(plan.epics_in),
        score=score(plan.score_after),
    )
    return _("Plan %(name)s waits to be published", name=plan.name), told, _("Review")


def _newer(one: Decision) -> tuple[str, str, str]:
    plan, force = one.facts["plan"], one.facts["force"]
    return (
        _("Draft %(name)s is newer than the plan in force", name=plan.name),
        _(
            "%(force)s was made on %(day)s; the draft expects %(score)s.",
            force=force.name,
            day=day_text(force.made_at),
            score=score(plan.score_after),
        ),
        _("Review"),
    )


_DECISIONS = {
    "drift": _drift,
    "infeasible": _infeasible,
    "no_plan": _no_plan,
    "off_track": _off_track,
    "stale": _stale,
    "estimated": _estimated,
    "proposed": _proposed,
    "newer_draft": _newer,
}
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
