"""Put a replay together: the plans on one scale, the steps between them, and the rows beside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portfolio.actions.build_replay import Problems
from portfolio.actions.known_then import Known
from portfolio.actions.plan_made import Made
from portfolio.actions.tabulate_replay import Rows, tabulate_replay
from portfolio.actions.trace_work import Became, Finishes, finished_in, needs_of
from portfolio.domain.replay_walk import Reality, Spot, walk
from portfolio.domain.replays import Name, Outcome, Replay
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity
from portfolio.planning.apart import Answer
from portfolio.planning.check import violations
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Solved:
    """The answers to both problems; None: stopped before there was one."""

    best: Answer
    hindsight: Answer | None


def replay_quarter(
    known: Known, became: Became, problems: Problems, *, made: Made, solved: Solved
) -> Replay:
    """Return the whole replay."""
    needs = {**needs_of(problems.hindsight, known.ids), **needs_of(problems.then, known.ids)}
    late = solved.hindsight
    finishes = Finishes(
        made=made.finished,
        best=finished_in(problems.then, solved.best.plan, known),
        hindsight=finished_in(problems.hindsight, late.plan, known) if late else {},
        done=_done(became, needs),
    )
    reality = _reality(known, became, problems, made=made, finishes=finishes, needs=needs)
    walked = walk(
        problems.scale,
        known.cycle.sprints,
        best=finishes.best,
        made=finishes.made,
        pieces=made.pieces,
        reality=reality,
    )
    rows = tabulate_replay(known, became, problems, made=made, finishes=finishes, walked=walked)
    return Replay(
        cycle=known.cycle.name,
        day=known.day.isoformat(),
        until=known.until.isoformat(),
        is_over=True,
        is_score=problems.scale.is_score,
        before=problems.scale.before,
        basis=made.basis.value,
        outcomes=tuple(_outcomes(rows, solved, reality.came)),
        steps=walked.steps,
        things=rows.things(),
        teams=rows.teams(reality, solved.best.plan, late.plan if late else None),
        areas=rows.areas(reality),
        goals=rows.goals(),
        guesses=known.guesses,
        others=_others(problems, solved, known),
        plan_id=known.published.head.id if known.published else None,
        made_on=_made_on(known),
        promised=known.published.head.score_after if known.published else None,
        levers=_wishes(known),
        sprints=made.sprints,
        sprint_points=made.held,
        items_known=len(known.facts.items),
        items_added=len([one for one in known.later if one.id in became.delivered]),
    )


def _done(became: Became, needs: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for thing, own in needs.items():
        place = became.finished(thing, own)
        if place is not None:
            found[thing] = place
    return found


def _reality(
    known: Known,
    became: Became,
    problems: Problems,
    *,
    made: Made,
    finishes: Finishes,
    needs: Mapping[int, tuple[int, ...]],
) -> Reality:
    real = became.rooms()
    open_then = {one.id for one in known.facts.items}
    inside = {thing for thing, own in needs.items() if open_then.intersection(own)}
    days = dict(made.rooms)
    rooms_real = {spot: real.get(spot, 0.0) for spot in made.rooms}
    for spot, room in made.rooms.items():
        if has_people(known, spot[0]):
            days[spot] = max(0.0, room + _change(known, spot))
        else:  # days and pace cannot be told apart
            days[spot] = rooms_real[spot]
    dropped_items = {one.item for one in made.pieces if became.is_dropped(one.item)}
    return Reality(
        rooms_made=made.rooms,
        rooms_days=days,
        rooms_real=rooms_real,
        added=became.rooms(one.id for one in known.later),
        grown={
            thing for thing in made.finished if became.grown(thing) and thing not in finishes.done
        },
        dropped={
            thing
            for thing in made.finished
            if thing not in finishes.done and became.is_dropped(thing)
        },
        dropped_items=dropped_items,
        sizes={
            one.item: became.size(known.now[one.item])
            for one in made.pieces
            if known.now[one.item].points is not None
        },
        done=finishes.done,
        new={thing for thing in finishes.done if thing not in inside},
        came=_came(known, problems, finishes.done),
        end=_end(known, problems, finishes.done),
    )


def has_people(known: Known, team_id: int) -> bool:
    """Whether days of people stand behind a team's capacity."""
    team = known.room.get(team_id)
    return team is not None and any(one.focused > 0 for one in team.sprints)


def _change(known: Known, spot: Spot) -> float:
    """Return the points that the real days make more, at the rate of then."""
    was, now = _sprint(known.room, spot), _sprint(known.days, spot)
    if was is None or now is None or not was.focused:
        return 0.0
    return was.points * (now.focused / was.focused - 1.0)


def _sprint(rooms: Mapping[int, TeamCapacity], spot: Spot) -> SprintCapacity | None:
    team = rooms.get(spot[0])
    return next((one for one in team.sprints if one.sprint.id == spot[1]), None) if team else None


def _came(known: Known, problems: Problems, done: Mapping[int, int]) -> float | None:
    """Return the score that the work done brought: as said, else as far as check-ins show it."""
    scale = problems.scale
    if scale.before is None:
        return None
    shares = scale.arrived(done, known.reached)
    return scale.before + sum(scale.goals[goal][0] * share for goal, share in shares.items())


def _end(known: Known, problems: Problems, done: Mapping[int, int]) -> float | None:
    """Return the cycle's score at its end, by the targets and weights of the first day.

    A key result of which nothing was heard is taken to stand where the work done brought it.
    """
    came = _came(known, problems, done)
    if came is None or not known.end_scores:
        return None
    shares = problems.scale.arrived(done, known.reached)
    for one in known.standing.every_key_result():
        end = known.end_scores.get(one.key_result.id)
        if one.score is not None and end is not None:
            brought = (1.0 - one.score) * shares.get(one.key_result.id, 0.0)
            came += one.share * (end - one.score - brought)
    return came


def _outcomes(rows: Rows, solved: Solved, came: float | None) -> list[Outcome]:
    problems, made, finishes, scale = rows.problems, rows.made, rows.finishes, rows.scale
    best = _limit(scale.worth(finishes.best), solved.best.plan)
    found = [
        rows.outcome(
            Name.MADE,
            finishes.made,
            points=made.points,
            status=made.basis.value,
            gap=_gap(best, scale.worth(finishes.made)),
            is_checked=True,
            broken=made.broken,
        ),
        _solved(rows, Name.BEST, finishes.best, problem=problems.then, plan=solved.best.plan),
    ]
    if solved.hindsight is not None:
        plan, late = solved.hindsight.plan, problems.hindsight
        found.append(_solved(rows, Name.HINDSIGHT, finishes.hindsight, problem=late, plan=plan))
    done = rows.outcome(Name.DONE, finishes.done, points=sum(rows.became.rooms().values()))
    found.append(done if came is None else replace(done, worth_real=came))
    return found


def _solved(
    rows: Rows, name: Name, finished: Mapping[int, int], *, problem: Problem, plan: Plan
) -> Outcome:
    points = {item.id: item.points for item in problem.items}
    return rows.outcome(
        name,
        finished,
        points=sum(points[one.item] for one in plan.assignments) / 100,
        status=plan.status,
        gap=plan.gap,
        seconds=plan.seconds,
        is_checked=True,
        broken=tuple(str(one) for one in violations(problem, plan)),
    )


def _limit(worth: float, plan: Plan) -> float:
    if plan.bound is None or plan.objective is None:
        return worth
    return worth + plan.bound - plan.objective


def _gap(limit: float, worth: float) -> float | None:
    return max(0.0, (limit - worth) / limit) if limit > 0 else None


def _others(problems: Problems, solved: Solved, known: Known) -> dict[str, float]:
    return {
        name: problems.scale.worth(finished_in(problems.then, plan, known))
        for name, plan in solved.best.others.items()
        if plan.assignments
    }


def _made_on(known: Known) -> str | None:
    at = known.published.head.published_at if known.published else None
    return at.isoformat() if at else None


def _wishes(known: Known) -> int:
    """Return how many wishes of people the plan made had to keep."""
    if known.published is None:
        return 0
    problem = known.published.problem
    items = sum(bool(one.mandatory or one.excluded or one.pinned) for one in problem.items)
    return items + sum(one.mandatory for one in problem.epics)
