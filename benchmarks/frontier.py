"""Print value against capacity, and what hires and moves of teams bring, with gap and time.

python -m benchmarks.frontier [--size 1000x12x6] [--seeds 2] [--seconds 60] [--all]
"""

import argparse
import os
import time

from benchmarks.instances import SIZES, instance
from portfolio.planning.frontier import frontier
from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_document
from portfolio.planning.reach import Asked, Frontier, Reach
from portfolio.planning.solve import solve

COLD = 30.0
PERSON = 6.0  # points a sprint


def main() -> None:
    """Study each problem and print its points, then its hires and moves."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--size", default="1000x12x6", help=f"of {', '.join(SIZES)}")
    words.add_argument("--seeds", type=int, default=2)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--all", action="store_true", help="hires and moves too")
    asked = words.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for seed in range(1, asked.seeds + 1):
        document = instance(asked.size, seed)
        problem = problem_from_document(document)
        before = solve(problem, Limits(COLD))
        people = tuple((team.id, PERSON) for team in problem.teams) if asked.all else ()
        wanted = Asked(people=people, moves=asked.all)
        worked = time.process_time()
        found = frontier(problem, wanted, asked.seconds, before=before)
        _show(document["name"], found, time.process_time() - worked)
    print(f"load {os.getloadavg()[0]:.1f}")


def _show(name: str, found: Frontier, processor: float) -> None:
    complete = "complete" if found.complete else "not complete"
    print(f"{name}: {found.seconds:.1f} s, {processor:.1f} processor seconds, {complete}")
    for point in found.points:
        print(f"  {point.percent:>5.0f} %  {point.points:>8.1f} points  {_reach(point.reach)}")
    for hire in sorted(found.hires, key=lambda one: -(one.gain.found or 0)):
        gain = hire.gain
        print(f"  hire in {hire.team:<5} {_gain(gain.found, gain.least, gain.most)}")
    for move in sorted(found.moves, key=lambda one: -(one.gain.found or -1e9)):
        gain = move.gain
        way = f"{move.team} {move.from_area} to {move.to_area}"
        print(f"  move {way:<12} {_gain(gain.found, gain.least, gain.most)}")
    reaches = [one.reach for one in (*found.points, *found.hires, *found.moves)]
    gaps = sorted(one.gap for one in reaches if one.gap is not None)
    if gaps:
        print(f"  gap median {100 * gaps[len(gaps) // 2]:.4f} %, worst {100 * gaps[-1]:.4f} %")


def _reach(reach: Reach) -> str:
    if reach.value is None or reach.gap is None:
        return reach.status
    return f"value {reach.value:>9.4f}, gap {100 * reach.gap:.4f} %"


def _gain(found: float | None, least: float | None, most: float | None) -> str:
    if found is None or least is None or most is None:
        return "not reached"
    return f"{found:+.4f} (proven: {least:+.4f} to {most:+.4f})"


if __name__ == "__main__":
    main()
