"""What teams took at Sprint Planning One, as far as a plan of today still has to do with it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from portfolio.domain.plan_facts import PlanFacts
from portfolio.planning.levers import Pulled
from portfolio.planning.rooms import Rooms
from portfolio.planning.scope import Scope
from portfolio.planning.terms import Share, as_points
from portfolio.planning.ties import Order


@dataclass(frozen=True, slots=True)
class Settled:
    """What is given way to where teams took otherwise than the rules have it."""

    order: Order
    wip: Mapping[int, int]  # by team, where more epics were taken than its limit
    shares: tuple[Share, ...]
    notes: tuple[str, ...]


def still_taken(facts: PlanFacts, scope: Scope) -> tuple[PlanFacts, tuple[str, ...]]:
    """Return the facts with what is taken into sprints that are left, the parts that count last.

    What was taken into a sprint that has ended is free again; so is what a team took that is no
    longer there, and that is said.
    """
    place = {sprint.id: n for n, sprint in enumerate(scope.sprints)}
    teams = {one.team.id for one in scope.teams}
    keys = {item.id: item.key for item in scope.items}
    open_parts = [one for one in facts.taken if one.item_id in keys and one.sprint_id in place]
    known = [one for one in open_parts if one.team_id in teams]
    gone = [one for one in open_parts if one.team_id not in teams]
    known.sort(key=lambda one: (place[one.sprint_id], one.remaining, one.team_id))
    notes = tuple(
        f"{keys[one.item_id]} was taken by a team that is no longer there: it is free."
        for one in gone
    )
    return replace(facts, taken=tuple(known)), notes


def settle_taken(scope: Scope, wishes: Pulled, order: Order, rooms: Rooms) -> Settled:
    """Let dependencies, limits and shares give way to what teams took: it is a fact."""
    notes = list(_unmet(scope, wishes, order))
    before = {item: own for item, own in order.before.items() if item not in wishes.taken}
    wip = dict(_wip(scope, wishes))
    for team in scope.teams:
        if team.team.id in wip:
            notes.append(
                f"{team.team.name} took work of {wip[team.team.id]} epics into one sprint, more "
                f"than its limit of {team.team.wip_limit}: that is its limit now."
            )
    shares, raised = _shares(scope, wishes, rooms)
    return Settled(replace(order, before=before), wip, shares, (*notes, *raised))


def _unmet(scope: Scope, wishes: Pulled, order: Order) -> Iterator[str]:
    keys = {item.id: item.key for item in scope.items}
    place = {sprint.id: n for n, sprint in enumerate(scope.sprints)}
    for item in sorted(wishes.taken):
        own = wishes.pinned[item]
        waits = [
            keys[one]
            for one, lag in order.before.get(item, {}).items()
            if one not in wishes.taken or place[wishes.pinned[one][1]] + lag > place[own[1]]
        ]
        if waits:
            yield (
                f"{keys[item]} was taken before {', '.join(sorted(waits))}, which it waits for, is "
                "done."
            )


def _wip(scope: Scope, wishes: Pulled) -> Iterator[tuple[int, int]]:
    epic_of = {one: epic for epic, own in scope.bundles.items() for one in own}
    busy: dict[tuple[int, int], set[int]] = {}
    for item in wishes.taken:
        if item in epic_of:
            busy.setdefault(wishes.pinned[item], set()).add(epic_of[item])
    most: Counter[int] = Counter()
    for (team, _), epics in busy.items():
        most[team] = max(most[team], len(epics))
    for one in scope.teams:
        limit = one.team.wip_limit
        if limit is not None and most[one.team.id] > limit:
            yield one.team.id, most[one.team.id]


def _shares(
    scope: Scope, wishes: Pulled, rooms: Rooms
) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    """Raise the most of a category to what teams took of it."""
    whole = sum(sum(own) for own in rooms.capacity.values())
    held: Counter[str] = Counter()
    for item in scope.items:
        if item.id in wishes.kept and item.kind_of_work and item.id not in wishes.excluded:
            held[item.kind_of_work] += rooms.points[item.id]
    found, notes = [], []
    for share in wishes.shares:
        part = held[share.category] / whole if whole else 0.0
        if share.at_most is not None and part > share.at_most:
            notes.append(
                f"{as_points(held[share.category])} points of {share.category} are taken or "
                f"locked, more than its most of {share.at_most:.0%}: that is its most now."
            )
            share = replace(share, at_most=min(1.0, ceil(part * 1e6 + 1e-3) / 1e6))
        found.append(share)
    return tuple(found), tuple(notes)
