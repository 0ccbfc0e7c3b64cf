"""What a command knows of its own process: whether it was asked to stop, how long it runs."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

_LONG_START = 10.0


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether this process was asked to stop; it is not ended by it."""
    asked: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        asked.append(number)

    before: dict[int, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            before[number] = signal.signal(number, note)
        except ValueError:  # not the main thread: whoever runs this handles signals
            break
    try:
        yield lambda: bool(asked)
    finally:
        for caught, handler in before.items():
            signal.signal(caught, handler)


def running_for() -> float:
    """Return how many seconds this process took so far, 0 where that isn't told.

    One that has been running for longer than any start takes serves other ends: 0 as well.
    """
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        born = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - born
        return age if 0 <= age < _LONG_START else 0.0
    except (OSError, ValueError, IndexError, AttributeError):  # not Linux
        return 0.0
