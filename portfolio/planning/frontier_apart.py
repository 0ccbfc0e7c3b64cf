"""A frontier in a process apart, with progress, what is known so far, and a stop."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from queue import Empty
from typing import Any

from portfolio.planning.apart import (
    LOOK,
    MEMORY,
    PATIENCE,
    Child,
    ChildFailed,
    Stopped,
    ask_for_the_rest,
    child_process,
    hear,
    why_it_failed,
)
from portfolio.planning.plan import Plan
from portfolio.planning.reach import Asked, Frontier, frontier_from_document

SECONDS = 60.0
Progress = Callable[[Mapping[str, Any]], None]


def frontier_apart(
    document: bytes,
    asked: Asked,
    seconds: float = SECONDS,
    *,
    before: Plan | None = None,
    memory: int = MEMORY,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Frontier:
    """Return the frontier of a problem's document, made in a child process.

    `progress` is told {"done", "of", "seconds", "step"}. `stopped` is asked every quarter of a
    second. Where it answers True, or the child dies or hangs, what is known by then is returned,
    not `complete` and with a warning that says why; where nothing is known, Stopped or
    ChildFailed is raised.
    """
    places = [[one.item, one.team, one.sprint] for one in before.assignments] if before else []
    request = {
        "bytes": len(document),
        "frontier": asked.to_document(),
        "seconds": seconds,
        "hint": places,
        "memory": memory,
    }
    found: dict[str, Any] = {}
    deadline = time.monotonic() + seconds + PATIENCE
    with child_process(json.dumps(request).encode() + b"\n" + document) as child:
        failed = _listen(child, found, (deadline, progress, stopped or (lambda: False)))
    if failed is None and "frontier" in found:
        return frontier_from_document(found["frontier"])
    failed = failed or ChildFailed("The planner said nothing.")
    if "frontier" not in found:
        raise failed
    known = frontier_from_document(found["frontier"])
    return replace(known, complete=False, warnings=(*known.warnings, str(failed)))


def _listen(
    child: Child, found: dict[str, Any], until: tuple[float, Progress | None, Callable[[], bool]]
) -> Stopped | ChildFailed | None:
    """Keep the last message of each kind; return why it ended before its time, if it did."""
    deadline, progress, stopped = until
    while True:
        if stopped():
            ask_for_the_rest(child, found)
            return Stopped("It was stopped.")
        if time.monotonic() > deadline:
            return ChildFailed("The planner did not end in time and was stopped.")
        try:
            line = child.lines.get(timeout=LOOK)
        except Empty:
            continue
        if line is not None:
            hear(line, found, progress)
            continue
        status = child.process.wait(timeout=PATIENCE)
        return ChildFailed(why_it_failed(status, child.said())) if status else None
