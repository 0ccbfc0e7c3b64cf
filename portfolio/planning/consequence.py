"""Compare two plans, each with its problem: what the second does otherwise than the first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.domain.consequences import Consequence, Move, Shift, TeamSprint
from portfolio.domain.rises import Rise, Rises, Start, rises
from portfolio.planning.build import key_result_id_of
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import as_points

Places = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A problem, a plan that answers it, and the scores it starts from."""

    problem: Problem
    plan: Plan
    start: Start

    @property
    def has_answer(self) -> bool:
        """Whether the plan says where work goes."""
        return self.plan.status in ("optimal", "feasible")

    def places(self) -> Places:
        """Return team and sprint of each planned item."""
        return {one.item: (one.team, one.sprint) for one in self.plan.assignments}

    def scores(self) -> Rises:
        """Return the scores that the plan leads to."""
        attained = {key_result_id_of(one.id): one.attained for one in self.plan.key_results}
        return rises(self.start, attained)


def consequence(before: Answered, after: Answered, *, base: str = "") -> Consequence:
    """Return what the plan after does otherwise; only what differs, but every objective."""
    if not after.has_answer:
        return Consequence(
            after.plan.status,
            cells=tuple(_cells(before, after)),
            conflicts=tuple(one.text for one in after.plan.conflicts),
            repairs=tuple(one.text for one in after.plan.repairs),
            seconds=after.plan.seconds,
            base=base,
        )
    order = _order(before.problem, after.problem)
    was, becomes = before.scores(), after.scores()
    return Consequence(
        after.plan.status,
        cells=tuple(_cells(before, after)),
        epics=tuple(_epics(before, after, order)),
        items=tuple(_loose(before, after, order)),
        moves=tuple(_moves(before, after)),
        cycle=_both(was.cycle, becomes.cycle),
        objectives=_each(was.objectives, becomes.objectives),
        key_results=_each(was.key_results, becomes.key_results),
        seconds=after.plan.seconds,
        gap=after.plan.gap,
        base=base,
    )


def _cells(before: Answered, after: Answered) -> Iterator[TeamSprint]:
    room, planned = _capacity(before.problem), _planned(before)
    new_room, new_planned = _capacity(after.problem), _planned(after)
    for cell in {**room, **new_room}:
        was, becomes = room.get(cell, 0), new_room.get(cell, 0)
        load, new_load = planned[cell], new_planned[cell]
        if (was, load) != (becomes, new_load):
            points = (float(as_points(one)) for one in (was, becomes, load, new_load))
            yield TeamSprint(*cell, *points)


def _capacity(problem: Problem) -> dict[tuple[str, str], int]:
    return {
        (team.id, sprint.id): team.capacity[place]
        for team in problem.teams
        for place, sprint in enumerate(problem.sprints)
    }


def _planned(one: Answered) -> Counter[tuple[str, str]]:
    points = {item.id: item.points for item in one.problem.items}
    found: Counter[tuple[str, str]] = Counter()
    for each in one.plan.assignments:
        found[each.team, each.sprint] += points[each.item]
    return found


def _order(before: Problem, after: Problem) -> dict[str, int]:
    """Return the place in time of each sprint of either problem."""
    names = [sprint.id for sprint in before.sprints]
    names += [sprint.id for sprint in after.sprints if sprint.id not in names]
    return {name: place for place, name in enumerate(names)}


def _epics(before: Answered, after: Answered, order: Mapping[str, int]) -> Iterator[Shift]:
    was = {one.id: one.finish for one in before.plan.epics}
    becomes = {one.id: one.finish for one in after.plan.epics}
    known = [epic.id for epic in before.problem.epics]
    known += [epic.id for epic in after.problem.epics if epic.id not in set(known)]
    yield from _shifts(known, was, becomes, order)


def _loose(before: Answered, after: Answered, order: Mapping[str, int]) -> Iterator[Shift]:
    epics = {epic.id for epic in (*before.problem.epics, *after.problem.epics)}
    every = (*before.problem.items, *after.problem.items)
    known = list(dict.fromkeys(one.id for one in every if one.epic is None and one.id not in epics))
    was = {item: place[1] for item, place in before.places().items()}
    becomes = {item: place[1] for item, place in after.places().items()}
    yield from _shifts(known, was, becomes, order)


def _shifts(
    known: Sequence[str],
    was: Mapping[str, str],
    becomes: Mapping[str, str],
    order: Mapping[str, int],
) -> Iterator[Shift]:
    for key in known:
        old, new = was.get(key), becomes.get(key)
        if old != new:
            later = order[new] - order[old] if old is not None and new is not None else 0
            yield Shift(key, old, new, later)


def _moves(before: Answered, after: Answered) -> Iterator[Move]:
    was, becomes = before.places(), after.places()
    every = (*before.problem.items, *after.problem.items)
    for key in dict.fromkeys(item.id for item in every):
        if was.get(key) != becomes.get(key):
            yield Move(key, was.get(key), becomes.get(key))


def _each(was: Mapping[int, Rise], becomes: Mapping[int, Rise]) -> dict[int, Rise]:
    return {key: Rise(was[key].after, one.after) for key, one in becomes.items() if key in was}


def _both(was: Rise | None, becomes: Rise | None) -> Rise | None:
    return Rise(was.after, becomes.after) if was and becomes else None
