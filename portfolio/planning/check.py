"""Say which rules a plan breaks and which of its figures are wrong, without the planner's code."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isclose

from portfolio.planning.plan import Assignment, Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Epic, Item, Team, as_points, worth_at

_OPTIMAL_GAP = 1e-4
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its name, whom it concerns, what was found and what was allowed."""

    rule: str
    ids: tuple[str, ...]
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.rule}: {', '.join(self.ids)}: {self.found}, allowed: {self.allowed}"


class _Facts:
    """The problem by id, and where the plan has each item (its first place)."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.items = {item.id: item for item in problem.items}
        self.teams = {team.id: team for team in problem.teams}
        self.sprint = {sprint.id: n for n, sprint in enumerate(problem.sprints)}
        self.known = tuple(one for one in plan.assignments if self._is_known(one))
        self.planned: dict[str, Assignment] = {}
        for one in self.known:
            self.planned.setdefault(one.item, one)

    def _is_known(self, one: Assignment) -> bool:
        return one.item in self.items and one.team in self.teams and one.sprint in self.sprint

    def sprint_of(self, item: str) -> int | None:
        one = self.planned.get(item)
        return None if one is None else self.sprint[one.sprint]


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Return every rule that the plan breaks and every figure in it that doesn't hold."""
    found = list(_identity(problem, plan))
    if plan.status in ("infeasible", "unknown"):
        return found + list(_emptiness(plan))
    facts = _Facts(problem, plan)
    finishes = _finishes(facts)
    found += _once(facts, plan)
    found += _capacity(facts)
    for item in problem.items:
        found += _item(facts, item)
    found += _epics(problem, plan, finishes)
    found += _shares(facts)
    found += _wip(facts)
    found += _figures(facts, plan, finishes)
    return found


def finishes_of(problem: Problem, plan: Plan) -> dict[str, str]:
    """Return the sprint in which each finished epic of the plan is finished, recomputed."""
    finishes = _finishes(_Facts(problem, plan))
    return {epic: problem.sprints[sprint].id for epic, sprint in finishes.items()}


def _identity(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if plan.problem != problem.fingerprint():
        yield Violation("problem", ("problem",), plan.problem, problem.fingerprint())


def _emptiness(plan: Plan) -> Iterator[Violation]:
    for key in ("assignments", "epics"):
        if getattr(plan, key):
            yield Violation("status", (key,), f"{len(getattr(plan, key))} in a plan", "none")
    for key in ("value", "moved", "objective", "bound", "gap"):
        if getattr(plan, key) is not None:
            yield Violation("status", (key,), str(getattr(plan, key)), f"null when {plan.status}")


def _once(facts: _Facts, plan: Plan) -> Iterator[Violation]:
    for one in plan.assignments:
        for kind, name, known in (
            ("item", one.item, facts.items),
            ("team", one.team, facts.teams),
            ("sprint", one.sprint, facts.sprint),
        ):
            if name not in known:
                yield Violation("once", (one.item,), f'unknown {kind} "{name}"', "a known one")
    for item, count in Counter(one.item for one in facts.known).items():
        if count > 1:
            yield Violation("once", (item,), f"planned {count} times", "1")


def _capacity(facts: _Facts) -> Iterator[Violation]:
    load: Counter[tuple[str, str]] = Counter()
    for one in facts.known:
        load[one.team, one.sprint] += facts.items[one.item].points
    for (team, sprint), points in load.items():
        capacity = facts.teams[team].capacity[facts.sprint[sprint]]
        if points > capacity:
            found, allowed = f"{as_points(points)} points", f"{as_points(capacity)}"
            yield Violation("capacity", (team, sprint), found, allowed)


def _item(facts: _Facts, item: Item) -> Iterator[Violation]:
    one = facts.planned.get(item.id)
    if one is None:
        if item.mandatory:
            yield Violation("mandatory", (item.id,), "not planned", "planned")
        if item.pinned:
            allowed = f"{item.pinned.team} in {item.pinned.sprint}"
            yield Violation("pinned", (item.id,), "not planned", allowed)
        return
    if item.excluded:
        yield Violation("excluded", (item.id,), f"{one.team} in {one.sprint}", "not planned")
    if item.pinned and (one.team, one.sprint) != (item.pinned.team, item.pinned.sprint):
        allowed = f"{item.pinned.team} in {item.pinned.sprint}"
        yield Violation("pinned", (item.id,), f"{one.team} in {one.sprint}", allowed)
    yield from _team(item, facts.teams[one.team])
    yield from _window(facts, item, one)
    yield from _after(facts, item, facts.sprint[one.sprint])


def _team(item: Item, team: Team) -> Iterator[Violation]:
    if item.teams is not None:
        if team.id not in item.teams:
            yield Violation("team", (item.id, team.id), team.id, ", ".join(item.teams))
        return
    missing = set(item.skills) - set(team.skills)
    if missing:
        found = f"lacks {', '.join(sorted(missing))}"
        yield Violation("team", (item.id, team.id), found, "all its skills")
    if item.area is not None and team.area != item.area:
        yield Violation("team", (item.id, team.id), f"area {team.area}", f"area {item.area}")


def _window(facts: _Facts, item: Item, one: Assignment) -> Iterator[Violation]:
    sprint = facts.sprint[one.sprint]
    if item.earliest is not None and sprint < facts.sprint[item.earliest]:
        yield Violation("window", (item.id,), one.sprint, f"from {item.earliest}")
    if item.latest is not None and sprint > facts.sprint[item.latest]:
        yield Violation("window", (item.id,), one.sprint, f"until {item.latest}")


def _after(facts: _Facts, item: Item, sprint: int) -> Iterator[Violation]:
    for one in item.after:
        before = facts.sprint_of(one.item)
        if before is None:
            yield Violation("after", (item.id, one.item), f"{one.item} not planned", "planned")
        elif before + one.lag > sprint:
            names = facts.problem.sprints
            found = f"{one.item} in {names[before].id} and {item.id} in {names[sprint].id}"
            yield Violation("after", (item.id, one.item), found, f"a lag of {one.lag} sprints")


def _needed(problem: Problem) -> dict[str, set[str]]:
    needed = {epic.id: set(epic.requires) for epic in problem.epics}
    for item in problem.items:
        if item.epic is not None and not item.optional and not item.excluded:
            needed[item.epic].add(item.id)
    return needed


def _finishes(facts: _Facts) -> dict[str, int]:
    needed = _needed(facts.problem)
    finishes = {}
    for epic in facts.problem.epics:
        sprints = [facts.sprint_of(item) for item in needed[epic.id]]
        done = [sprint for sprint in sprints if sprint is not None]
        if not sprints or len(done) < len(sprints):
            continue
        if epic.finish_by is None or max(done) <= facts.sprint[epic.finish_by]:
            finishes[epic.id] = max(done)
    return finishes


def _epics(problem: Problem, plan: Plan, finishes: Mapping[str, int]) -> Iterator[Violation]:
    said = Counter(one.id for one in plan.epics)
    for name, count in said.items():
        if count > 1:
            yield Violation("finish_by", (name,), f"listed {count} times", "1")
        if name not in finishes:
            yield Violation("finish_by", (name,), "listed as finished", "not finished")
    for one in plan.epics:
        if one.id in finishes and one.finish != problem.sprints[finishes[one.id]].id:
            right = problem.sprints[finishes[one.id]].id
            yield Violation("finish_by", (one.id,), f"finish {one.finish}", right)
    for epic in problem.epics:
        if epic.id in finishes and epic.id not in said:
            yield Violation("finish_by", (epic.id,), "finished but not listed", "listed")
        if epic.mandatory and epic.id not in finishes:
            by = f" by {epic.finish_by}" if epic.finish_by else ""
            yield Violation("mandatory", (epic.id,), "not finished", f"finished{by}")


def _shares(facts: _Facts) -> Iterator[Violation]:
    whole = sum(sum(team.capacity) for team in facts.problem.teams)
    planned: Counter[str | None] = Counter()
    for name in facts.planned:
        planned[facts.items[name].category] += facts.items[name].points
    for share in facts.problem.policy.shares:
        points = planned[share.category]
        found = f"{as_points(points)} points"
        if share.at_least is not None and points < (least := ceil(_exact(share.at_least) * whole)):
            yield Violation("share", (share.category,), found, f"at least {as_points(least)}")
        if share.at_most is not None and points > (most := floor(_exact(share.at_most) * whole)):
            yield Violation("share", (share.category,), found, f"at most {as_points(most)}")


def _exact(share: float) -> Fraction:
    """Return the decimal fraction that was written, not the binary number nearest to it."""
    return Fraction(repr(share))


def _wip(facts: _Facts) -> Iterator[Violation]:
    epics: dict[tuple[str, str], set[str]] = {}
    for one in facts.known:
        epic = facts.items[one.item].epic
        if epic is not None:
            epics.setdefault((one.team, one.sprint), set()).add(epic)
    for (team, sprint), found in epics.items():
        limit = facts.teams[team].wip_limit
        if limit is not None and len(found) > limit:
            yield Violation("wip", (team, sprint), f"{len(found)} epics", str(limit))


def _figures(facts: _Facts, plan: Plan, finishes: Mapping[str, int]) -> Iterator[Violation]:
    attained = _attained(facts.problem, finishes)
    value = sum(one.weight * attained[one.id] for one in facts.problem.key_results)
    value += sum(_epic_worth(epic, finishes) for epic in facts.problem.epics)
    value += sum(
        worth_at(facts.items[name].value, facts.sprint[one.sprint])
        for name, one in facts.planned.items()
    )
    moved = sum(
        (one := facts.planned.get(name)) is None
        or (one.team, one.sprint) != (place.team, place.sprint)
        for name, place in facts.problem.baseline
    )
    objective = value - facts.problem.policy.stability * moved
    yield from _differs("value", plan.value, value)
    yield from _differs("moved", plan.moved, moved)
    yield from _differs("objective", plan.objective, objective)
    yield from _key_results(plan, attained)
    yield from _bound(plan, objective)


def _epic_worth(epic: Epic, finishes: Mapping[str, int]) -> float:
    return worth_at(epic.value, finishes[epic.id]) if epic.id in finishes else 0.0


def _attained(problem: Problem, finishes: Mapping[str, int]) -> dict[str, float]:
    amounts: Counter[str] = Counter()
    for epic in problem.epics:
        for one in epic.contributions if epic.id in finishes else ():
            amounts[one.key_result] += one.amount  # type: ignore[assignment]
    return {one.id: min(1.0, amounts[one.id] / one.gap) for one in problem.key_results}


def _key_results(plan: Plan, attained: Mapping[str, float]) -> Iterator[Violation]:
    said = {one.id: one.attained for one in plan.key_results}
    for name in said.keys() - attained.keys():
        yield Violation("attained", (name,), "unknown key result", "a known one")
    for name, right in attained.items():
        if name not in said:
            yield Violation("attained", (name,), "not listed", f"{right}")
        elif not _same(said[name], right):
            yield Violation("attained", (name,), f"{said[name]}", f"{right}")


def _bound(plan: Plan, objective: float) -> Iterator[Violation]:
    if plan.bound is None:
        if plan.status == "optimal":
            yield Violation("bound", ("bound",), "null", "a number when optimal")
        return
    if plan.bound < objective - _SLACK - 1e-12 * abs(objective):
        yield Violation("bound", ("bound",), f"{plan.bound}", f"at least {objective}")
    scale = max(abs(plan.bound), abs(objective))
    gap = (plan.bound - objective) / scale if scale else 0.0
    if plan.gap is None or abs(plan.gap - gap) > _SLACK:
        yield Violation("gap", ("gap",), f"{plan.gap}", f"{gap}")
    if plan.status == "optimal" and gap > _OPTIMAL_GAP + _SLACK:
        yield Violation("status", ("status",), f"optimal with a gap of {gap}", f"{_OPTIMAL_GAP}")


def _differs(name: str, said: float | None, right: float) -> Iterator[Violation]:
    if said is None or not _same(said, right):
        yield Violation(name, (name,), f"{said}", f"{right}")


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=_SLACK, abs_tol=_SLACK)
