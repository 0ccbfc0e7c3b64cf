"""Chosen epics in turns, part by part: never a broken rule, never a worse plan."""

from benchmarks.instances import Shape, problem
from portfolio.planning.greedy import chosen_first, greedy
from portfolio.planning.hall import parts
from portfolio.planning.limits import Limits
from portfolio.planning.numbered import Numbered, numbered
from portfolio.planning.problem import problem_from_document
from portfolio.planning.search import Search, keeps_rules
from portfolio.planning.turns import dear_of, offer_by_part, offer_in_turns


def _grid(seed: int) -> Numbered:
    shape = Shape(120, 8, 4, 20.0, binding_skills=True, everything=True)
    return numbered(problem_from_document(problem(shape, seed)))


def test_chosen_epics_come_first_and_those_without_room_are_named() -> None:
    grid = _grid(1)
    payable = [epic for epic in range(len(grid.needs)) if grid.pays(epic)]
    where, missed = chosen_first(grid, payable, {})
    assert where is not None and keeps_rules(grid, where)
    for epic in set(payable) - set(missed):
        assert all(where[item] is not None for item in grid.needs[epic])
    assert missed, "there is more demand than capacity"


def test_turns_and_parts_only_make_a_plan_better() -> None:
    for seed in range(3):
        grid = _grid(seed)
        search = Search(grid, Limits(20))
        first = greedy(grid, "rank")
        assert first is not None
        search.offer(first)
        before = search.objective
        search.prices = {(team, 0): float(team) for team in range(8)}
        assert max(dear_of(search).values()) == 1000
        offer_in_turns(search, parts(grid, grid.useful), first)
        best = greedy(grid, "greedy")
        offer_by_part(search, parts(grid, grid.useful), best or first)
        assert search.objective >= before
        assert search.best is not None and keeps_rules(grid, search.best)
