"""Apply an edit of what a team can take: absences, shifts, focus, memberships, a team's area."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portfolio.actions.end_team import end_team
from portfolio.actions.move_team import move_team
from portfolio.actions.remove_absence import remove_absence
from portfolio.actions.remove_focus import remove_focus
from portfolio.actions.remove_membership import remove_membership
from portfolio.actions.remove_on_call import remove_on_call
from portfolio.actions.remove_part_time import remove_part_time
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_focus import set_focus
from portfolio.actions.set_membership import set_membership
from portfolio.actions.set_on_call import set_on_call
from portfolio.actions.set_part_time import Week, set_part_time
from portfolio.domain import edits
from portfolio.domain.edits import Edit, EditKind
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Viewer
from portfolio.domain.team_moves import USUAL_COST
from portfolio.domain.teams import Absence, Membership, OnCallShift
from portfolio.store import staff, team_moves, teams
from portfolio.store.unit import Tx

FIRST = 1  # the version of a row that was just made


def apply_capacity_edit(tx: Tx, by: Viewer, edit: Edit, *, now: datetime) -> Edit:
    """Make the change and return the edit that takes it back."""
    return _DEEDS[edit.kind](tx, by, edit.values, now)


def _set_absence(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    row_id, version = said["absence_id"], int(said["version"])
    old = staff.one_absence(tx, row_id) if row_id else None
    made = set_absence(
        tx,
        by,
        said["person_id"],
        _day(said["starts_on"]),
        _day(said["ends_on"]),
        share=said["share"],
        absence_id=row_id,
        version=version,
        now=now,
    )
    if old is None:
        return edits.remove_absence(made, version=FIRST, person_id=said["person_id"])
    return edits.set_absence(
        old.person_id,
        old.starts_on,
        old.ends_on,
        share=old.share,
        absence_id=old.id,
        version=version + 1,
    )


def _remove_absence(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    _require_same(said, staff.one_absence(tx, said["absence_id"]))
    old = remove_absence(tx, by, said["absence_id"], version=said["version"], now=now)
    return edits.set_absence(old.person_id, old.starts_on, old.ends_on, share=old.share)


def _set_on_call(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    row_id, version = said["shift_id"], int(said["version"])
    old = staff.one_shift(tx, row_id) if row_id else None
    made = set_on_call(
        tx,
        by,
        said["team_id"],
        said["person_id"],
        _day(said["starts_on"]),
        _day(said["ends_on"]),
        share=said["share"],
        shift_id=row_id,
        version=version,
        now=now,
    )
    if old is None:
        return edits.remove_on_call(made, version=FIRST, person_id=said["person_id"])
    return edits.set_on_call(
        old.team_id,
        old.person_id,
        old.starts_on,
        old.ends_on,
        share=old.share,
        shift_id=old.id,
        version=version + 1,
    )


def _remove_on_call(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    _require_same(said, staff.one_shift(tx, said["shift_id"]))
    old = remove_on_call(tx, by, said["shift_id"], version=said["version"], now=now)
    return edits.set_on_call(
        old.team_id, old.person_id, old.starts_on, old.ends_on, share=old.share
    )


def _set_focus(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    team_id, from_on = said["team_id"], _day(said["from_on"])
    old = next((row for row in staff.focus_of(tx, team_id) if row.from_on == from_on), None)
    version = said["version"]
    set_focus(tx, by, team_id, from_on, said["focus"], note=said["note"], version=version, now=now)
    if old is None:
        return edits.remove_focus(team_id, from_on, version=FIRST)
    return edits.set_focus(team_id, from_on, old.focus, note=old.note, version=version + 1)


def _remove_focus(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    from_on = _day(said["from_on"])
    old = remove_focus(tx, by, said["team_id"], from_on, version=said["version"], now=now)
    return edits.set_focus(old.team_id, old.from_on, old.focus, note=old.note)


def _set_membership(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    row_id, version = said["membership_id"], int(said["version"])
    old = staff.one_membership(tx, row_id) if row_id else None
    made = set_membership(
        tx,
        by,
        said["person_id"],
        said["team_id"],
        said["share"],
        starts_on=_day(said["starts_on"]) if said["starts_on"] else None,
        ends_on=_day(said["ends_on"]) if said["ends_on"] else None,
        membership_id=row_id,
        version=version,
        now=now,
    )
    if old is None:
        return edits.remove_membership(made, version=FIRST, person_id=said["person_id"])
    return edits.set_membership(
        old.person_id,
        old.team_id,
        old.share,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        membership_id=old.id,
        version=version + 1,
    )


def _remove_membership(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    _require_same(said, staff.one_membership(tx, said["membership_id"]))
    old = remove_membership(tx, by, said["membership_id"], version=said["version"], now=now)
    return edits.set_membership(
        old.person_id, old.team_id, old.share, starts_on=old.starts_on, ends_on=old.ends_on
    )


def _set_part_time(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    person_id, from_on, version = said["person_id"], _day(said["from_on"]), int(said["version"])
    old = staff.part_time_from(tx, person_id, from_on)
    week: Week = tuple(said["week"])
    set_part_time(tx, by, person_id, from_on, week, version=version, now=now)
    if old is None:
        return edits.remove_part_time(person_id, from_on, version=FIRST)
    return edits.set_part_time(person_id, from_on, old.week, version=version + 1)


def _remove_part_time(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    person_id, from_on = said["person_id"], _day(said["from_on"])
    old = remove_part_time(tx, by, person_id, from_on, version=said["version"], now=now)
    return edits.set_part_time(person_id, from_on, old.week)


def _move_team(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    old = teams.team_by_id(tx, said["team_id"])
    on = _day(said["on"]) if said.get("on") else None
    was = team_moves.move_of(tx, old.id, on) if on else None
    cost = said.get("cost")
    saved = move_team(
        tx,
        by,
        old.id,
        said["area_id"],
        version=said["version"],
        on=on,
        cost=USUAL_COST if cost is None else cost,
        now=now,
    )
    if on is None:
        return edits.move_team(old.id, old.area_id, version=saved)
    if was is not None:
        return edits.move_team(old.id, was.to_area_id, on=on, cost=was.cost, version=saved)
    made = team_moves.move_of(tx, old.id, on)
    back = made.from_area_id if made else old.area_id
    return edits.move_team(old.id, back, on=on, version=saved)


def _end_team(tx: Tx, by: Viewer, said: Mapping[str, Any], now: datetime) -> Edit:
    old = teams.team_by_id(tx, said["team_id"])
    on = _day(said["on"]) if said["on"] else None
    saved = end_team(tx, by, old.id, on, version=said["version"], now=now)
    return edits.end_team(old.id, old.disbanded_on, version=saved)


def _require_same(said: Mapping[str, Any], row: Absence | OnCallShift | Membership) -> None:
    """Raise NotFound for another row under the same number: databases give numbers again."""
    if said.get("person_id") not in (None, row.person_id):
        raise NotFound(type(row).__name__.lower(), row.id)


def _day(text: str) -> date:
    return date.fromisoformat(text)


_DEEDS = {
    EditKind.SET_ABSENCE: _set_absence,
    EditKind.REMOVE_ABSENCE: _remove_absence,
    EditKind.SET_ON_CALL: _set_on_call,
    EditKind.REMOVE_ON_CALL: _remove_on_call,
    EditKind.SET_FOCUS: _set_focus,
    EditKind.REMOVE_FOCUS: _remove_focus,
    EditKind.SET_MEMBERSHIP: _set_membership,
    EditKind.REMOVE_MEMBERSHIP: _remove_membership,
    EditKind.SET_PART_TIME: _set_part_time,
    EditKind.REMOVE_PART_TIME: _remove_part_time,
    EditKind.MOVE_TEAM: _move_team,
    EditKind.END_TEAM: _end_team,
}
