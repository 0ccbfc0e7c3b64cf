"""Ask what an edit would change: estimate the teams' own rows at once, queue the rest."""

from datetime import date, datetime, tzinfo

from portfolio.actions.apply_edit import apply_edit
from portfolio.domain.capacity import CapacityFacts, capacities
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.errors import Refused
from portfolio.domain.people import Viewer
from portfolio.domain.plan_facts import planning_day
from portfolio.domain.previews import Estimate, compared
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.store import capacity, previews
from portfolio.store.unit import Store, trial


def ask_preview(
    store: Store,
    by: Viewer,
    edit: Edit,
    cycle: Cycle | None,
    *,
    now: datetime,
    asked_at: datetime,
    today: date,
    zone: tzinfo,
) -> int:
    """Return the id of the preview; nothing of the edit itself is stored but the wish.

    The edit is tried and taken back, so that whatever its action refuses is refused here:
    NotAllowed, NotFound, Refused and Stale. An older waiting preview of the same person and
    thing is superseded. `now` is the product's time, `asked_at` the machine's.
    """
    if cycle is None:
        raise Refused("There is no quarter yet.")
    if by.account_id is None:
        raise Refused("A preview is asked for by an account.")
    day = planning_day(cycle, today)
    facts = None
    if edit.is_of_capacity:
        with store.reading() as tx:  # the slow part, before anybody has to wait for us
            facts = capacity.facts(tx, cycle, today=min(day, today), zone=zone)
    with store.writing() as tx:
        with trial(tx):
            apply_edit(tx, by, edit, now=now)
            changed = capacity.again(tx, facts) if facts else None
        previews.supersede(tx, by.account_id, edit.subject)
        return previews.add(
            tx,
            {
                "account_id": by.account_id,
                "cycle_id": cycle.id,
                "scenario_id": scenario_of(edit),
                "subject": edit.subject,
                "edit": edit.to_document(),
                "estimate": [cell.to_document() for cell in _estimate(edit, facts, changed, day)],
                "asked_at": asked_at,
            },
        )


def scenario_of(edit: Edit) -> int | None:
    """Return the scenario that the edit is about; None for the quarter's own."""
    found = {one.values["scenario_id"] for one in edit.parts if "scenario_id" in one.values}
    return int(found.pop()) if len(found) == 1 else None


def _estimate(
    edit: Edit, facts: CapacityFacts | None, changed: CapacityFacts | None, day: date
) -> Estimate:
    if facts is None or changed is None:
        return ()
    before, after = (capacities(one, left_from=day) for one in (facts, changed))
    named = {one.values.get("team_id") for one in edit.parts}
    shown = [
        one
        for team_id, one in before.items()
        if team_id in after and (team_id in named or _differs(one, after[team_id]))
    ]
    return compared(shown, after)


def _differs(one: TeamCapacity, other: TeamCapacity) -> bool:
    return any(
        (mine.available, mine.points) != (theirs.available, theirs.points)
        for mine, theirs in zip(one.sprints, other.sprints, strict=True)
    )
