"""Interrupts at a terminal and requests to end, as a question that work in progress can ask."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


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
