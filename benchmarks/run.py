"""Print how good the planner's plans are, how long they take, and what simple methods lose.

python -m benchmarks.run [--sizes 300x8x6,1000x12x6] [--seeds 3] [--seconds 10,30] [--everything]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.instances import SIZES, instance

USUAL = {"300x8x6": "10", "1000x12x6": "10", "5000x50x6": "30"}
COMMAND = (
    "import sys; from portfolio.commands.planning import solve_command; solve_command(sys.argv[1:])"
)
SIMPLE = ("rank", "wsjf", "greedy")


def main() -> None:
    """Solve the wanted instances one after the other and print a line for each."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--sizes", default=",".join(USUAL), help=f"of {', '.join(SIZES)}")
    words.add_argument("--seeds", type=int, default=2)
    words.add_argument("--seconds", default="", help="limits; without it a usual one for each size")
    words.add_argument("--everything", action="store_true", help="with every feature in use")
    asked = words.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes.split(","):
            for seed in range(1, asked.seeds + 1):
                document = instance(size, seed, everything=asked.everything)
                path = Path(folder) / "problem.json"
                path.write_text(json.dumps(document))
                _bench(path, document["name"], (asked.seconds or USUAL.get(size, "60")).split(","))


_HEAD = (
    f"{'problem':<36} {'limit':>6} {'objective':>12} {'bound':>12} {'gap %':>8}"
    f" {'seconds':>8} {'cpu':>6} {'first':>6} {'MB':>6}  lost by rank / wsjf / greedy %"
)


def _bench(path: Path, name: str, limits: list[str]) -> None:
    simple = [_plan(path, ["--method", method])[0] for method in SIMPLE]
    for limit in limits:
        plan, (seconds, processor, megabytes, first) = _plan(path, ["--seconds", limit])
        if plan["bound"] is None:
            print(f"{name:<36} {limit:>6} {plan['status']}")
            continue
        bound, gap = plan["bound"], 100 * plan["gap"]
        lost = [100 * (1 - one["objective"] / bound) if one["value"] else 100 for one in simple]
        print(
            f"{name:<36} {limit:>6} {plan['objective']:>12.5f} {bound:>12.5f} {gap:>8.4f}"
            f" {seconds:>8.1f} {processor:>6.1f} {first:>6.1f} {megabytes:>6.0f}  "
            + " / ".join(f"{one:.1f}" for one in lost),
            flush=True,
        )


def _plan(path: Path, words: list[str]) -> tuple[dict[str, Any], list[float]]:
    """Return the plan, and seconds, processor seconds, megabytes, seconds to the first plan."""
    began, output = time.monotonic(), path.with_suffix(".plan")
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(path), "--output", str(output), *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    first = 0.0
    for line in child.stderr:
        if not first and "best" in line:
            first = time.monotonic() - began
    _, _, usage = os.wait4(child.pid, 0)
    seconds, processor = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    return json.loads(output.read_bytes()), [seconds, processor, usage.ru_maxrss / 1024, first]


if __name__ == "__main__":
    main()
