"""Print how good the planner's plans are, how long they take, and what simple methods lose.

python -m benchmarks.run [--sizes 300x8x6,1000x12x6] [--seeds 1-5] [--seconds 10,30] [--everything]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.instances import SIZES, instance
from portfolio.planning.check import violations
from portfolio.planning.plan import plan_from_bytes
from portfolio.planning.problem import problem_from_bytes

USUAL = {"300x8x6": "10", "1000x12x6": "10", "5000x50x6": "10,30"}
COMMAND = (
    "import sys; from portfolio.commands.planning import solve_command; solve_command(sys.argv[1:])"
)
SIMPLE = ("rank", "wsjf", "greedy")
HEAD = (
    f"{'problem':<36} {'limit':>6} {'objective':>12} {'bound':>12} {'gap %':>8}"
    f" {'seconds':>8} {'cpu':>6} {'first':>6} {'MB':>6}  lost by rank / wsjf / greedy %"
)
_TOLD = re.compile(r"(?P<seconds>[\d.]+) s +best.*?(?:gap (?P<gap>[\d.]+) %)?  \((?P<step>.*)\)")


@dataclass(frozen=True)
class Run:
    """One solve: the plan, what it cost, and the gap by the seconds on the way."""

    plan: dict[str, Any]
    seconds: float
    processor: float
    megabytes: float
    first: float
    way: tuple[tuple[float, float, str], ...]

    @property
    def gap(self) -> float:
        """The gap in percent, 100 where there is no plan or no bound."""
        return 100.0 if self.plan["gap"] is None else 100 * self.plan["gap"]


def main() -> None:
    """Solve the wanted instances one after the other and print a line for each."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--sizes", default=",".join(USUAL), help=f"of {', '.join(SIZES)}")
    words.add_argument("--seeds", default="1-2", help="like 1-5 or 2,4")
    words.add_argument("--seconds", default="", help="limits; without it usual ones for each size")
    words.add_argument("--everything", action="store_true", help="with every feature in use")
    words.add_argument("--way", action="store_true", help="print the gap as it went down")
    asked = words.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(HEAD)
    for size in asked.sizes.split(","):
        found: dict[str, list[Run]] = {}
        for seed in _numbers(asked.seeds):
            document = instance(size, seed, everything=asked.everything)
            limits = (asked.seconds or USUAL.get(size, "60")).split(",")
            for limit, run in _bench(document, limits):
                found.setdefault(limit, []).append(run)
                if asked.way:
                    _show_way(run)
        for limit, runs in found.items() if len(_numbers(asked.seeds)) > 1 else ():
            _show_worst(size, limit, runs)


def _numbers(text: str) -> list[int]:
    """Return the seeds that `1-5` or `2,4` means."""
    first, dash, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if dash else [int(n) for n in text.split(",")]


def _bench(document: dict[str, Any], limits: list[str]) -> Iterator[tuple[str, Run]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.json"
        path.write_text(json.dumps(document))
        simple = [_solve(path, ["--method", method, "--quiet"]).plan for method in SIMPLE]
        for limit in limits:
            run = _solve(path, ["--seconds", limit])
            _show(document["name"], limit, run, simple)
            yield limit, run


def _solve(path: Path, words: list[str]) -> Run:
    """Plan with the command in a process of its own; the plan is checked."""
    began, output = time.monotonic(), path.with_suffix(".plan")
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(path), "--output", str(output), *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    first, way = 0.0, []
    for line in child.stderr:
        told = _TOLD.search(line)
        if told:
            first = first or time.monotonic() - began
            way.append((float(told["seconds"]), float(told["gap"] or 100), told["step"]))
    _, _, usage = os.wait4(child.pid, 0)
    seconds, processor = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    plan = output.read_bytes()
    broken = violations(problem_from_bytes(path.read_bytes()), plan_from_bytes(plan))
    if broken:
        raise SystemExit(f"a rule is broken: {broken[0]}")
    return Run(
        json.loads(plan), seconds, processor, usage.ru_maxrss / 1024, first or seconds, tuple(way)
    )


def _show(name: str, limit: str, run: Run, simple: list[dict[str, Any]]) -> None:
    plan = run.plan
    if plan["bound"] is None:
        print(f"{name:<36} {limit:>6} {plan['status']}", flush=True)
        return
    lost = [
        "none" if one["objective"] is None else f"{_lost(one['objective'], plan['bound']):.1f}"
        for one in simple
    ]
    print(
        f"{name:<36} {limit:>6} {plan['objective']:>12.5f} {plan['bound']:>12.5f} {run.gap:>8.4f}"
        f" {run.seconds:>8.1f} {run.processor:>6.1f} {run.first:>6.1f} {run.megabytes:>6.0f}  "
        + " / ".join(lost),
        flush=True,
    )


def _lost(objective: float, bound: float) -> float:
    """Return what is missing to the bound, in percent of all that could be won."""
    return 100 * (bound - objective) / max(abs(bound), abs(objective), 1e-9)


def _show_way(run: Run) -> None:
    for seconds, gap, step in run.way:
        print(f"{'':<36} {seconds:>6.1f} {'':>25} {gap:>8.3f}  {step}", flush=True)


def _show_worst(size: str, limit: str, runs: list[Run]) -> None:
    name = f"worst of {len(runs)}: {size}"
    print(
        f"{name:<36} {limit:>6} {'':>25} {max(run.gap for run in runs):>8.4f}"
        f" {max(run.seconds for run in runs):>8.1f} {max(run.processor for run in runs):>6.1f}"
        f" {max(run.first for run in runs):>6.1f} {max(run.megabytes for run in runs):>6.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
