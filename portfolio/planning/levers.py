"""The levers of a scenario, taken over to single items and epics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.plan_facts import PlanFacts
from portfolio.domain.plans import Lever, LeverKind
from portfolio.planning.terms import Share

Spot = tuple[int, int]  # team id, sprint id
_DECIDING = (LeverKind.EXCLUDE, LeverKind.FORCE_IN, LeverKind.LOCK)


@dataclass(slots=True)
class Pulled:
    """What is wanted of items and epics, by id; `notes` says what could not be taken over."""

    excluded: set[int] = field(default_factory=set)
    mandatory: set[int] = field(default_factory=set)
    finish_by: dict[int, date] = field(default_factory=dict)
    pinned: dict[int, Spot] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)  # pinned where the plan in force has them
    taken: set[int] = field(default_factory=set)  # pinned where a team took them
    shares: list[Share] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def pulled(facts: PlanFacts, bundles: Mapping[int, Sequence[int]]) -> Pulled:
    """Return what the levers want; a lever of an item comes before one of its epic.

    MoSCoW's musts and won'ts come behind them all: a lever is the later word.
    """
    found = Pulled()
    _want(found, facts, bundles)
    in_force = {one.item_id: (one.team_id, one.sprint_id) for one in facts.in_force}
    for lever in sorted(facts.levers, key=lambda one: (one.item_id not in bundles, one.id)):
        _take(found, lever, bundles.get(lever.item_id or 0), in_force)
    _hold(found, facts)
    _note_empty_locks(found, facts, bundles)
    return found


def _want(found: Pulled, facts: PlanFacts, bundles: Mapping[int, Sequence[int]]) -> None:
    decided = {one.item_id for one in facts.levers if one.kind in _DECIDING}
    for item in facts.musts - decided:
        found.mandatory.add(item)
    for item in facts.wonts - decided:
        found.excluded.update(one for one in bundles.get(item, (item,)) if one not in decided)


def _take(
    found: Pulled, lever: Lever, bundle: Sequence[int] | None, in_force: Mapping[int, Spot]
) -> None:
    item = lever.item_id or 0
    own = (item,) if bundle is None else bundle
    if lever.kind is LeverKind.SHARE:
        value = lever.value
        share = Share(str(value["category"]), value.get("at_least"), value.get("at_most"))
        found.shares.append(share)
    elif lever.kind is LeverKind.EXCLUDE:
        found.excluded.update(own)
    elif lever.kind is LeverKind.FORCE_IN:
        found.mandatory.add(item)
    elif lever.kind is LeverKind.FINISH_BY:
        found.finish_by[item] = date.fromisoformat(str(lever.value["on"]))
    elif lever.kind is LeverKind.PIN:
        spot = (int(lever.value["team_id"]), int(lever.value["sprint_id"]))
        found.pinned.update((one, spot) for one in own)
        # A pin that the plan in force keeps did fit: leave that came later must not break it.
        found.kept.difference_update(one for one in own if in_force.get(one) != spot)
        found.kept.update(one for one in own if in_force.get(one) == spot)
    elif lever.kind is LeverKind.LOCK:
        _lock(found, item, own, is_epic=bundle is not None, in_force=in_force)


def _lock(
    found: Pulled,
    item: int,
    own: Iterable[int],
    *,
    is_epic: bool,
    in_force: Mapping[int, Spot],
) -> None:
    if is_epic:
        found.mandatory.add(item)
    for one in own:
        if one in in_force:
            found.pinned[one] = in_force[one]
            found.kept.add(one)


def _hold(found: Pulled, facts: PlanFacts) -> None:
    """Let what a team took stay where it is, whatever else was wished.

    Of the parts of a shared item the last one counts: it is the latest, then the largest.
    """
    keys = {item.id: item.key for item in facts.items}
    for one in facts.taken:
        found.pinned[one.item_id] = (one.team_id, one.sprint_id)
        found.kept.add(one.item_id)
        found.taken.add(one.item_id)
        if one.item_id in found.excluded:
            found.excluded.discard(one.item_id)
            found.notes.append(
                f"{keys[one.item_id]} is excluded, but a team took it: it stays until it is "
                "handed back."
            )


def _note_empty_locks(
    found: Pulled, facts: PlanFacts, bundles: Mapping[int, Sequence[int]]
) -> None:
    locked = {one.item_id for one in facts.levers if one.kind is LeverKind.LOCK}
    for item in facts.items:
        if item.id in locked and item.id not in bundles and item.id not in found.pinned:
            found.notes.append(
                f"{item.key} is locked, but the plan in force does not have it: it is free."
            )
