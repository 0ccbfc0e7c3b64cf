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


@dataclass(frozen=True, slots=True)
class Fan:
    """A line until today and where it will go: the band as a wedge, its middle, today's place."""

    path: str
    x: float
    y: float
    wedge: str
    middle: str


def fan(
    values: Sequence[float | None],
    *ends: float,
    share: float,
    width: float,
    height: float,
) -> Fan:
    """Return a line of scores over a share of the width, and a wedge to its low, middle and high.

    `ends` are these three; without them there is only the line.
    """
    x = round(width * max(0.0, min(1.0, share)), 1)
    line = spark(values, width=x, height=height, low=0, high=1)
    if not line.path or len(ends) != len(("low", "middle", "high")):
        return Fan(line.path, line.x, line.y, "", "")
    low, middle, high = (scale(one, 0, 1, height, 0) for one in ends)
    start = f"M{line.x:g} {line.y:g}"
    wedge = f"{start}L{width:g} {high:g}V{low:g}Z"
    return Fan(line.path, line.x, line.y, wedge, f"{start}L{width:g} {middle:g}")
