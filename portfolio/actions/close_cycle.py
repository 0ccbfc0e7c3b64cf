"""Close a cycle: grade its key results, say how it ended, and freeze it."""

from datetime import date, datetime

from portfolio.domain.closing import ClosingDraft, refuse_early
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.standing import standing_of
from portfolio.store import closings, cycles, okrs, trail
from portfolio.store.unit import Tx


def close_cycle(
    tx: Tx,
    by: Viewer,
    cycle_id: int,
    draft: ClosingDraft,
    *,
    version: int,
    now: datetime,
    today: date,
) -> None:
    """Close the cycle that was shown as `version` with its grades and notes.

    From then on nothing in it can be changed, until it is reopened.
    """
    require(by, Deed.CLOSE_CYCLE)
    cycle = cycles.cycle_by_id(tx, cycle_id)
    refuse_early(cycle, today)
    standing = standing_of(okrs.tree(tx, cycle_id, on=today))
    graded = draft.graded(standing)
    of_tree = {one.objective.id for one in standing.every_objective()}
    closings.save(tx, cycle_id, version=version, closed_at=now, note=draft.note.strip())
    closings.save_grades(tx, graded, account_id=by.account_id, at=now)
    notes = {one: text.strip() for one, text in draft.notes.items() if one in of_tree}
    closings.save_notes(tx, notes)
    trail.record(
        tx,
        by,
        "close cycle",
        f"cycle:{cycle.name}",
        now=now,
        after={
            "score": standing.score,
            "key_results": len(graded),
            "other_grades": {
                str(key_result_id): one.grade
                for key_result_id, one in graded.items()
                if one.grade is not None
            },
        },
    )
