"""Ask what an edit would change: estimate the teams' own rows at once, queue the rest."""

from datetime import date, datetime, tzinfo

from portfolio.actions.apply_edit import apply_edit
from portfolio.domain.capacity import CapacityFacts, capacities_of
from portfolio.domain.cycles import Cycle
from portfolio.domain.edits import Edit
from portfolio.domain.errors import Refused
from portfolio.domain.people import Viewer
from portfolio.domain.plan_facts import planning_day
from portfolio.domain.previews import Estimate, compared
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
    team_ids = _touched(edit, facts) | _touched(edit, changed)
    before, after = (capacities_of(one, team_ids, left_from=day) for one in (facts, changed))
    shown = [one for team_id, one in before.items() if team_id in after]
    return compared(shown, after, since=day)


def _touched(edit: Edit, facts: CapacityFacts) -> set[int]:
    """Return the teams whose capacity the edit can change."""
    staff = facts.staff
    rows = {
        "absence_id": {one.id: one.person_id for one in staff.absences},
        "shift_id": {one.id: one.person_id for one in staff.on_call},
        "membership_id": {one.id: one.person_id for one in staff.memberships},
        "part_time_id": {one.id: one.person_id for one in staff.part_times},
    }
    teams: set[int] = set()
    people: set[int] = set()
    for part in edit.parts:
        said = part.values
        people |= {said[name] for name in ("person_id",) if said.get(name)}
        people |= {known[said[name]] for name, known in rows.items() if said.get(name) in known}
        teams |= {said[name] for name in ("team_id",) if said.get(name)}
    return teams | {one.team_id for one in staff.memberships if one.person_id in people}
