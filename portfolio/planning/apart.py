"""Plan in a process apart, so that the asking one stays small, quick to answer and alive."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan, cut_short, plan_from_bytes

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 6 * 1024**3  # bytes of address space; solvers reserve far more than they use
PATIENCE = 60.0  # seconds beyond the limit until a planner counts as hung
LOOK = 0.25  # seconds between two looks at whether to stop
GRACE = 3.0  # seconds that a stopped planner has for its last words

Progress = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """The plan, and the plans by simpler rules on the same problem."""

    plan: Plan
    others: Mapping[str, Plan] = field(default_factory=dict)


class CutShort(Exception):
    """The planning ended before its time; `best` is the best plan found until then, if any."""

    def __init__(self, what: str = "", best: Answer | None = None) -> None:
        super().__init__(what)
        self.best = best


class ChildFailed(CutShort):
    """The planner's process died or answered nothing; the text says why, for a person."""


class Stopped(CutShort):
    """The planner was stopped on request."""


def solve_apart(
    document: bytes,
    limits: Limits,
    *,
    hint: Plan | None = None,
    explain: bool = True,
    memory: int = MEMORY,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Answer:
    """Return the plan of a problem's document, made in a child process.

    With `hint`, an earlier plan of much the same problem, the answer is no worse than what is
    left of that. `stopped` is asked every quarter of a second; once it answers True the child is
    asked for what it has, ended, and Stopped is raised. Raises ChildFailed where the child dies,
    hangs or says nothing. Both carry the best plan found until then.
    """
    request = {
        "bytes": len(document),
        "seconds": limits.seconds,
        "effort": limits.effort,
        "explain": explain,
        "hint": [[one.item, one.team, one.sprint] for one in hint.assignments] if hint else [],
        "memory": memory,
    }
    deadline = time.monotonic() + limits.seconds + PATIENCE
    with child_process(json.dumps(request).encode() + b"\n" + document) as child:
        answers = _answers(child, deadline, progress, stopped)
    return _read_all(answers["plan"], answers)


class Child:
    """A planner's process and the lines it has said."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Any) -> None:
        self.process, self.log = process, log
        self.lines: Queue[bytes | None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def said(self) -> str:
        """Return the last words on its standard error."""
        self.log.seek(0)
        words = self.log.read().decode(errors="replace").strip().splitlines()
        return str(words[-1]) if words else ""

    def _listen(self) -> None:
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self.lines.put(line)
        self.lines.put(None)


@contextmanager
def child_process(request: bytes) -> Iterator[Child]:
    """Start a planner with a request; end it in any case."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "portfolio.planning.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )
        child = Child(process, log)
        try:
            _write(process, request)
            yield child
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)


def _write(process: "subprocess.Popen[bytes]", request: bytes) -> None:
    """Hand over the request and leave the pipe open: its end would end the child."""
    if process.stdin is None:
        return
    try:
        process.stdin.write(request)
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it died at once; its silence will be noticed


def _close(pipe: Any) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        pass


def _answers(
    child: Child,
    deadline: float,
    progress: Progress | None,
    stopped: Callable[[], bool] | None,
) -> dict[str, Any]:
    """Return the last message of each kind, the plan among them."""
    found: dict[str, Any] = {}
    while True:
        if stopped is not None and stopped():
            ask_for_the_rest(child, found)
            raise Stopped("It was stopped.", _best(found, "stopped"))
        if time.monotonic() > deadline:
            what = "The planner did not end in time and was stopped."
            raise ChildFailed(what, _best(found, "failed"))
        try:
            line = child.lines.get(timeout=LOOK)
        except Empty:
            continue
        if line is not None:
            hear(line, found, progress)
            continue
        child.process.wait(timeout=PATIENCE)
        if "plan" in found:
            return found
        why = why_it_failed(child.process.returncode, child.said())
        raise ChildFailed(why, _best(found, "failed"))


def hear(line: bytes, found: dict[str, Any], progress: Progress | None = None) -> None:
    """Keep what a line says by its kind, or pass progress on."""
    if not line.endswith(b"\n"):
        return  # the child died in the middle of it
    message = json.loads(line)
    if message["kind"] != "progress":
        found[message["kind"]] = message["said"]
    elif progress is not None:
        progress(message["said"])


def ask_for_the_rest(child: Child, found: dict[str, Any]) -> None:
    """Tell the child to stop, and wait a little for the best plan where it has one at all."""
    if "best" not in found:
        return
    _write(child.process, b"stop\n")
    until = time.monotonic() + GRACE
    while (left := until - time.monotonic()) > 0:
        try:
            line = child.lines.get(timeout=left)
        except Empty:
            return
        if line is None:
            return
        hear(line, found)


def _best(found: Mapping[str, Any], why: str) -> Answer | None:
    """Return the best plan heard of, marked as cut short; None where there is none."""
    document = found.get("plan", found.get("best"))
    if document is None:
        return None
    answer = _read_all(document, found)
    if not answer.plan.assignments:
        return None
    plan = answer.plan if answer.plan.cut else cut_short(answer.plan, why)
    return Answer(plan, answer.others)


def why_it_failed(status: int, last_words: str) -> str:
    """Say why a child ended without an answer, for a person."""
    if "MemoryError" in last_words or "bad_alloc" in last_words:
        return "The planner ran out of memory. Plan fewer items at a time, or give it more."
    if status < 0:
        return f"The planner's process was ended from outside (signal {-status})."
    return f"The planner failed: {last_words or f'exit status {status}'}"


def _read_all(document: Mapping[str, Any], found: Mapping[str, Any]) -> Answer:
    others = {name: _read(one) for name, one in found.get("others", {}).items()}
    return Answer(_read(document), others)


def _read(document: Mapping[str, Any]) -> Plan:
    return plan_from_bytes(json.dumps(document).encode())
