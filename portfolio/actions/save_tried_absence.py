"""Save an absence whose effect was shown, unless the capacity has changed in between."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo

from portfolio.actions.set_absence import set_absence
from portfolio.domain.absence_draft import told
from portfolio.domain.capacity import capacities_of
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import Stale
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.team_capacity import TeamCapacity
from portfolio.domain.teams import Absence
from portfolio.store import capacity, staff
from portfolio.store.unit import Tx


def save_tried_absence(
    tx: Tx,
    by: Viewer,
    draft: Absence,
    *,
    shown: Mapping[str, str],
    cycle: Cycle,
    today: date,
    zone: tzinfo,
    now: datetime,
) -> int:
    """Save the draft (id 0: a new one) and return its id.

    `shown` is the capacity before the change, as told() says it, that the person decided by.
    Raises Stale with both where it is another by now, so that nobody saves what they did not see.
    """
    team_ids = staff.team_ids_of(tx, draft.person_id, since=draft.starts_on)
    require(by, Deed.EDIT_CAPACITY, Thing(team_ids=team_ids))
    found = capacities_of(capacity.facts(tx, cycle, today=today, zone=zone), team_ids)
    stored = told(found.values())
    absence_id = set_absence(
        tx,
        by,
        draft.person_id,
        draft.starts_on,
        draft.ends_on,
        share=draft.share,
        absence_id=draft.id or None,
        version=draft.version,
        now=now,
    )
    changed = {name for name in stored if shown.get(name) != stored[name]}
    if changed:
        mine = {name: shown.get(name) for name in stored if name in changed}
        theirs = {name: stored[name] for name in stored if name in changed}
        raise Stale("capacity of", _names(found.values()), mine=mine, theirs=theirs)
    return absence_id


def _names(found: Iterable[TeamCapacity]) -> str:
    return ", ".join(one.team.name for one in found)
