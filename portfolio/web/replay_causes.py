"""Why a quarter came out otherwise than the best plan: a sentence a cause, and what to learn."""

from dataclasses import dataclass

from flask import url_for

from portfolio.domain.replay_walk import Cause
from portfolio.domain.replays import Basis, Name
from portfolio.screens.replay import NOTABLE, Screen
from portfolio.web.formats import number, percent, points, score, signed
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.replay_words import LEAST, MOST_NAMED, named, part

FULL = 0.9  # of the capacity: a plan that holds less left room on purpose
MUCH = 0.05  # of the capacity, or of what was delivered


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to do next quarter, and the page where one does it."""

    cause: str
    text: str
    url: str
    link: str


def sentence(screen: Screen, cause: Cause) -> str:
    """Return what stands behind a step, in figures."""
    return {
        Cause.CHOICE: _choice,
        Cause.CAPACITY: _capacity,
        Cause.SCOPE: _scope,
        Cause.LATER: _later,
        Cause.ESTIMATES: _estimates,
        Cause.OTHERWISE: _otherwise,
        Cause.EFFECT: _effect,
        Cause.ELSEWHERE: _elsewhere,
    }[cause](screen)


def lessons(screen: Screen) -> list[Lesson]:
    """Return what to learn of each cause that cost something worth a word."""
    makers = (_learn_choice, _learn_capacity, _learn_scope, _learn_estimates)
    found = [make(screen) for make in (*makers, _learn_otherwise, _learn_effect)]
    return [one for one in found if one is not None]


def _choice(screen: Screen) -> str:
    replay = screen.found
    said = [
        _("by rank the quarter would have been worth %(worth)s", worth=score(replay.others["rank"]))
        if "rank" in replay.others
        else "",
        _("by WSJF %(worth)s", worth=score(replay.others["wsjf"]))
        if "wsjf" in replay.others
        else "",
        ngettext(
            "the plan had to keep %(num)d wish",
            "the plan had to keep %(num)d wishes",
            replay.levers,
        )
        if replay.levers
        else "",
    ]
    left = [one for one in replay.things if one.best is not None and one.made is None]
    best = named(screen, sorted(left, key=lambda one: -one.worth)) if left else ""
    if best:
        said.insert(0, _("the best plan has %(names)s in place of others", names=best))
    planned, room = replay.one(Name.MADE).points, sum(one.room for one in replay.teams)
    if replay.basis != Basis.RANK and planned < FULL * room:
        said.insert(
            0,
            _(
                "it planned %(planned)s of the %(room)s points that there was room for",
                planned=points(planned),
                room=points(room),
            ),
        )
    return _sentence(said) or _("The plan made is the best there was.")


def _capacity(screen: Screen) -> str:
    replay = screen.found
    lost = sum(one.room - one.room_days for one in replay.teams)
    if not any(one.has_people for one in replay.teams):
        return _(
            "Teams delivered %(real)s points where their history promised %(room)s; no people are "
            "on record, so days and pace cannot be told apart.",
            real=points(screen.delivered),
            room=points(sum(one.room for one in replay.teams)),
        )
    if abs(lost) < 0.5:
        return _("The days were those that the plan counted on.")
    parts = [
        f"{part(name)} {signed(-value, 0)}"
        for name, value in sorted(screen.lost.items(), key=lambda one: -abs(one[1]))
        if abs(value) >= 0.5
    ]
    hit = [
        f"{screen.team(one)} {signed(one.room_days - one.room, 0)}"
        for one in screen.hardest_hit[:MOST_NAMED]
    ]
    return _(
        "%(points)s points against what the plan counted on (%(parts)s); hardest hit: %(teams)s.",
        points=signed(-lost, 0),
        parts=", ".join(parts) or "–",
        teams=", ".join(hit) or "–",
    )


def _scope(screen: Screen) -> str:
    added, items, epics = screen.later
    lost = screen.of(Cause.SCOPE)
    if not items and not epics and not lost:
        return _("Nothing was added after the first day, and nothing dropped.")
    if not items and not lost:
        return ngettext(
            "%(num)d epic came after the first day; none of its work was delivered.",
            "%(num)d epics came after the first day; none of their work was delivered.",
            epics,
        )
    share = added / screen.delivered if screen.delivered else 0.0
    said = ngettext(
        "%(num)d item that came after the first day was delivered: %(points)s points, %(share)s of "
        "all that was delivered",
        "%(num)d items that came after the first day were delivered: %(points)s points, %(share)s "
        "of all that was delivered",
        items,
        points=points(added),
        share=percent(share),
    )
    where = _areas(screen)
    if where:
        said = f"{said} ({where})"
    if not lost:
        return _("%(said)s; nothing of the plan had to go for it.", said=said)
    return _("%(said)s; the plan lost %(names)s.", said=said, names=named(screen, lost))


def _areas(screen: Screen) -> str:
    rows = sorted((one for one in screen.found.areas if one.added), key=lambda one: -one.added)
    known = [one for one in rows if one.area]
    return ", ".join(f"{screen.area(one.area)} {points(one.added)}" for one in known[:MOST_NAMED])


def _later(screen: Screen) -> str:
    new = [one for one in screen.found.things if one.is_new and one.done is not None]
    if not new:
        return _("What came later was worth nothing of itself on this scale.")
    said = ngettext(
        "%(num)d epic or item that was not known on the first day was finished",
        "%(num)d epics and items that were not known on the first day were finished",
        len(new),
    )
    if screen.found.is_score and abs(screen.found.change(Cause.LATER)) < LEAST:
        return _("%(said)s; nobody expected them to move a key result.", said=said)
    return f"{said}."


def _estimates(screen: Screen) -> str:
    pace, resized = screen.pace, sum(one.resized for one in screen.found.areas)
    said = []
    if pace is not None:
        promised = sum(one.promised for one in screen.found.areas)
        said.append(
            _(
                "teams delivered %(real)s points where their days promised %(promised)s "
                "(%(pace)s of it)",
                real=points(sum(one.delivered for one in screen.found.areas)),
                promised=points(promised),
                pace=percent(pace),
            )
        )
    slow = [
        f"{screen.area(one.area) or _('no area')} {percent(one.pace)}" for one in screen.slowest
    ]
    if slow:
        said.append(_("slowest: %(areas)s", areas=", ".join(slow[:MOST_NAMED])))
    if resized:
        then = sum(one.size_then for one in screen.found.areas)
        now = sum(one.size_now for one in screen.found.areas)
        said.append(
            ngettext(
                "%(num)d item was re-estimated, from %(then)s to %(now)s points",
                "%(num)d items were re-estimated, from %(then)s to %(now)s points together",
                resized,
                then=points(then),
                now=points(now),
            )
        )
    return _sentence(said) or _("No item was re-estimated, and no pace of people is known.")


def _otherwise(screen: Screen) -> str:
    teams = screen.found.teams
    planned, done = sum(one.planned for one in teams), sum(one.of_plan for one in teams)
    said = _(
        "Of %(planned)s planned points %(done)s were delivered; %(beside)s points of other work "
        "that was known then were done beside the plan",
        planned=points(planned),
        done=points(done),
        beside=points(sum(one.beside for one in teams)),
    )
    lost = screen.of(Cause.OTHERWISE)
    if not lost:
        return f"{said}."
    return _("%(said)s; there was room for %(names)s.", said=said, names=named(screen, lost))


def _effect(screen: Screen) -> str:
    rows = screen.least_moved
    if not rows:
        return _("Finished work moved its key results as expected, as far as it is known.")
    parts = [
        _(
            "%(goal)s reached %(real)s in place of %(done)s",
            goal=screen.goals[one.key_result_id].title,
            real=score(one.real),
            done=score(one.done),
        )
        for one in rows[:MOST_NAMED]
        if one.key_result_id in screen.goals
    ]
    return _sentence(parts)


def _elsewhere(screen: Screen) -> str:
    replay = screen.found
    step = replay.change(Cause.ELSEWHERE)
    rows = sorted(
        (one for one in replay.goals if one.end is not None and one.end > one.real),
        key=lambda one: -one.share * ((one.end or 0.0) - one.real),
    )
    names = [
        screen.goals[one.key_result_id].title
        for one in rows[:MOST_NAMED]
        if one.key_result_id in screen.goals
    ]
    if step < 0:
        return _("By their check-ins the key results closed lower than finished work explains.")
    if not names or step < NOTABLE:
        return _("The key results closed where finished work explains it.")
    return _(
        "By their check-ins the key results closed %(more)s higher than finished work explains, "
        "most of all %(names)s.",
        more=score(step),
        names=", ".join(f"“{one}”" for one in names),
    )


def _sentence(parts: list[str]) -> str:
    said = "; ".join(one for one in parts if one)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _costs(screen: Screen, cause: Cause) -> bool:
    return screen.found.change(cause) <= -NOTABLE


def _room(screen: Screen) -> float:
    return sum(one.room for one in screen.found.teams)


def _learn_choice(screen: Screen) -> Lesson | None:
    replay = screen.found
    lost = replay.change(Cause.CHOICE)
    if lost > -NOTABLE:
        return None
    if replay.basis == Basis.PUBLISHED:
        text = _(
            "The published plan left %(lost)s on the table: let the optimiser run longer, and look "
            "at what each lock costs before publishing.",
            lost=score(-lost, 3),
        )
    else:
        text = _(
            "Choosing by hand cost %(lost)s: plan the quarter with the optimiser and start from "
            "its proposal.",
            lost=score(-lost, 3),
        )
    return Lesson(Cause.CHOICE, text, url_for("plans.index"), _("Plan the next quarter"))


def _learn_capacity(screen: Screen) -> Lesson | None:
    rows = [one for one in screen.hardest_hit if one.has_people]
    lost = sum(one.room - one.room_days for one in rows)
    if not rows or (lost < MUCH * _room(screen) and not _costs(screen, Cause.CAPACITY)):
        return None
    worst = rows[0]
    team = screen.teams.get(worst.team_id)
    text = _(
        "%(team)s had %(share)s of the days it counted on: enter leave and shifts before the "
        "quarter is planned, or plan it with that share.",
        team=screen.team(worst),
        share=percent(worst.room_days / worst.room if worst.room else None),
    )
    url = url_for("teams.show", slug=team.slug) if team else url_for("teams.index")
    return Lesson(Cause.CAPACITY, text, url, _("Open the team's capacity"))


def _learn_scope(screen: Screen) -> Lesson | None:
    added, items, _epics = screen.later
    share = added / screen.delivered if screen.delivered else 0.0
    if not items or (share < MUCH and not _costs(screen, Cause.SCOPE)):
        return None
    rows = sorted((one for one in screen.found.areas if one.area), key=lambda one: -one.added)
    where = screen.area(rows[0].area) if rows and rows[0].added else ""
    text = _(
        "%(share)s of what was delivered was not known on the first day%(where)s: keep that much "
        "of the capacity free, as a share of a scenario.",
        share=percent(share),
        where=_(", most of it in %(area)s", area=where) if where else "",
    )
    return Lesson(Cause.SCOPE, text, url_for("scenarios.index"), _("Open the scenarios"))


def _learn_estimates(screen: Screen) -> Lesson | None:
    slow = [one for one in screen.slowest if one.pace is not None and one.pace < 0.95]
    if not slow:
        return None
    one = slow[0]
    pace = one.pace or 1.0
    text = _(
        "Estimates of %(area)s ran %(low)s low: multiply them by %(factor)s, or plan with "
        "%(pace)s of its rate.",
        area=screen.area(one.area) or _("the teams"),
        low=percent(1.0 / pace - 1.0 if pace else None),
        factor=number(1.0 / pace if pace else None, 2),
        pace=number(pace, 2),
    )
    return Lesson(Cause.ESTIMATES, text, url_for("teams.index"), _("Open the teams' rates"))


def _learn_otherwise(screen: Screen) -> Lesson | None:
    if screen.found.change(Cause.OTHERWISE) > -NOTABLE:
        return None
    rows = sorted(screen.found.teams, key=lambda one: -one.beside)
    team = screen.teams.get(rows[0].team_id) if rows else None
    text = _(
        "%(team)s did %(points)s points beside the plan while planned epics waited: finish epics "
        "before others are begun, and record in Sprint Planning One what is taken.",
        team=screen.team(rows[0]) if rows else "",
        points=points(rows[0].beside if rows else 0.0),
    )
    if team is None:
        return None
    url = url_for("sprint_planning.index", slug=team.slug)
    return Lesson(Cause.OTHERWISE, text, url, _("Open its sprints"))


def _learn_effect(screen: Screen) -> Lesson | None:
    replay = screen.found
    promised = replay.one(Name.DONE).worth - (replay.before or 0.0)
    came = replay.came - (replay.before or 0.0)
    if replay.change(Cause.EFFECT) > -NOTABLE or promised <= 0:
        return None
    text = _(
        "Finished work moved %(share)s of what was expected of it: lower the confidence, or the "
        "expected effects, by as much.",
        share=percent(max(0.0, came) / promised),
    )
    return Lesson(Cause.EFFECT, text, url_for("effects.index"), _("Open the effects"))
