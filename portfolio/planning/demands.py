"""The demands of a problem that can conflict, and the problem without some of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portfolio.planning.blocks import Found, solve_block
from portfolio.planning.cpsat import Budget
from portfolio.planning.numbered import Numbered, numbered
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Epic, Item, Share, as_points


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that has to hold: an item or epic planned, a pin, a category's least share."""

    rule: str
    kind: str
    id: str
    place: int

    def text(self, problem: Problem) -> str:
        """Say the wish in a sentence."""
        if self.rule == "share":
            share = problem.policy.shares[self.place]
            return f"At least {100 * (share.at_least or 0):g} % of the capacity goes to {self.id}."
        if self.kind == "epic":
            epic = problem.epics[self.place]
            by = f" by {epic.finish_by}" if epic.finish_by else ""
            return f"Epic {self.id} has to be finished{by}."
        item = problem.items[self.place]
        size = f"Item {self.id} ({as_points(item.points)} points)"
        if self.rule == "pinned" and item.pinned:
            return f"{size} is pinned to {item.pinned.team} in {item.pinned.sprint}."
        return f"{size} has to be planned{', yet it is excluded' if item.excluded else ''}."


def wishes_of(problem: Problem) -> list[Wish]:
    """Return every wish of the problem."""
    found = [Wish("pinned", "item", i.id, n) for n, i in enumerate(problem.items) if i.pinned]
    found += [
        Wish("mandatory", "epic", e.id, n) for n, e in enumerate(problem.epics) if e.mandatory
    ]
    found += [
        Wish("mandatory", "item", i.id, n) for n, i in enumerate(problem.items) if i.mandatory
    ]
    shares = enumerate(problem.policy.shares)
    found += [Wish("share", "share", one.category, n) for n, one in shares if one.at_least]
    return found


def only(problem: Problem, kept: Iterable[Wish]) -> Problem:
    """Return the problem with these wishes alone, worth nothing."""
    keys = {(one.rule, one.kind, one.place) for one in kept}

    def item(n: int, one: Item) -> Item:
        mandatory = ("mandatory", "item", n) in keys
        pinned = one.pinned if ("pinned", "item", n) in keys else None
        return replace(one, mandatory=mandatory, pinned=pinned, value=0.0)

    def epic(n: int, one: Epic) -> Epic:
        mandatory = ("mandatory", "epic", n) in keys
        return replace(one, mandatory=mandatory, value=0.0, contributions=())

    def share(n: int, one: Share) -> Share:
        least = one.at_least if ("share", "share", n) in keys else None
        return replace(one, at_least=least)

    shares = tuple(share(n, one) for n, one in enumerate(problem.policy.shares))
    return replace(
        problem,
        items=tuple(item(n, one) for n, one in enumerate(problem.items)),
        epics=tuple(epic(n, one) for n, one in enumerate(problem.epics)),
        key_results=(),
        policy=replace(problem.policy, shares=shares, stability=0.0),
        baseline=(),
        read_from="",
    )


def core(problem: Problem) -> Problem:
    """Return the problem with only the work that its wishes can ask for."""
    grid = numbered(problem)
    wanted = set(grid.must_items)
    for quota in grid.quotas:
        if quota.least:
            wanted.update(grid.with_ancestors([n for n in quota.items if grid.teams[n]]))
    wanted.update(n for n, one in enumerate(problem.items) if one.mandatory or one.pinned)
    musts = {problem.epics[n].id for n in grid.must_epics}
    wanted.update(n for n, one in enumerate(problem.items) if one.epic in musts)
    wanted = set(grid.with_ancestors(list(wanted)))
    kept = {problem.items[n].id for n in wanted}
    named = {problem.items[n].epic for n in wanted}
    items = [one for one in problem.items if one.id in kept]
    return replace(
        problem,
        items=tuple(items),
        epics=tuple(
            replace(one, requires=tuple(i for i in one.requires if i in kept))
            for one in problem.epics
            if one.id in named or one.id in musts
        ),
        baseline=(),
        read_from="",
    )


def hopeless(grid: Numbered) -> bool:
    """Tell whether something that has to be planned can't be, whatever else is planned."""
    if any(quota.least > quota.most for quota in grid.quotas):
        return True  # no whole hundredth lies between the two
    return any(not grid.teams[n] or grid.first[n] > grid.last[n] for n in grid.must_items) or any(
        grid.deadline[epic] < 0 for epic in grid.must_epics
    )


def keep(grid: Numbered, budget: Budget) -> Found:
    """Return a placement that keeps every rule, or that there is none."""
    if hopeless(grid):
        return Found(None, infeasible=True)
    wanted = list(grid.must_items)
    wanted += [n for quota in grid.quotas if quota.least for n in quota.items if grid.teams[n]]
    nothing = [None] * len(grid.points)
    return solve_block(grid, nothing, grid.with_ancestors(wanted), budget, hinted=False, gap=1e9)
