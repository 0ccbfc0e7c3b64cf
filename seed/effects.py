"""Say what the finished epics of a quarter really moved, as their owners would have."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from portfolio.actions.say_effect import say_effect
from portfolio.domain.cycles import Cycle
from portfolio.domain.effect_proposals import Proposal
from portfolio.domain.effects import EffectDraft, FinishedEpic
from portfolio.domain.people import Viewer
from portfolio.store import effects
from portfolio.store.unit import Tx
from seed.okrs import Aim

AFTER = timedelta(days=12)  # the quarter's end, when the review asks
EVERY_UNTOLD = 9  # of so many epics one cannot be told
EVERY_REVISED = 7  # of so many one is told otherwise than proposed
LEFT_OPEN = 5  # of the last quarter nobody has said these yet
NOTES = {
    "revised": "A third of it came with the new price list, not with the epic.",
    "untold": "Three epics and the summer came at once; nobody can tell them apart.",
}


def tell(
    tx: Tx, by: Viewer, cycle: Cycle, aims: Sequence[Aim], *, today: date, is_last: bool
) -> None:
    """Say it of each epic that ended in the quarter, mostly as the key result's path proposes."""
    ends_on = cycle.span.ends_on
    now = datetime.combine(min(ends_on + AFTER, today), time(10), UTC)
    ids = [aim.id for aim in aims]
    ended = [
        (epic, proposal)
        for key_result_id, finished in effects.finished(tx, ids).items()
        for proposed in [effects.proposed(tx, key_result_id, on=ends_on).by_item]
        for epic in finished
        if epic.was_finished(ends_on) and (proposal := proposed.get(epic.item_id))
    ]
    for place, (epic, proposal) in enumerate(ended[: len(ended) - LEFT_OPEN * is_last]):
        draft = _draft(place, epic, proposal)
        say_effect(tx, by, epic.key_result_id, epic.key, draft, now=now, today=now.date())


def _draft(place: int, epic: FinishedEpic, proposal: Proposal) -> EffectDraft:
    seen = (proposal.seen_from_on, proposal.seen_until_on)
    if place % EVERY_UNTOLD == EVERY_UNTOLD - 1:
        return EffectDraft(None, is_untold=True, note=NOTES["untold"])
    if place % EVERY_REVISED == EVERY_REVISED - 1:
        amount = float(f"{proposal.amount * 2 / 3:.2g}")
        return EffectDraft(amount, False, *seen, note=NOTES["revised"])
    return EffectDraft(float(f"{proposal.amount:.3g}"), False, *seen)
