"""Sentences of a replay in the page's language: the finding, and why plans and outcome differ."""

from collections.abc import Iterable
from datetime import date

from portfolio.domain.replay_walk import Cause
from portfolio.domain.replays import Basis, Guess, Name, Outcome, Replay, Thing
from portfolio.screens.replay import Screen
from portfolio.web.formats import day_text, number, percent, points, score, signed
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

MOST_NAMED = 3
LONGEST_TITLE = 60
LEAST = 0.0005  # of the worth: less is nothing


def title(screen: Screen) -> str:
    """Return the finding in one sentence."""
    quarter = screen.cycle.label
    if not screen.is_over:
        return _("%(quarter)s is not over: it can be planned again afterwards", quarter=quarter)
    if screen.replay is None:
        return _("%(quarter)s has not been planned again yet", quarter=quarter)
    replay = screen.replay
    said = _(
        "%(made)s: the plan made was worth %(worth)s, %(best)s was possible, %(came)s came",
        made=quarter,
        worth=score(replay.one(Name.MADE).worth),
        best=score(replay.one(Name.BEST).worth),
        came=score(replay.came),
    )
    return f"{said}: {_most(replay)}"


def _most(replay: Replay) -> str:
    worst, lost = replay.worst, replay.steps[0].before - replay.came
    if worst is None or worst.change > -LEAST:
        return _("nothing was lost on the way")
    name = cause_inside(worst.cause)
    if lost > LEAST and -worst.change <= lost:
        if worst.change + lost < LEAST:
            return _("the whole difference is %(cause)s", cause=name)
        share = percent(-worst.change / lost)
        return _("%(share)s of the difference is %(cause)s", share=share, cause=name)
    return _("most was lost to %(cause)s", cause=name)


def proof(screen: Screen) -> str:
    """Return what the figures are measured in, in one sentence."""
    replay = screen.replay
    if replay is None:
        return _(
            "A replay plans a past quarter once more: with what was known on its first day, and "
            "with hindsight."
        )
    if replay.is_score:
        return _(
            "Worth is the expected score of the quarter, by the weights and effects known then; "
            "it began at %(before)s.",
            before=score(replay.before),
        )
    return _(
        "Without key results worth is the share of all work that was known then, by priority "
        "and rank, whatever its size: such a best plan prefers small work."
    )


def basis(replay: Replay) -> str:
    """Return what the plan made is."""
    if replay.basis == Basis.PUBLISHED:
        said = _("the first plan that was published for the quarter")
        if replay.promised is None or not replay.made_on:
            return said
        return _(
            "%(said)s; on %(day)s, by the scores of that day, it expected %(score)s",
            said=said,
            day=day_text(date.fromisoformat(replay.made_on[:10])),
            score=score(replay.promised),
        )
    if replay.basis == Basis.SPRINTS:
        return ngettext(
            "nothing was published: what %(num)d sprint of the tracker held of the work that was "
            "open on the first day (%(points)s points), as far as there was room",
            "nothing was published: what %(num)d sprints of the tracker held of the work that "
            "was open on the first day (%(points)s points), as far as there was room",
            replay.sprints,
            points=points(replay.sprint_points),
        )
    return _("nothing was published: the backlog in the order of its rank")


def first_day(replay: Replay) -> date:
    """Return the day as of which everything was known."""
    return date.fromisoformat(replay.day)


def plan_name(name: str) -> str:
    """Return what one of the plans is called."""
    return {
        Name.MADE: _("Plan made"),
        Name.BEST: _("Best then"),
        Name.HINDSIGHT: _("Best with hindsight"),
        Name.DONE: _("Really done"),
    }[Name(name)]


def plan_note(replay: Replay, one: Outcome) -> str:
    """Return what one of the plans is, in a few words."""
    return {
        Name.MADE: basis(replay),
        Name.BEST: _("what was known on the first day, planned now, without locks and exclusions"),
        Name.HINDSIGHT: _(
            "with the capacity that was really delivered, the work that came later, and real sizes"
        ),
        Name.DONE: _("what the teams delivered in the quarter"),
    }[Name(one.name)]


def checked(one: Outcome) -> str:
    """Return what the independent checker says of a plan."""
    if not one.is_checked:
        return "–"
    if not one.broken:
        return _("every rule kept")
    return ngettext("%(num)d rule broken", "%(num)d rules broken", len(one.broken))


def gap(one: Outcome) -> str:
    """Return how far a plan may be from the best there is."""
    if one.status == "optimal":
        return _("proven best")
    return "–" if one.gap is None else percent(one.gap, 1)


def cause(one: str) -> str:
    """Return the name of a cause, as a heading or a label."""
    return {
        Cause.CHOICE: _("Choice of work"),
        Cause.CAPACITY: _("Capacity lost"),
        Cause.SCOPE: _("Work added or dropped"),
        Cause.LATER: _("Worth of the later work"),
        Cause.ESTIMATES: _("Estimates wrong"),
        Cause.OTHERWISE: _("Done otherwise"),
        Cause.EFFECT: _("Effect not come"),
        Cause.ELSEWHERE: _("Came from elsewhere"),
    }[Cause(one)]


def cause_inside(one: str) -> str:
    """Return the name of a cause inside a sentence."""
    return {
        Cause.CHOICE: _("the choice of work"),
        Cause.CAPACITY: _("lost capacity"),
        Cause.SCOPE: _("work that was added or dropped later"),
        Cause.LATER: _("the later work itself"),
        Cause.ESTIMATES: _("wrong estimates"),
        Cause.OTHERWISE: _("work done otherwise than planned"),
        Cause.EFFECT: _("effects that did not come"),
        Cause.ELSEWHERE: _("what came from elsewhere"),
    }[Cause(one)]


def labels() -> dict[str, str]:
    """Return the labels of the waterfall's bars."""
    return {
        **{one.value: cause(one) for one in Cause},
        "best": _("Best then"),
        "made": _("Plan made"),
        "came": _("Work done brought"),
        "end": _("Closing score"),
    }


def chart_words() -> tuple[str, ...]:
    """Return what the waterfall calls its bars."""
    return _("Total"), _("Gain"), _("Loss")


def fate(one: Thing) -> str:
    """Return what became of an epic or an item, and why."""
    if one.done is not None:
        if one.is_new:
            return _("done; it came after the first day")
        return _("done as planned") if one.made is not None else _("done beside the plan")
    if one.lost_to is not None:
        return _lost(one)
    if one.is_dropped:
        return _("dropped since")
    if one.best is not None:
        return _("left out by choice")
    return _("worth it only with hindsight")


def _lost(one: Thing) -> str:
    if one.lost_to == Cause.SCOPE and one.is_dropped:
        return _("dropped since")
    if one.lost_to == Cause.SCOPE and one.grown:
        return _("it grew by %(points)s points", points=points(one.grown))
    return {
        Cause.CAPACITY: _("no room: capacity was lost"),
        Cause.SCOPE: _("displaced by work that came later"),
        Cause.ESTIMATES: _("no room: work took longer than estimated"),
        Cause.OTHERWISE: _("there was room; other work was done"),
    }.get(Cause(one.lost_to or ""), "")


def part(name: str) -> str:
    """Return what took days."""
    return {
        "absence": _("leave"),
        "on-call": _("on-call"),
        "holidays": _("public holidays"),
        "people": _("people who left or came"),
        "focus": _("focus"),
    }.get(name, name)


def guess(one: Guess) -> str:
    """Return which field has no history, and of how many items today's value stands in."""
    if one.what == "on-call":
        return ngettext(
            "on-call: %(num)d shift came with a rota whose day is not known",
            "on-call: %(num)d shifts came with a rota whose day is not known",
            one.items,
        )
    what = {
        "points": _("points"),
        "epic": _("epic"),
        "team": _("team"),
        "priority": _("priority"),
        "rank": _("rank"),
        "dependencies": _("dependencies"),
    }.get(one.what, one.what)
    return ngettext(
        "%(what)s: %(num)d of %(all)s items as of today",
        "%(what)s: %(num)d of %(all)s items as of today",
        one.items,
        what=what,
        all=number(one.of),
    )


def changed(screen: Screen) -> str:
    """Return which facts are not what they were when the replay was made."""
    words = {
        "items": _("items"),
        "plans": _("published plans"),
        "key results": _("key results"),
        "check-ins": _("check-ins"),
        "effects": _("expected effects"),
        "said effects": _("effects that came"),
        "absences": _("leave"),
        "on-call": _("on-call"),
        "people": _("people in teams"),
        "focus": _("focus"),
    }
    return ", ".join(words.get(one, one) for one in screen.changed)


def named(screen: Screen, found: Iterable[Thing]) -> str:
    """Return the first few of them by title."""
    every = list(found)
    titles = [screen.items[one.item_id].title for one in every if one.item_id in screen.items]
    said = ", ".join(f"“{_short(one)}”" for one in titles[:MOST_NAMED])
    rest = len(titles) - MOST_NAMED
    return said if rest <= 0 else _("%(names)s and %(rest)s more", names=said, rest=number(rest))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def change(value: float) -> str:
    """Return a signed change of the worth; 0 for what is 0 in three digits."""
    return "0" if abs(value) < LEAST else signed(value, 3)


def worth(value: float) -> str:
    """Return a worth in three digits."""
    return score(value, 3)
