"""Print how well and how fast a plan is mended after one change, in a process that is up.

python -m benchmarks.warm [--size 1000x12x6] [--seeds 5] [--everything] [--price 0.001]
                        [--wait]
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.instances import SIZES, instance
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.solve import solve
from portfolio.planning.stable import steadied
from portfolio.planning.terms import Item, Place
from portfolio.planning.warm import replan

COLD = 30.0
LIMIT, LIMIT_OF_A_TEAM_LOST = 2.0, 5.0
TEAM_LOST = "a team lost"


@dataclass(frozen=True, slots=True)
class Row:
    """What one plan took, and how it differs from the one before."""

    change: str
    seconds: float
    processor: float
    plan: Plan
    moved: int
    new: int


def main() -> None:
    """Change each problem in several ways and print a line for each change and way to answer."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--size", default="1000x12x6", help=f"of {', '.join(SIZES)}")
    words.add_argument("--seeds", type=int, default=5)
    words.add_argument("--everything", action="store_true", help="with every feature in use")
    words.add_argument("--wait", action="store_true", help="for a quiet moment before each plan")
    words.add_argument("--price", type=float, default=0.0, help="another price on moving an item")
    asked = words.parse_args()
    ways = {"free": 0.0, "stable end": None}
    if asked.price:
        ways[f"price {asked.price:g}"] = asked.price
    rows: dict[str, list[Row]] = {way: [] for way in ways}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(_HEAD)
    for seed in range(1, asked.seeds + 1):
        document = instance(asked.size, seed, everything=asked.everything)
        problem = problem_from_document(document)
        before = solve(problem, Limits(COLD))
        for change, changed in changes(problem, before, seed):
            for way, price in ways.items():
                if asked.wait:
                    _wait_for_quiet()
                row = _row(change, changed, before, price)
                rows[way].append(row)
                _show(f"{document['name']}", way, row)
    for way, found in rows.items():
        _sum_up(way, found)
    print(f"load {os.getloadavg()[0]:.1f}")


def _wait_for_quiet(most: float = 20.0) -> None:
    """Wait until nothing else has run for half a second, but not for ever."""
    until, quiet = time.monotonic() + most, 0
    while quiet < 5 and time.monotonic() < until:
        time.sleep(0.1)
        running = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
        quiet = quiet + 1 if running <= 1 else 0


_HEAD = (
    f"{'problem':<24} {'change':<24} {'way':<12} {'seconds':>7} {'cpu':>6} {'gap %':>8}"
    f" {'value':>9} {'moved':>6} {'new':>4}"
)


def changes(problem: Problem, before: Plan, seed: int) -> Iterator[tuple[str, Problem]]:
    """Yield the problem after single changes that people make."""
    draw = random.Random(seed)
    team, sprint = draw.randrange(len(problem.teams)), draw.randrange(len(problem.sprints))
    yield "a team 40 % less a sprint", _capacity(problem, team, sprint, 0.6)
    yield "a team 10 points more", _capacity(problem, team, sprint, 1.0, more=1000)
    one = draw.choice(before.assignments)
    others = [place.id for place in problem.sprints if place.id != one.sprint]
    place = Place(one.team, draw.choice(others))
    yield "an item pinned elsewhere", _items(problem, {one.item: {"pinned": place}})
    one = draw.choice(before.assignments)
    yield "an item excluded", _items(problem, {one.item: {"excluded": True}})
    epic = draw.choice(before.epics).id
    own = {item.id: {"excluded": True} for item in problem.items if item.epic == epic}
    yield "an epic excluded", _items(problem, own)
    yield TEAM_LOST, _capacity(problem, draw.randrange(len(problem.teams)), None, 0.0)


def _capacity(
    problem: Problem, team: int, sprint: int | None, factor: float, *, more: int = 0
) -> Problem:
    teams = list(problem.teams)
    capacity = tuple(
        int(one * factor) + more if sprint in (None, n) else one
        for n, one in enumerate(teams[team].capacity)
    )
    teams[team] = replace(teams[team], capacity=capacity)
    return replace(problem, teams=tuple(teams), read_from="")


def _items(problem: Problem, changed: Mapping[str, Mapping[str, object]]) -> Problem:
    def item(one: Item) -> Item:
        return replace(one, **changed.get(one.id, {}))  # type: ignore[arg-type]

    return replace(problem, items=tuple(item(one) for one in problem.items), read_from="")


def _row(change: str, problem: Problem, before: Plan, price: float | None) -> Row:
    if price != 0.0:
        problem = steadied(problem, before, price)
    limit = LIMIT_OF_A_TEAM_LOST if change == TEAM_LOST else LIMIT
    began, worked = time.monotonic(), time.process_time()
    plan = replan(problem, before, Limits(limit))
    seconds, processor = time.monotonic() - began, time.process_time() - worked
    was = {one.item: (one.team, one.sprint) for one in before.assignments}
    becomes = {one.item: (one.team, one.sprint) for one in plan.assignments}
    moved = sum(becomes.get(item) != place for item, place in was.items())
    return Row(change, seconds, processor, plan, moved, len(becomes.keys() - was.keys()))


def _show(name: str, way: str, row: Row) -> None:
    plan = row.plan
    if plan.value is None or plan.gap is None:
        print(f"{name:<24} {row.change:<24} {way:<12} {row.seconds:>7.2f} {plan.status}")
        return
    print(
        f"{name:<24} {row.change:<24} {way:<12} {row.seconds:>7.2f} {row.processor:>6.2f}"
        f" {100 * plan.gap:>8.4f} {plan.value:>9.4f} {row.moved:>6} {row.new:>4}",
        flush=True,
    )


def _sum_up(way: str, rows: list[Row]) -> None:
    for change in dict.fromkeys(row.change for row in rows):
        own = [row for row in rows if row.change == change and row.plan.gap is not None]
        seconds, gaps = [row.seconds for row in own], [100 * (row.plan.gap or 0) for row in own]
        print(
            f"{way:<12} {change:<24} seconds median {statistics.median(seconds):.2f}"
            f" worst {max(seconds):.2f}, gap % median {statistics.median(gaps):.4f}"
            f" worst {max(gaps):.4f}, moved median {statistics.median(r.moved for r in own):.0f}"
            f" worst {max(row.moved for row in own)}"
        )


if __name__ == "__main__":
    main()
