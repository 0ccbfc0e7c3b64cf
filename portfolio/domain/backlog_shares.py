"""What a backlog source says of the items that match its filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.backlog import Category
from portfolio.domain.sources import (
    BacklogSettings,
    Counted,
    Fault,
    FaultKind,
    Figure,
    Look,
    Measure,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """So many items of a category match, with so many points."""

    category: Category
    number: int
    points: float


def look(
    settings: BacklogSettings, tallies: Sequence[Tally], *, category: Category | None, on: date
) -> Look:
    """Return the count, or the share in per cent, on a day.

    A filter that asks for one status counts the items in it; its share is theirs of all that
    match the rest of the filter. What was dropped is part of nothing else.
    """
    part = [one for one in tallies if _counts(one.category, settings.counted, category)]
    whole = [one for one in tallies if one.category is not Category.DROPPED]
    if category is Category.DROPPED:
        whole = list(tallies)
    counted, of = _sum(part, settings.measure), _sum(whole, settings.measure)
    n = sum(one.number for one in whole)
    facts = {"part": counted, "of": of}
    if settings.figure is Figure.COUNT:
        return Look(on, counted, n, None, facts)
    if not of:
        return Look(on, fault=Fault(FaultKind.NOTHING_MATCHES, on))
    return Look(on, 100 * counted / of, n, None, facts)


def _counts(one: Category, counted: Counted, asked: Category | None) -> bool:
    if asked is not None:
        return one is asked
    if counted is Counted.OPEN:
        return one.is_open
    return one is Category.DONE if counted is Counted.DONE else one is not Category.DROPPED


def _sum(tallies: Sequence[Tally], measure: Measure) -> float:
    if measure is Measure.POINTS:
        return sum(one.points for one in tallies)
    return float(sum(one.number for one in tallies))
