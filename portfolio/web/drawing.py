"""Coordinates for the small SVG drawings of the templates: lines without axes, scaled places."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through values: its path, and where its last point lies."""

    path: str
    x: float
    y: float


def scale(value: float | None, low: float, high: float, *ends: float) -> float:
    """Return where a value of low to high lies between two ends: scale(5, 0, 10, 4, 128).

    It is held inside the ends, to a tenth of a pixel.
    """
    start, end = ends
    if value is None or high == low:
        return round(start, 1)
    share = max(0.0, min(1.0, (value - low) / (high - low)))
    return round(start + share * (end - start), 1)


def spark(
    values: Sequence[float | None],
    *,
    width: float,
    height: float,
    low: float | None = None,
    high: float | None = None,
) -> Spark:
    """Return the line through the values, left to right; a None breaks it."""
    known = [value for value in values if value is not None]
    if not known:
        return Spark("", 0, height)
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high
    step = width / max(1, len(values) - 1)
    words: list[str] = []
    pen, x, y = "M", 0.0, height
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x = round(place * step, 1)
        y = height / 2 if top == bottom else scale(value, bottom, top, height, 0)
        words.append(f"{pen}{x:g} {y:g}")
        pen = "L"
    return Spark("".join(words), x, y)
