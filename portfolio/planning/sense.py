"""Say what makes no sense in a planning problem: every fault with its path."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from portfolio.planning.faults import Fault
from portfolio.planning.terms import Epic, Item, KeyResult, Place, Policy, Sprint, Team, Worth

_LARGEST = 1e100  # so that no sum of what is read ever overflows


class Stated(Protocol):
    """The parts of a problem."""

    @property
    def sprints(self) -> tuple[Sprint, ...]: ...
    @property
    def teams(self) -> tuple[Team, ...]: ...
    @property
    def key_results(self) -> tuple[KeyResult, ...]: ...
    @property
    def epics(self) -> tuple[Epic, ...]: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def baseline(self) -> tuple[tuple[str, Place], ...]: ...


class _Names:
    """The ids that a reference may name."""

    def __init__(self, stated: Stated) -> None:
        self.sprints = {sprint.id: n for n, sprint in enumerate(stated.sprints)}
        self.teams = {team.id for team in stated.teams}
        self.key_results = {one.id for one in stated.key_results}
        self.epics = {epic.id for epic in stated.epics}
        self.items = {item.id for item in stated.items}


def faults_in(stated: Stated) -> Iterator[Fault]:
    """Yield everything for which the problem must be refused."""
    names = _Names(stated)
    if not stated.sprints:
        yield Fault("sprints", "at least one sprint is needed")
    if not stated.teams:
        yield Fault("teams", "at least one team is needed")
    for part in ("sprints", "teams", "key_results", "epics", "items"):
        yield from _given_twice((one.id for one in getattr(stated, part)), part, ".id")
    yield from _team_faults(stated)
    yield from _key_result_faults(stated)
    yield from _epic_faults(stated, names)
    for n, item in enumerate(stated.items):
        yield from _item_faults(item, f"items[{n}]", names)
    yield from _cycle_faults(stated.items)
    yield from _policy_faults(stated.policy)
    yield from _baseline_faults(stated, names)


def _given_twice(ids: Iterable[str], path: str, key: str = "") -> Iterator[Fault]:
    seen: set[str] = set()
    for n, one in enumerate(ids):
        if one in seen:
            yield Fault(f"{path}[{n}]{key}", f'"{one}" is given twice')
        seen.add(one)


def _known(one: str | None, known: Iterable[str], path: str) -> Iterator[Fault]:
    if one is not None and one not in known:
        yield Fault(path, f'"{one}" is not known')


def _all_known(ids: Sequence[str], known: Iterable[str], path: str) -> Iterator[Fault]:
    for n, one in enumerate(ids):
        yield from _known(one, known, f"{path}[{n}]")
    yield from _given_twice(ids, path)


def _not_negative(number: float, path: str) -> Iterator[Fault]:
    if not math.isfinite(number):
        yield Fault(path, "must be a finite number")
    elif number < 0:
        yield Fault(path, "must not be negative")
    elif number > _LARGEST:
        yield Fault(path, f"must not be above {_LARGEST:g}")


def _worth_faults(value: Worth, sprints: int, path: str) -> Iterator[Fault]:
    if not isinstance(value, tuple):
        yield from _not_negative(value, path)
        return
    if len(value) != sprints:
        yield Fault(path, f"needs one number for each of {sprints} sprints, found {len(value)}")
    for n, one in enumerate(value):
        yield from _not_negative(one, f"{path}[{n}]")


def _team_faults(stated: Stated) -> Iterator[Fault]:
    sprints = len(stated.sprints)
    for n, team in enumerate(stated.teams):
        path = f"teams[{n}]"
        if len(team.capacity) != sprints:
            what = f"needs one number for each of {sprints} sprints, found {len(team.capacity)}"
            yield Fault(f"{path}.capacity", what)
        for s, points in enumerate(team.capacity):
            yield from _not_negative(points, f"{path}.capacity[{s}]")
        if team.wip_limit is not None and team.wip_limit < 1:
            yield Fault(f"{path}.wip_limit", "must be at least 1")


def _key_result_faults(stated: Stated) -> Iterator[Fault]:
    for n, one in enumerate(stated.key_results):
        for key, number in (("weight", one.weight), ("gap", one.gap)):
            path = f"key_results[{n}].{key}"
            yield from _not_negative(number, path)
            if number == 0:
                yield Fault(path, "must be above 0")


def _epic_faults(stated: Stated, names: _Names) -> Iterator[Fault]:
    named = {item.epic for item in stated.items}
    for n, epic in enumerate(stated.epics):
        path = f"epics[{n}]"
        for c, one in enumerate(epic.contributions):
            at = f"{path}.contributions[{c}]"
            yield from _known(one.key_result, names.key_results, f"{at}.key_result")
            yield from _not_negative(one.amount, f"{at}.amount")
        key_results = [one.key_result for one in epic.contributions]
        yield from _given_twice(key_results, f"{path}.contributions", ".key_result")
        yield from _worth_faults(epic.value, len(names.sprints), f"{path}.value")
        yield from _known(epic.finish_by, names.sprints, f"{path}.finish_by")
        yield from _all_known(epic.requires, names.items, f"{path}.requires")
        if not epic.requires and epic.id not in named:
            yield Fault(path, f'no item names epic "{epic.id}" and it requires nothing')


def _item_faults(item: Item, path: str, names: _Names) -> Iterator[Fault]:
    yield from _not_negative(item.points, f"{path}.points")
    yield from _known(item.epic, names.epics, f"{path}.epic")
    if item.teams is not None:
        yield from _all_known(item.teams, names.teams, f"{path}.teams")
        if not item.teams:
            yield Fault(f"{path}.teams", "names no team; leave it out to let skills decide")
    for n, one in enumerate(item.after):
        yield from _known(one.item, names.items, f"{path}.after[{n}].item")
        yield from _not_negative(one.lag, f"{path}.after[{n}].lag")
    yield from _given_twice((one.item for one in item.after), f"{path}.after", ".item")
    yield from _known(item.earliest, names.sprints, f"{path}.earliest")
    yield from _known(item.latest, names.sprints, f"{path}.latest")
    sprints = [names.sprints.get(one) for one in (item.earliest, item.latest) if one is not None]
    if len(sprints) == 2 and None not in sprints and sprints[0] > sprints[1]:  # type: ignore[operator]
        yield Fault(f"{path}.earliest", f'"{item.earliest}" is after latest "{item.latest}"')
    yield from _worth_faults(item.value, len(names.sprints), f"{path}.value")
    if item.pinned is not None:
        yield from _known(item.pinned.team, names.teams, f"{path}.pinned.team")
        yield from _known(item.pinned.sprint, names.sprints, f"{path}.pinned.sprint")


def _cycle_faults(items: tuple[Item, ...]) -> Iterator[Fault]:
    place = {item.id: n for n, item in enumerate(items)}
    waiting = {
        n: {place[one.item] for one in item.after if one.item in place}
        for n, item in enumerate(items)
        if item.after
    }
    while waiting:
        ready = [n for n, before in waiting.items() if before.isdisjoint(waiting)]
        for n in ready:
            del waiting[n]
        if not ready:
            members = _one_cycle(waiting)
            names = " -> ".join(f'"{items[n].id}"' for n in [*members, members[0]])
            yield Fault(f"items[{members[0]}].after", f"a cycle: {names}")
            for n in members:
                del waiting[n]


def _one_cycle(waiting: dict[int, set[int]]) -> list[int]:
    walk: list[int] = []
    n = min(waiting)
    while n not in walk:
        walk.append(n)
        n = min(before for before in waiting[n] if before in waiting)
    members = walk[walk.index(n) :]
    first = members.index(min(members))
    return members[first:] + members[:first]


def _policy_faults(policy: Policy) -> Iterator[Fault]:
    for n, share in enumerate(policy.shares):
        for key, part in (("at_least", share.at_least), ("at_most", share.at_most)):
            if part is not None and not 0 <= part <= 1:
                yield Fault(f"policy.shares[{n}].{key}", "must be between 0 and 1")
        if (share.at_least or 0) > (1 if share.at_most is None else share.at_most):
            yield Fault(f"policy.shares[{n}].at_least", "is above at_most")
    yield from _not_negative(policy.stability, "policy.stability")


def _baseline_faults(stated: Stated, names: _Names) -> Iterator[Fault]:
    for item, place in stated.baseline:
        path = f'baseline["{item}"]'
        yield from _known(item, names.items, path)
        yield from _known(place.team, names.teams, f"{path}.team")
        yield from _known(place.sprint, names.sprints, f"{path}.sprint")
