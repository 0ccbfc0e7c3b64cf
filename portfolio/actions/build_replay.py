"""The two problems of a replay, as known then and with hindsight, and the one scale for both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portfolio.actions.known_then import Known
from portfolio.actions.trace_work import Became
from portfolio.domain.backlog import Level
from portfolio.domain.items_then import is_dropped, is_work, reopened
from portfolio.domain.plan_facts import PlanFacts
from portfolio.domain.replay_scale import Scale, Worth
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity
from portfolio.planning.build import key_result_id_of, key_result_name, problem_from
from portfolio.planning.plan import Assignment, Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Contribution, Epic, Policy
from portfolio.planning.terms import Item as Piece

Real = Mapping[int, Mapping[int, float]]  # what items really moved, by key result


@dataclass(frozen=True, slots=True)
class Problems:
    """The problem as known on the first day, with hindsight, and what is worth what in both.

    `hint` is what was really done, as a plan of the problem with hindsight.
    """

    then: Problem
    hindsight: Problem
    hint: Plan
    scale: Scale


def build_replay(known: Known, became: Became, real: Real) -> Problems:
    """Return both problems; raise Refused where there was nothing to plan with."""
    then = problem_from(known.facts).problem
    late = problem_from(_facts_of_hindsight(known, became)).problem
    worth = _worths(then)
    late = _as_it_was(known, became, _on_one_scale(late, worth), real)
    return Problems(then, late, _hint(known, became, late), _scale(known, then, late, real))


def _facts_of_hindsight(known: Known, became: Became) -> PlanFacts:
    """Return the facts with what was added and dropped, today's sizes, and the delivered room."""
    facts = known.facts
    new = [one for one in known.later if not became.is_dropped(one.id)]
    parents = {
        key: one
        for key, one in facts.parents.items()
        if not is_dropped(known.now[key], known.until)
    }
    above = [one for one in new if one.level in (Level.EPIC, Level.INITIATIVE)]
    parents.update((one.id, reopened(one)) for one in above)
    kept = [
        replace(one, points=known.now[one.id].points)
        for one in facts.items
        if not became.is_dropped(one.id)
    ]
    items = [*kept, *(reopened(one) for one in new if is_work(one))]
    first = {(one.item_id, one.key_result_id) for one in facts.claims}
    later = [one for one in known.claims_now if (one.item_id, one.key_result_id) not in first]
    return replace(
        facts,
        items=tuple(sorted(items, key=lambda one: (one.rank, one.id))),
        parents=parents,
        claims=(*facts.claims, *(one for one in later if one.item_id in became.later)),
        capacities=tuple(_delivered(one, became) for one in facts.capacities),
        levers=(),
        delays={},
    )


def _delivered(team: TeamCapacity, became: Became) -> TeamCapacity:
    rooms = became.rooms()

    def with_room(one: SprintCapacity) -> SprintCapacity:
        return replace(one, points=rooms.get((team.team.id, one.sprint.id), 0.0))

    return replace(team, sprints=tuple(with_room(one) for one in team.sprints))


def _worths(problem: Problem) -> dict[str, Worth]:
    found: dict[str, Worth] = {one.id: one.value for one in problem.items if one.epic is None}
    found.update((one.id, one.value) for one in problem.epics if one.id not in found)
    return found


def _on_one_scale(late: Problem, worth: Mapping[str, Worth]) -> Problem:
    """Give what was known then its worth of then, and what came later a worth beside that."""
    both = [(one.id, one.value) for one in late.epics if one.id in worth]
    both += [(one.id, one.value) for one in _loose(late) if one.id in worth]
    theirs = sum(_first(value) for _, value in both)
    factor = sum(_first(worth[key]) for key, _ in both) / theirs if theirs else 1.0

    def scaled(key: str, value: Worth) -> Worth:
        return worth[key] if key in worth else _first(value) * factor

    return replace(
        late,
        epics=tuple(replace(one, value=scaled(one.id, one.value)) for one in late.epics),
        items=tuple(
            one if one.epic else replace(one, value=scaled(one.id, one.value)) for one in late.items
        ),
    )


def _as_it_was(known: Known, became: Became, late: Problem, real: Real) -> Problem:
    """Let rules give way where they were not kept, so that what was done is a plan of it."""
    ids, slug = known.ids, {one.team.id: one.team.slug for one in known.facts.capacities}
    done = {
        item.id: (slug.get(one.spot[0]), one.place)
        for item in late.items
        if (one := became.delivered.get(ids[item.id])) is not None
    }
    able = {team.id: team for team in late.teams}

    def free(item: Piece) -> Piece:
        team, place = done.get(item.id, (None, 0))
        if team is None:
            return item
        after = tuple(
            one for one in item.after if one.item in done and done[one.item][1] + one.lag <= place
        )
        teams = item.teams
        fits = item.area in (None, able[team].area) and set(item.skills) <= set(able[team].skills)
        if (teams is None and not fits) or (teams is not None and team not in teams):
            teams = (*(teams or ()), team)
        return replace(item, after=after, teams=teams, earliest=None, latest=None, excluded=False)

    return replace(
        late,
        teams=tuple(replace(team, wip_limit=None) for team in late.teams),
        items=tuple(free(item) for item in late.items),
        epics=tuple(_really(epic, real.get(ids[epic.id], {})) for epic in late.epics),
        policy=Policy(),
    )


def _really(epic: Epic, real: Mapping[int, float]) -> Epic:
    if not real:
        return replace(epic, finish_by=None)
    known = {key_result_name(key): amount for key, amount in real.items()}
    moved = {one.key_result: one.amount for one in epic.contributions}
    moved.update((key, known[key]) for key in moved if key in known)
    left = tuple(Contribution(key, amount) for key, amount in moved.items() if amount > 0)
    return replace(epic, contributions=left, finish_by=None)


def _hint(known: Known, became: Became, late: Problem) -> Plan:
    slugs = {one.team.id: one.team.slug for one in known.facts.capacities}
    ids = known.ids
    places = tuple(
        Assignment(item.id, slugs[one.spot[0]], late.sprints[one.place].id)
        for item in late.items
        if (one := became.delivered.get(ids[item.id])) is not None and one.spot[0] in slugs
    )
    return Plan(late.fingerprint(), "feasible", assignments=places)


def _scale(known: Known, then: Problem, late: Problem, real: Real) -> Scale:
    own: dict[int, Worth] = {}
    amounts: dict[int, dict[int, float]] = {}
    ids = known.ids
    for problem in (late, then):  # what was known then has the last word
        own.update((ids[one.id], one.value) for one in _loose(problem))
        for epic in problem.epics:
            own[ids[epic.id]] = epic.value
            amounts[ids[epic.id]] = {
                key_result_id_of(one.key_result): one.amount for one in epic.contributions
            }
    goals = {key_result_id_of(one.id): (one.weight, one.gap) for one in then.key_results}
    before = known.standing.score if goals else None
    return Scale(before, goals, amounts, own, real)


def _loose(problem: Problem) -> list[Piece]:
    return [one for one in problem.items if one.epic is None]


def _first(value: Worth) -> float:
    return value[0] if isinstance(value, tuple) else value
