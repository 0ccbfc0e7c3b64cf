"""The rate of a team: what it delivered by focused day, or by fortnight without people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from portfolio.domain.cycles import FORTNIGHT, Span, Sprint

LEARNED_SPRINTS = 6
FEWEST_SPRINTS = 3
MEMORY_SPRINTS = 13  # half a year: sprints further back teach nothing


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivered item: its team, the day in the team's time zone, and its points if any."""

    team_id: int
    on: date
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What a team delivered in one finished sprint, or in a fortnight without people."""

    span: Span
    points: float
    items: int
    items_with_points: int
    focused: float | None = None  # days; None without people
    sprint: Sprint | None = None

    @property
    def rate(self) -> float | None:
        """Delivered points a focused day."""
        return self.points / self.focused if self.focused else None


@dataclass(frozen=True, slots=True)
class Rate:
    """Points and items a focused day, or a fortnight where there are no people."""

    points: float
    items: float
    from_items: bool = False  # the points are items times the product's median points an item


def finished_sprints(calendar: Iterable[Sprint], known_until: date) -> list[Sprint]:
    """Return the sprints of half a year that ended before a day, in the order of time."""
    return [sprint for sprint in calendar if sprint.span.ends_on < known_until][-MEMORY_SPRINTS:]


def learn_from_sprints(
    sprints: Sequence[Sprint],
    focused: Sequence[float],
    delivered: Iterable[Delivered],
    *,
    first_on: date | None,
) -> tuple[Learned, ...]:
    """Return a team's last six finished sprints.

    A sprint without focused days teaches nothing, nor does one before the first delivery of all:
    the team's history had not begun.
    """
    if first_on is None:
        return ()
    sums = _sums(delivered, [_fortnight(sprint.span.starts_on) for sprint in sprints])
    own = [
        Learned(span, points, items, with_points, days, sprint)
        for sprint, days, (span, points, items, with_points) in zip(
            sprints, focused, sums, strict=True
        )
        if days > 0 and span.ends_on >= first_on
    ]
    return tuple(own[-LEARNED_SPRINTS:])


def learn_from_fortnights(
    delivered: Iterable[Delivered], known_until: date, *, first_on: date | None
) -> tuple[Learned, ...]:
    """Return the last six fortnights before a day, fewer where the history is shorter."""
    if first_on is None or first_on >= known_until:
        return ()
    spans = [_fortnight(known_until - n * FORTNIGHT) for n in range(LEARNED_SPRINTS, 0, -1)]
    return tuple(
        Learned(span, points, items, with_points)
        for span, points, items, with_points in _sums(delivered, spans)
        if span.ends_on >= first_on
    )


def rate_of(learned: Sequence[Learned], median_points: float) -> Rate | None:
    """Return the median rate of sprints or fortnights; None where there are none.

    Points are taken where at least half of the delivered items had points, else items times the
    product's median points an item.
    """
    if not learned:
        return None
    items = median(one.items / (one.focused or 1.0) for one in learned)
    if 2 * sum(one.items_with_points for one in learned) < sum(one.items for one in learned):
        return Rate(items * median_points, items, from_items=True)
    return Rate(median(one.points / (one.focused or 1.0) for one in learned), items)


def median_of(rates: Sequence[Rate]) -> Rate | None:
    """Return the median of several teams' rates; None where there are none."""
    if not rates:
        return None
    return Rate(
        median(rate.points for rate in rates),
        median(rate.items for rate in rates),
        from_items=any(rate.from_items for rate in rates),
    )


def _fortnight(starts_on: date) -> Span:
    # A sprint ends on its second Friday; what is done on the weekend after it belongs to it too.
    return Span(starts_on, starts_on + FORTNIGHT - timedelta(days=1))


def _sums(
    delivered: Iterable[Delivered], spans: Sequence[Span]
) -> list[tuple[Span, float, int, int]]:
    found: dict[Span, list[Delivered]] = defaultdict(list)
    for one in delivered:
        for span in spans:
            if span.has(one.on):
                found[span].append(one)
                break
    return [
        (
            span,
            sum(one.points or 0.0 for one in found[span]),
            len(found[span]),
            sum(1 for one in found[span] if one.points is not None),
        )
        for span in spans
    ]
