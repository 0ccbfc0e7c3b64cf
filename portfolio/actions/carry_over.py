"""Carry key results over to a later quarter, with what they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portfolio.actions.add_key_result import add_key_result
from portfolio.actions.add_objective import add_objective
from portfolio.actions.edit_objective import draft_of as objective_draft
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import KeyResultDraft
from portfolio.domain.okrs import KeyResult, Kind, Objective
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import contributions, cycles, okr_chains, okr_scopes, okrs, trail
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Carried:
    """A key result that goes on, from where it stands to where it shall go."""

    key_result_id: int
    start: float | None = None
    target: float | None = None


def carry_over(
    tx: Tx,
    by: Viewer,
    cycle_id: int,
    chosen: Sequence[Carried],
    *,
    into: str,
    now: datetime,
    today: date,
) -> list[int]:
    """Make the chosen key results anew in a later quarter, under their objectives; return ids.

    An objective is carried over with the first of them. Steps that are done stay behind; epics
    that are open come along, with what is expected of them.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_objective(tx, _any_objective(tx, cycle_id, chosen)))
    old = cycles.cycle_by_id(tx, cycle_id)
    if into <= old.name:
        raise Refused("What goes on goes on in a later quarter.")
    new = open_cycle(tx, by, into, now=now)
    tree = okrs.tree(tx, cycle_id, on=today)
    of_tree = {one.id: one for one in tree.every_key_result()}
    above = {one.id: one for one in tree.every_objective()}
    there = okr_chains.carried(tx, [one.key_result_id for one in chosen])
    _refuse_twice(chosen, of_tree, there, into)
    places = okr_chains.objectives_carried_into(tx, new.id)
    made: dict[int, int] = {}
    for one in chosen:
        key_result = of_tree[one.key_result_id]
        objective = above[key_result.objective_id]
        objective_id = _place(tx, by, new, objective, above, places=places, now=now, today=today)
        made[key_result.id] = _carry(
            tx, by, key_result, one, objective_id=objective_id, now=now, today=today
        )
    epics = _take_epics(tx, made)
    trail.record(
        tx,
        by,
        "carry over",
        f"cycle:{new.name}",
        now=now,
        after={"from": old.name, "key_results": len(made), "epics": epics},
    )
    return list(made.values())


def continued(key_result: KeyResult, start: float | None, target: float | None) -> KeyResultDraft:
    """Return the key result as it goes on: its own words, another start, the open steps."""
    own = {name: getattr(key_result, name) for name in KeyResultDraft.__dataclass_fields__}
    own |= {"code": "", "phases": (), "steps": ()}
    if key_result.kind is Kind.MILESTONE:
        left = tuple(step.title for step in key_result.steps if step.done_on is None)
        return KeyResultDraft(**own | {"steps": left})
    if key_result.kind.has_limit:
        return KeyResultDraft(**own)
    return KeyResultDraft(**own | {"start_value": start, "target_value": target})


def _any_objective(tx: Tx, cycle_id: int, chosen: Sequence[Carried]) -> int:
    if not chosen:
        raise Refused("Choose at least one key result.")
    first = okrs.one_key_result(tx, chosen[0].key_result_id)
    if okrs.one_objective(tx, first.objective_id).cycle_id != cycle_id:
        raise Refused("This key result is of another quarter.")
    return first.objective_id


def _refuse_twice(
    chosen: Sequence[Carried],
    of_tree: dict[int, KeyResult],
    there: dict[int, okr_chains.Link],
    into: str,
) -> None:
    faults = {}
    for one in chosen:
        known = there.get(one.key_result_id)
        if one.key_result_id not in of_tree:
            fault = "This key result is not in scope, so it cannot be carried over."
            faults[f"take-{one.key_result_id}"] = fault
        elif known is not None:
            faults[f"take-{one.key_result_id}"] = f"It is carried over already, as {known.code}."
    if faults:
        raise Refused(" ".join(dict.fromkeys(faults.values())), faults)


def _place(
    tx: Tx,
    by: Viewer,
    into: Cycle,
    objective: Objective,
    above: dict[int, Objective],
    *,
    places: dict[int, int],
    now: datetime,
    today: date,
) -> int:
    """Return the objective of the new quarter, carried over where it is not there yet."""
    if objective.id in places:
        return places[objective.id]
    parent = above.get(objective.parent_id or 0)
    parent_id = (
        _place(tx, by, into, parent, above, places=places, now=now, today=today) if parent else None
    )
    code = "" if okrs.has_code(tx, cycle_id=into.id, code=objective.code) else objective.code
    draft = replace(objective_draft(objective), code=code, parent_id=parent_id, supports=())
    made = add_objective(tx, by, into.id, draft, now=now, on=today, carried_from_id=objective.id)
    places[objective.id] = made
    return made


def _carry(
    tx: Tx,
    by: Viewer,
    key_result: KeyResult,
    one: Carried,
    *,
    objective_id: int,
    now: datetime,
    today: date,
) -> int:
    try:
        draft = continued(key_result, one.start, one.target)
    except Refused as refused:
        names = {"start_value": "start", "target_value": "target"}
        faults = {
            f"{names.get(name, 'take')}-{key_result.id}": fault
            for name, fault in refused.faults.items()
        }
        raise Refused(str(refused), faults) from None
    return add_key_result(
        tx, by, objective_id, draft, now=now, on=today, carried_from_id=key_result.id
    )


def _take_epics(tx: Tx, made: dict[int, int]) -> int:
    attached = contributions.of_key_results(tx, list(made))
    rows = [
        {
            "item_id": epic.contribution.item_id,
            "key_result_id": made[key_result_id],
            "amount": epic.contribution.effect,
            "confidence": epic.contribution.confidence,
        }
        for key_result_id, epics in attached.items()
        for epic in epics
        if epic.category.is_open
    ]
    contributions.add_contributions(tx, rows)
    return len(rows)
