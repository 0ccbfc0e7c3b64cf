"""Headlines and findings in the page's language, worded from what a screen found."""

from collections.abc import Sequence

from markupsafe import Markup

from portfolio.domain.okrs import Status
from portfolio.domain.plans import PlanHead
from portfolio.screens.goal_lines import Goals, KeyResultLine, Line
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
MOST_NAMED = 2  # objectives in a headline
_GOOD = (Status.ON_TRACK,)


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
    if count > MOST_NAMED and len(_bad_ones(goals)) == count:
        return _(
            "All %(every)s objectives will miss their target or are off track, "
            "first of all “%(title)s”",
            every=count_word(count),
            title=goals.in_danger[0].title,
        )
    said = "; ".join((_on_track(goals), *_behind(goals)))
    return said[:1].upper() + said[1:]


def value_of(line: KeyResultLine, value: float | None) -> str:
    """Return a value with the key result's unit: 97.9 %, 412 euro."""
    if value is None:
        return _("no value")
    return f"{short(value)}{NBSP}{line.unit}".strip(NBSP)


def value_against_target(line: KeyResultLine) -> str:
    """Return where a key result stands: 61 of 140."""
    if line.target is None:
        return value_of(line, line.value)
    if line.value is None:
        return _("no check-in yet, target %(target)s", target=value_of(line, line.target))
    return _("%(value)s of %(target)s", value=short(line.value), target=value_of(line, line.target))


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


def short(value: float) -> str:
    """Return a value with as many digits as its size needs."""
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


def count_word(count: int) -> str:
    """Return a small count as a word, for the running text of a headline: three."""
    words = (
        *(_("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six")),
        *(_("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve")),
    )
    return words[count] if 0 <= count < len(words) else number(count)


def _on_track(goals: Goals) -> str:
    good = [line for line in goals.lines if line.status in _GOOD and not line.is_in_danger]
    count, every = len(good), len(goals.lines)
    if count == every:
        return ngettext(
            "The one objective of the quarter is on track",
            "All %(every)s objectives are on track",
            every,
            every=count_word(every),
        )
    return ngettext(
        "%(count)s of %(every)s objectives is on track",
        "%(count)s of %(every)s objectives are on track",
        max(count, 1),
        count=count_word(count),
        every=count_word(every),
    )


def _behind(goals: Goals) -> list[str]:
    """Return what is in danger: what will be missed or is off track by name, as far as room is."""
    bad = _bad_ones(goals)
    risk = [line for line in goals.in_danger if line not in bad]
    said = [_bad(line) for line in bad] if len(bad) <= MOST_NAMED else [_many_bad(bad)]
    if len(risk) == 1 and len(bad) < MOST_NAMED:
        said.append(_("“%(title)s” is at risk", title=risk[0].title))
    elif risk:
        word = count_word(len(risk))
        said.append(
            ngettext("%(count)s is at risk", "%(count)s are at risk", len(risk), count=word)
        )
    return said


def _bad_ones(goals: Goals) -> list[Line]:
    return [one for one in goals.in_danger if one.will_miss or one.status is Status.OFF_TRACK]


def _bad(line: Line) -> str:
    if line.will_miss:
        return _("“%(title)s” will miss its target", title=line.title)
    return _("“%(title)s” is off track", title=line.title)


def _many_bad(bad: Sequence[Line]) -> str:
    return _(
        "%(count)s will miss their target or are off track, first of all “%(title)s”",
        count=count_word(len(bad)),
        title=bad[0].title,
    )
