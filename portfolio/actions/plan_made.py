"""The plan that was made for a quarter: published, else held in the tracker's sprints, or rank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portfolio.actions.known_then import Known, Published
from portfolio.actions.trace_work import Became, finished_in
from portfolio.domain.replay_walk import Piece, Rooms
from portfolio.domain.replays import Basis
from portfolio.planning.check import violations
from portfolio.planning.greedy import greedy
from portfolio.planning.numbered import Slot, numbered
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.score import plan_of
from portfolio.store.then import InSprint


@dataclass(frozen=True, slots=True)
class Made:
    """The plan made: what it finishes, its items, the room it counted on, and how it was checked.

    `sprints` and `held` are of the tracker's sprints that stand for it: how many, and the points
    of the open items in them.
    """

    basis: Basis
    finished: dict[int, int]
    pieces: tuple[Piece, ...]
    rooms: Rooms
    broken: tuple[str, ...] = ()
    sprints: int = 0
    held: float = 0.0
    plan: Plan | None = None  # on the problem of then, where it is one of that

    @property
    def points(self) -> float:
        """The points of all its items."""
        return sum(one.points for one in self.pieces)


def plan_made(known: Known, became: Became, problem: Problem, held: Sequence[InSprint]) -> Made:
    """Return the plan made; `held` are the items that sprints of the tracker had."""
    if known.published is not None:
        return _published(known, became, known.published)
    open_then = {one.id for one in known.facts.items}
    wanted = [one for one in held if one.item_id in open_then]
    if wanted:
        return _in_sprints(known, problem, wanted)
    grid = numbered(problem)
    where = greedy(grid, "rank")
    plan = _planned(problem, where or [None] * len(problem.items), method="rank")
    return _of_problem(known, problem, plan, Basis.RANK)


def _published(known: Known, became: Became, published: Published) -> Made:
    problem, plan = published.problem, published.plan
    made = _of_problem(known, problem, plan, Basis.PUBLISHED)
    at = published.head.published_at
    early = [
        one
        for one in became.delivered.values()
        if at is not None and one.item.resolved_at is not None and one.item.resolved_at < at
    ]
    if not early:
        return made
    # Published when the quarter ran: what had been done by then was no longer to be planned.
    known_pieces = {one.item for one in made.pieces}
    inside = {one.id for one in known.facts.items}
    pieces = [
        Piece(one.item.id, _thing_of(one.item.id, known), one.spot, one.points, one.item.rank)
        for one in early
        if one.item.id not in known_pieces and one.item.id in inside
    ]
    rooms = dict(made.rooms)
    for piece in pieces:
        rooms[piece.spot] = rooms.get(piece.spot, 0.0) + piece.points
    both = {one.item for one in pieces} | known_pieces
    needs: dict[int, list[int]] = {}
    for one in known.facts.items:
        needs.setdefault(_thing_of(one.id, known), []).append(one.id)
    finished = dict(made.finished)
    for thing in {piece.thing for piece in pieces} - finished.keys():
        place = became.finished(thing, ())
        if place is not None and both.issuperset(needs[thing]):
            finished[thing] = place
    return replace(made, pieces=(*made.pieces, *pieces), rooms=rooms, finished=finished)


def _in_sprints(known: Known, problem: Problem, held: Sequence[InSprint]) -> Made:
    """Put what the sprints held where there was room then, in the order of the sprints."""
    keys = {one.id: one.key for one in known.facts.items}
    first: dict[str, tuple[int, int | None]] = {}
    starts = [sprint.span.starts_on for sprint in known.cycle.sprints]
    for one in held:
        place = max(0, sum(day <= one.starts_at.date() for day in starts) - 1)
        first.setdefault(keys[one.item_id], (place, one.team_id))
    plan = _planned(problem, _packed(known, problem, first), method="sprints")
    made = _of_problem(known, problem, plan, Basis.SPRINTS)
    points = {item.id: item.points / 100 for item in problem.items}
    return replace(
        made,
        sprints=len({one.sprint_id for one in held}),
        held=sum(points.get(key, 0.0) for key in first),
    )


class _Packing:
    """Work put one after the other where there is room; it keeps capacity, teams and order."""

    def __init__(self, problem: Problem) -> None:
        self.grid = numbered(problem)
        self.left = [list(team.capacity) for team in problem.teams]
        self.where: list[Slot | None] = [None] * len(problem.items)

    def put(self, n: int, first: int, team: int | None) -> bool:
        """Put an item into the first sprint with room; False where there is none (yet)."""
        grid = self.grid
        before = [(self.where[one], lag) for one, lag in grid.before[n]]
        if any(slot is None for slot, _ in before):
            return False
        earliest = [slot[1] + lag for slot, lag in before if slot is not None]
        own = [team] if team is not None and team in grid.teams[n] else grid.teams[n]
        for sprint in range(max([first, grid.first[n], *earliest]), grid.last[n] + 1):
            for one in own:
                if self.left[one][sprint] >= grid.points[n]:
                    self.left[one][sprint] -= grid.points[n]
                    self.where[n] = (one, sprint)
                    return True
        return False


def _packed(
    known: Known, problem: Problem, wanted: dict[str, tuple[int, int | None]]
) -> list[Slot | None]:
    slugs = {one.team.id: one.team.slug for one in known.facts.capacities}
    team_at = {team.id: n for n, team in enumerate(problem.teams)}
    packing = _Packing(problem)
    waiting = [n for n, item in enumerate(problem.items) if item.id in wanted]
    waiting.sort(key=lambda n: (wanted[problem.items[n].id][0], n))
    placed = -1
    while placed:  # once more for what waits for something that stood behind it
        rest = []
        for n in waiting:
            first, team = wanted[problem.items[n].id]
            if not packing.put(n, first, team_at.get(slugs.get(team or 0, ""))):
                rest.append(n)
        placed, waiting = len(waiting) - len(rest), rest
    return packing.where


def _of_problem(known: Known, problem: Problem, plan: Plan, basis: Basis) -> Made:
    ids, slugs = known.ids, {one.team.slug: one.team.id for one in known.facts.capacities}
    sprints = {sprint.name: sprint.id for sprint in known.cycle.sprints}
    items = {item.id: item for item in problem.items}
    pieces = tuple(
        Piece(
            ids[one.item],
            ids.get(items[one.item].epic or one.item, ids[one.item]),
            (slugs.get(one.team, 0), sprints[one.sprint]),
            items[one.item].points / 100,
            known.now[ids[one.item]].rank,
        )
        for one in plan.assignments
        if one.item in ids
    )
    rooms = {
        (slugs.get(team.id, 0), sprints[sprint.id]): points / 100
        for team in problem.teams
        for sprint, points in zip(problem.sprints, team.capacity, strict=True)
    }
    broken = tuple(str(one) for one in violations(problem, plan))
    return Made(basis, finished_in(problem, plan, known), pieces, rooms, broken, plan=plan)


def _planned(problem: Problem, where: Sequence[Slot | None], *, method: str) -> Plan:
    return plan_of(numbered(problem), where, seconds=0.0, solver="", method=method, warnings=())


def _thing_of(item_id: int, known: Known) -> int:
    item = known.now[item_id]
    epic = known.facts.parents.get(item.parent_id or 0)
    return epic.id if epic is not None and epic.is_open else item_id
