"""What work is worth that no key result claims: its priority and rank, kept small."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Sprint
from portfolio.domain.orders import Delay
from portfolio.domain.priorities import priority_numbers

PART_OF_KEY_RESULTS = 0.01  # all unclaimed work together


def own_worth(items: Sequence[Item]) -> dict[int, float]:
    """Return priority × (1 - rank / 2n) by item id, the items given in the order of rank."""
    numbers = priority_numbers({item.priority for item in items})
    count = len(items)
    return {
        item.id: numbers[item.priority] * (1 - rank / (2 * count))
        for rank, item in enumerate(items, start=1)
    }


def scaled_worth(
    items: Sequence[Item],
    *,
    bundles: Mapping[int, Sequence[int]],
    claimed: Collection[int],
    weights: float,
) -> dict[int, float]:
    """Return the worth of each epic and loose item that no key result claims, by id.

    `bundles` has the items of each epic. Together it is 1 % of the key results' weights, or 1
    where there are none.
    """
    own = own_worth(items)
    inside = {one for bundle in bundles.values() for one in bundle}
    found = {epic: sum(own[one] for one in bundle) for epic, bundle in bundles.items()}
    found.update((item.id, own[item.id]) for item in items if item.id not in inside)
    for one in claimed:
        found.pop(one, None)
    total = sum(found.values())
    scale = (PART_OF_KEY_RESULTS * weights if weights else 1.0) / total if total else 0.0
    return {one: worth * scale for one, worth in found.items()}


def waiting_worth(
    delays: Mapping[int, Delay], sprints: Sequence[Sprint], *, first_on: date, weights: float
) -> dict[int, tuple[float, ...]]:
    """Return what finishing in each sprint is worth where a cost-of-delay curve was typed in.

    The curves share one unit. Together, each at its highest, they are worth 1 % of the key
    results' weights, or 1 where there are none: beside the other 1 %, see own_worth.
    """
    curves = {
        one: tuple(delay.worth_on(sprint.span.ends_on, first_on=first_on) for sprint in sprints)
        for one, delay in delays.items()
    }
    total = sum(delay.worth for delay in delays.values())
    scale = (PART_OF_KEY_RESULTS * weights if weights else 1.0) / total if total else 0.0
    return {one: tuple(worth * scale for worth in curve) for one, curve in curves.items()}
