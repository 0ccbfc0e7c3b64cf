"""Planning in a process apart: it answers, stops, and says why it died."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.instances import Shape
from benchmarks.instances import problem as invented
from portfolio.planning import apart
from portfolio.planning.apart import ROOT, Answer, ChildFailed, Stopped, solve_apart
from portfolio.planning.check import violations
from portfolio.planning.limits import Limits
from portfolio.planning.problem import problem_from_bytes

DOCUMENT = json.dumps(
    {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}],
        "teams": [{"id": "a", "capacity": [5]}],
        "items": [{"id": "x", "points": 3, "value": 1}, {"id": "y", "points": 3, "value": 2}],
    }
).encode()


def test_the_best_plan_comes_back_with_the_simpler_ones_beside_it() -> None:
    said: list[Any] = []
    answer = solve_apart(DOCUMENT, Limits(5), progress=said.append)
    assert answer.plan.status == "optimal"
    assert answer.plan.value == 2
    assert answer.plan.problem == problem_from_bytes(DOCUMENT).fingerprint()
    assert answer.others["rank"].value == 1
    assert answer.others["wsjf"].value == 2
    assert all({"objective", "bound", "gap", "seconds", "step"} <= set(one) for one in said)


def test_it_stops_within_a_second_of_being_asked() -> None:
    began = time.monotonic()
    with pytest.raises(Stopped):
        solve_apart(DOCUMENT, Limits(60), stopped=lambda: True)
    assert time.monotonic() - began < 2


LONG = json.dumps(invented(Shape(600, 10, 6, 30.0), seed=1)).encode()


class _Ear:
    """Hears progress; knows once a plan was found, and which process found it."""

    def __init__(self) -> None:
        self.found_at = 0.0

    def hear(self, said: Any) -> None:
        if said["objective"] is not None and not self.found_at:
            self.found_at = time.monotonic()

    def enough(self) -> bool:
        return bool(self.found_at) and time.monotonic() - self.found_at > 1.0


def good(answer: Answer | None) -> bool:
    """Tell whether there is a plan with a true bound that keeps every rule."""
    if answer is None or answer.plan.objective is None or answer.plan.bound is None:
        return False
    sound = violations(problem_from_bytes(LONG), answer.plan) == []
    return sound and answer.plan.bound >= answer.plan.objective > 0


def test_a_planner_that_is_stopped_gives_the_best_plan_it_has() -> None:
    ear = _Ear()
    with pytest.raises(Stopped) as stop:
        solve_apart(LONG, Limits(60), progress=ear.hear, stopped=ear.enough)
    assert time.monotonic() - ear.found_at < 8
    assert stop.value.best is not None
    assert good(stop.value.best)
    assert stop.value.best.plan.cut == "stopped"
    assert "stopped after" in stop.value.best.plan.warnings[-1]


def test_a_planner_that_is_killed_leaves_the_best_plan_it_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ear, children = _Ear(), []

    class Noted(apart.Child):
        def __init__(self, process: Any, log: Any) -> None:
            super().__init__(process, log)
            children.append(process)

    def kill() -> bool:
        if ear.enough():
            children[0].kill()
        return False

    monkeypatch.setattr(apart, "Child", Noted)
    with pytest.raises(ChildFailed, match="signal 9") as failure:
        solve_apart(LONG, Limits(60), progress=ear.hear, stopped=kill)
    assert failure.value.best is not None
    assert good(failure.value.best)
    assert failure.value.best.plan.cut == "failed"


def test_too_little_memory_is_said_in_words() -> None:
    with pytest.raises(ChildFailed, match="memory|planner"):
        solve_apart(DOCUMENT, Limits(5), memory=100_000_000)


def test_a_document_that_cannot_be_read_fails_with_its_last_words() -> None:
    with pytest.raises(ChildFailed, match="The planner failed"):
        solve_apart(b"{}", Limits(5))


def test_the_child_does_not_outlive_who_asked(tmp_path: Path) -> None:
    heavy = json.loads(DOCUMENT)
    heavy["items"] = [{"id": f"i{n}", "points": 3 + n % 7, "value": n % 11} for n in range(400)]
    heavy["teams"] = [{"id": f"t{n}", "capacity": [41]} for n in range(9)]
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(heavy))
    asking = (
        "import sys; from portfolio.planning.apart import *;"
        f"solve_apart(open({str(file)!r}, 'rb').read(), Limits(60))"
    )
    parent = subprocess.Popen([sys.executable, "-c", asking], cwd=ROOT)
    try:
        child = _child_of(parent.pid)
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _child_of(pid: int) -> int:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("this system does not list the children of a process")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = listed.read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no child was started")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_an_earlier_plan_may_be_handed_in_even_of_another_problem() -> None:
    from portfolio.planning.plan import Assignment, Plan

    before = Plan(
        "x", "feasible", assignments=(Assignment("x", "a", "S1"), Assignment("gone", "b", "S9"))
    )
    assert solve_apart(DOCUMENT, Limits(5), hint=before).plan.value == 2
