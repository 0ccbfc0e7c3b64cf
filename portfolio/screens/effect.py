"""One finished epic and one key result: what was expected, what the path shows, what was said."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.backlog import Category, Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.effect_proposals import Proposal
from portfolio.domain.effects import Effect, due_on
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import KeyResult, Objective
from portfolio.domain.people import Deed, Viewer, may
from portfolio.store import backlog, contributions, effects, okr_scopes, okrs, people
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """The page on which the effect is said; `said` is what was said so far, the oldest first."""

    cycle: Cycle
    objective: Objective
    key_result: KeyResult
    item: Item
    expected: float
    confidence: float
    finished_on: date | None
    due_on: date | None
    proposal: Proposal | None
    said: tuple[Effect, ...]
    names: dict[int, str]  # of the accounts that said it
    may_say: bool

    @property
    def in_force(self) -> Effect | None:
        """What counts now."""
        return next((one for one in self.said if one.corrected_at is None), None)

    @property
    def is_finished(self) -> bool:
        """Whether the epic is done and delivered, so that it can have moved anything."""
        return self.item.category is Category.DONE and self.item.is_delivered


def load(tx: Tx, viewer: Viewer, key_result_id: int, item_key: str, *, today: date) -> Screen:
    """Read the pair; raise NotFound where the epic was never attached to the key result."""
    key_result = okrs.one_key_result(tx, key_result_id)
    item = backlog.one_item(tx, item_key)
    said = [
        one
        for one in effects.of_key_results(tx, [key_result_id])[key_result_id]
        if one.item_id == item.id
    ]
    contribution = contributions.between(tx, item.id, key_result_id)
    if contribution is None and not said:
        raise NotFound("contribution of", item_key)
    expected = said[-1].expected if said else contribution.effect if contribution else 0.0
    confidence = said[-1].confidence if said else contribution.confidence if contribution else 0.0
    cycle = okrs.cycle_of(tx, key_result.objective_id)
    finished = {one.item_id: one for one in effects.finished(tx, [key_result_id])[key_result_id]}
    finished_on = finished[item.id].finished_on if item.id in finished else None
    return Screen(
        cycle=cycle,
        objective=okrs.one_objective(tx, key_result.objective_id),
        key_result=key_result,
        item=item,
        expected=expected,
        confidence=confidence,
        finished_on=finished_on,
        due_on=due_on(finished_on, cycle.span.ends_on),
        proposal=effects.proposed(tx, key_result_id, on=today).by_item.get(item.id),
        said=tuple(said),
        names={one.id: one.name for one in people.all_accounts(tx)},
        may_say=may(viewer, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id)),
    )
