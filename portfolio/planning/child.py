"""The planner's own process: reads a problem, tells progress, answers with plans as JSON lines.

It ends when its standard input closes, so that it never outlives the process that asked; a word
there asks it to stop and to say what it has. The best plan so far is told now and then, for the
case that it is killed.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from portfolio.planning.limits import Limits
from portfolio.planning.plan import Assignment, Plan
from portfolio.planning.problem import Problem, problem_from_bytes
from portfolio.planning.reach import asked_from_document

COMPARED = ("rank", "wsjf")
GREEDY_SECONDS = 30.0
STEPS = ("done", "of", "seconds", "step")
PROGRESS = ("objective", "bound", "gap", "seconds", "step")


def main() -> int:
    """Answer the one request on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at a terminal it is for who asked, too
    said = _Lines(os.fdopen(os.dup(1), "wb", buffering=0))
    os.dup2(2, 1)  # whatever a solver prints goes to the log, not between the lines
    request = json.loads(sys.stdin.buffer.readline())
    document = sys.stdin.buffer.read(int(request["bytes"]))
    asked = threading.Event()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    _limit_memory(int(request["memory"]))
    answers = _reached if "frontier" in request else _answers
    for kind, answer in answers(problem_from_bytes(document), request, said, asked):
        said.tell(kind, answer)
    return 0


class _Lines:
    """Writes one JSON line after the other, whichever thread has something to say."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def tell(self, kind: str, said: Mapping[str, Any]) -> None:
        """Write one line."""
        line = json.dumps({"kind": kind, "said": said}, allow_nan=False).encode() + b"\n"
        with self._lock:
            left = memoryview(line)
            while left:
                left = left[self._out.write(left) :]


def _answers(
    problem: Problem, request: Mapping[str, Any], lines: _Lines, asked: threading.Event
) -> Iterator[tuple[str, dict[str, Any]]]:
    from portfolio.planning.solve import solve

    def progress(*said: float | str | None) -> None:
        lines.tell("progress", dict(zip(PROGRESS, said, strict=True)))

    limits = Limits(float(request["seconds"]), request.get("effort"))
    plan = solve(
        problem,
        limits,
        hint=_hint(problem, request["hint"]),
        progress=progress,
        cancelled=asked.is_set,
        found=lambda best: lines.tell("best", best.to_document()),
        explain=bool(request["explain"]),
    )
    yield "plan", plan.to_document()
    others = {
        method: solve(problem, Limits(GREEDY_SECONDS), method=method).to_document()
        for method in COMPARED
    }
    yield "others", others


def _reached(
    problem: Problem, request: Mapping[str, Any], lines: _Lines, asked: threading.Event
) -> Iterator[tuple[str, dict[str, Any]]]:
    from portfolio.planning.frontier import frontier

    def progress(*said: float | str) -> None:
        lines.tell("progress", dict(zip(STEPS, said, strict=True)))

    found = frontier(
        problem,
        asked_from_document(request["frontier"]),
        float(request["seconds"]),
        before=_hint(problem, request["hint"]),
        progress=progress,
        cancelled=asked.is_set,
        found=lambda known: lines.tell("frontier", known.to_document()),
    )
    yield "frontier", found.to_document()


def _hint(problem: Problem, places: list[list[str]]) -> Plan | None:
    """Return an earlier plan's placement, as far as it still speaks of this problem's things."""
    if not places:
        return None
    assignments = tuple(Assignment(*place) for place in places)
    return Plan(problem.fingerprint(), "feasible", assignments=assignments)


def _listen(asked: threading.Event) -> None:
    while os.read(0, 1 << 16):  # unbuffered: a buffer's lock would abort the interpreter's end
        asked.set()
    os._exit(1)


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # a system without limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
