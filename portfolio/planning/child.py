"""The planner's own process: reads a problem, tells progress, answers with plans as JSON lines.

It ends when its standard input closes, so that it never outlives the process that asked.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from portfolio.planning.limits import Limits
from portfolio.planning.plan import Assignment, Plan
from portfolio.planning.problem import Problem, problem_from_bytes

COMPARED = ("rank", "wsjf")
GREEDY_SECONDS = 30.0
PROGRESS = ("objective", "bound", "gap", "seconds", "step")


def main() -> int:
    """Answer the one request on standard input."""
    lines = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a solver prints goes to the log, not between the lines
    request = json.loads(sys.stdin.buffer.readline())
    document = sys.stdin.buffer.read(int(request["bytes"]))
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _limit_memory(int(request["memory"]))
    for kind, said in _answers(problem_from_bytes(document), request, lines):
        _tell(lines, kind, said)
    return 0


def _answers(
    problem: Problem, request: Mapping[str, Any], lines: BinaryIO
) -> list[tuple[str, dict[str, Any]]]:
    from portfolio.planning.solve import solve

    def progress(*said: float | str | None) -> None:
        _tell(lines, "progress", dict(zip(PROGRESS, said, strict=True)))

    limits = Limits(float(request["seconds"]), request.get("effort"))
    plan = solve(
        problem,
        limits,
        hint=_hint(problem, request["hint"]),
        progress=progress,
        explain=bool(request["explain"]),
    )
    others = {
        method: solve(problem, Limits(GREEDY_SECONDS), method=method).to_document()
        for method in COMPARED
    }
    return [("others", others), ("plan", plan.to_document())]


def _hint(problem: Problem, places: list[list[str]]) -> Plan | None:
    """Return an earlier plan's placement, as far as it still speaks of this problem's things."""
    if not places:
        return None
    assignments = tuple(Assignment(*place) for place in places)
    return Plan(problem.fingerprint(), "feasible", assignments=assignments)


def _tell(lines: BinaryIO, kind: str, said: Mapping[str, Any]) -> None:
    lines.write(json.dumps({"kind": kind, "said": said}, allow_nan=False).encode() + b"\n")


def _leave_with_parent() -> None:
    while os.read(0, 1 << 16):  # unbuffered: a buffer's lock would abort the interpreter's end
        pass
    os._exit(1)


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # a system without limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
