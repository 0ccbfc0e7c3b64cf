"""The levers of a scenario, taken over to single items and epics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.plan_facts import PlanFacts
from portfolio.domain.plans import Lever, LeverKind
from portfolio.planning.terms import Share

Spot = tuple[int, int]  # team id, sprint id


@dataclass(slots=True)
class Pulled:
    """What is wanted of items and epics, by id; `notes` says what could not be taken over."""

    excluded: set[int] = field(default_factory=set)
    mandatory: set[int] = field(default_factory=set)
    finish_by: dict[int, date] = field(default_factory=dict)
    pinned: dict[int, Spot] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)  # pinned where the plan in force has them
    shares: list[Share] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def pulled(facts: PlanFacts, bundles: Mapping[int, Sequence[int]]) -> Pulled:
    """Return what the levers want; a lever of an item comes before one of its epic."""
    found = Pulled()
    in_force = {one.item_id: (one.team_id, one.sprint_id) for one in facts.in_force}
    for lever in sorted(facts.levers, key=lambda one: (one.item_id not in bundles, one.id)):
        _take(found, lever, bundles.get(lever.item_id or 0), in_force)
    _hold(found, facts)
    _note_empty_locks(found, facts, bundles)
    return found


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
        found.kept.difference_update(own)
    else:
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
    """Let what a team took stay where it is, whatever else was wished."""
    for one in sorted(facts.taken, key=lambda taken: taken.points):
        found.pinned[one.item_id] = (one.team_id, one.sprint_id)
        found.kept.add(one.item_id)


def _note_empty_locks(
    found: Pulled, facts: PlanFacts, bundles: Mapping[int, Sequence[int]]
) -> None:
    locked = {one.item_id for one in facts.levers if one.kind is LeverKind.LOCK}
    for item in facts.items:
        if item.id in locked and item.id not in bundles and item.id not in found.pinned:
            found.notes.append(
                f"{item.key} is locked, but the plan in force does not have it: it is free."
            )
