"""Dependencies of the backlog as `after` of the problem: finished ones out, cycles cut."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.domain.plan_facts import Tie

Edge = tuple[int, int]  # before, after


@dataclass(frozen=True, slots=True)
class Order:
    """What has to come before each item, with the lag, and the ties that could not be kept."""

    before: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    cut: tuple[Tie, ...] = ()
    dangling: int = 0


def order_of(
    ties: Iterable[Tie], planned: Iterable[int], bundles: Mapping[int, Sequence[int]]
) -> Order:
    """Return the order that the ties, given oldest first, demand of the planned items.

    `bundles` has the planned items of each epic: a tie of an epic is one of all its items. An
    end that isn't planned any more drops out. A cycle is cut at its youngest tie.
    """
    known = set(planned)
    dangling = 0
    edges: dict[Edge, int] = {}
    source: dict[Edge, Tie] = {}
    for tie in ties:
        if tie.before_id is None or tie.after_id is None:
            dangling += 1
            continue
        for edge in _edges(tie, known, bundles):
            edges[edge] = max(edges.get(edge, 0), tie.lag)
            source.setdefault(edge, tie)
    refused = _closing(list(edges))
    before: dict[int, dict[int, int]] = {}
    for edge, lag in edges.items():
        if edge not in refused:
            before.setdefault(edge[1], {})[edge[0]] = lag
    cut = tuple(dict.fromkeys(source[edge] for edge in edges if edge in refused))
    return Order(before, cut, dangling)


def _edges(tie: Tie, known: set[int], bundles: Mapping[int, Sequence[int]]) -> Iterator[Edge]:
    befores, afters = (
        (one,) if one in known else tuple(bundles.get(one, ()))
        for one in (tie.before_id or 0, tie.after_id or 0)
    )
    if tie.before_id in bundles and set(afters) <= set(befores):
        return  # an epic and its own item wait for nothing
    if tie.after_id in bundles and set(befores) <= set(afters):
        return
    for before in befores:
        for after in afters:
            if before != after:
                yield before, after


def _closing(edges: Sequence[Edge]) -> set[Edge]:
    """Return the edges that close a cycle with older ones, given oldest first."""
    tangled = _tangled(edges)
    kept: dict[int, list[int]] = {}
    refused: set[Edge] = set()
    for before, after in edges:
        if before not in tangled or after not in tangled:
            continue
        if _reaches(kept, after, before):
            refused.add((before, after))
        else:
            kept.setdefault(before, []).append(after)
    return refused


def _tangled(edges: Sequence[Edge]) -> set[int]:
    """Return the items that lie on a cycle or between two, by peeling off both ends."""
    following: dict[int, set[int]] = {}
    leading: dict[int, set[int]] = {}
    for before, after in edges:
        following.setdefault(before, set()).add(after)
        leading.setdefault(after, set()).add(before)
    left = set(following) | set(leading)
    for ahead, behind in ((following, leading), (leading, following)):
        loose = [one for one in left if not behind.get(one, set()) & left]
        while loose:
            one = loose.pop()
            left.discard(one)
            for other in ahead.get(one, ()):
                behind[other].discard(one)
                if other in left and not behind[other]:
                    loose.append(other)
    return left


def _reaches(following: Mapping[int, Sequence[int]], start: int, goal: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        if one == goal:
            return True
        for other in following.get(one, ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return False
