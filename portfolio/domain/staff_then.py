"""Who worked when, as it was known at a moment: today's rows with everything since taken back."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from portfolio.domain.person_days import Staff
from portfolio.domain.teams import Absence, Focus, Membership, OnCallShift, PartTime
from portfolio.domain.trail import Entry

DEEDS = (
    *("set absence", "remove absence", "set on-call", "remove on-call", "add rota"),
    *("set membership", "remove membership", "edit person", "set focus", "remove focus"),
    *("set part time", "remove part time"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """The staff and the focus at a moment; `unsure` are shifts that may have come later."""

    staff: Staff
    focus: tuple[Focus, ...] = ()
    unsure: int = 0


def staff_then(
    staff: Staff,
    focus: Iterable[Focus],
    *,
    later_absences: Iterable[int],
    entries: Iterable[Entry],
    team_ids: Mapping[str, int],
) -> Known:
    """Return the staff and the focus before the entries, which are all of the time since.

    `later_absences` are the ids of those that were entered since; `team_ids` go by slug. An
    absence that was removed since comes back on a member of one of its teams: whose it was is
    not on the trail.
    """
    told = sorted(entries, key=lambda one: one.seq, reverse=True)
    back = _Back(staff, focus, team_ids)
    for entry in told:
        deed = _DEEDS.get(entry.deed)
        if deed is not None:
            deed(back, entry, _read(entry.before), _read(entry.after))
    gone = set(later_absences)
    back.absences = {key: one for key, one in back.absences.items() if key not in gone}
    return back.known()


class _Back:
    """The rows by what names them, while deeds are taken back one after the other."""

    def __init__(self, staff: Staff, focus: Iterable[Focus], team_ids: Mapping[str, int]) -> None:
        self.staff, self.team_ids = staff, team_ids
        self.people = {one.id: one for one in staff.people}
        self.memberships = list(staff.memberships)
        self.absences = {one.id: one for one in staff.absences}
        self.shifts = {one.id: one for one in staff.on_call}
        self.focus = {(one.team_id, one.from_on): one for one in focus}
        self.weeks = {(one.person_id, one.from_on): one for one in staff.part_times}
        self.named: set[int] = set()  # shifts with an entry of their own
        self.rotas: set[int] = set()  # teams that were given a whole rota since

    def known(self) -> Known:
        """Return what is left."""
        unsure = [one for one in self.shifts.values() if one.team_id in self.rotas]
        return Known(
            replace(
                self.staff,
                people=tuple(self.people.values()),
                memberships=tuple(self.memberships),
                absences=tuple(self.absences.values()),
                on_call=tuple(self.shifts.values()),
                part_times=tuple(self.weeks.values()),
            ),
            tuple(self.focus.values()),
            unsure=sum(one.id not in self.named for one in unsure),
        )

    def absence(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that an absence was entered, changed or removed."""
        number, old = _number(entry), self.absences.get(_number(entry))
        if before is None:
            self.absences.pop(number, None)
            return
        person = old.person_id if old else self._somebody(before.get("team_ids", ()))
        if person is not None:
            days = _day(before["starts_on"]), _day(before["ends_on"])
            self.absences[number] = Absence(number, person, *days, float(before["share"]))

    def shift(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that a shift was entered, changed or removed."""
        number, old = _number(entry), self.shifts.get(_number(entry))
        self.named.add(number)
        team = (after or before or {}).get("team_id") or (old.team_id if old else None)
        if before is None:
            self.shifts.pop(number, None)
        elif team is not None:
            person = before.get("person_id") or (old.person_id if old else self._somebody([team]))
            days = _day(before["starts_on"]), _day(before["ends_on"])
            share = float(before.get("share", 1.0))
            if person is not None:
                self.shifts[number] = OnCallShift(number, person, team, *days, share)

    def rota(self, entry: Entry, before: Any, after: Any) -> None:
        """Remember that a whole rota came, whose shifts the trail doesn't name."""
        team = self._team(entry)
        if team is not None:
            self.rotas.add(team)

    def membership(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that somebody came to a team, left it, or had another share."""
        if after is not None:
            wanted = _membership(0, after)
            same = next((one for one in self.memberships if _same(one, wanted)), None)
            if same is not None:
                self.memberships.remove(same)
        if before is not None and before.get("person_id", after and after.get("person_id")):
            values = {**(after or {}), **before}
            if values["person_id"] in self.people:
                self.memberships.append(_membership(-len(self.memberships) - 1, values))

    def person(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that somebody's dates were changed."""
        person = self.people.get(_number(entry))
        if person is not None and before is not None:
            self.people[person.id] = replace(
                person,
                office_id=before.get("office_id"),
                joined_on=_day_or_none(before.get("joined_on")),
                left_on=_day_or_none(before.get("left_on")),
            )

    def focus_of(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that a team's focus was set or removed."""
        team, said = self._team(entry), before or after
        if team is None or said is None:
            return
        spot = (team, _day(said["from_on"]))
        if before is None:
            self.focus.pop(spot, None)
        else:
            self.focus[spot] = Focus(0, *spot, float(before["focus"]))

    def week(self, entry: Entry, before: Any, after: Any) -> None:
        """Take back that somebody's part time was set or removed."""
        said = before or after
        if said is None:
            return
        spot = (_number(entry), _day(said["from_on"]))
        if before is None:
            self.weeks.pop(spot, None)
        else:
            monday, tuesday, wednesday, thursday, friday = before["week"]
            self.weeks[spot] = PartTime(0, *spot, monday, tuesday, wednesday, thursday, friday)

    def _team(self, entry: Entry) -> int | None:
        return self.team_ids.get(entry.object.removeprefix("team:"))

    def _somebody(self, team_ids: Iterable[int]) -> int | None:
        wanted = set(team_ids)
        return next((one.person_id for one in self.memberships if one.team_id in wanted), None)


_Deed = Callable[[_Back, Entry, Any, Any], None]
_DEEDS: Mapping[str, _Deed] = {
    "set absence": _Back.absence,
    "remove absence": _Back.absence,
    "set on-call": _Back.shift,
    "remove on-call": _Back.shift,
    "add rota": _Back.rota,
    "set membership": _Back.membership,
    "remove membership": _Back.membership,
    "edit person": _Back.person,
    "set focus": _Back.focus_of,
    "remove focus": _Back.focus_of,
    "set part time": _Back.week,
    "remove part time": _Back.week,
}


def entered_since(absences: Iterable[tuple[int, datetime]], moment: datetime) -> set[int]:
    """Return the ids of the absences that were entered at a moment or later."""
    return {number for number, at in absences if at >= moment}


def _membership(number: int, values: Mapping[str, Any]) -> Membership:
    return Membership(
        number,
        values["person_id"],
        values["team_id"],
        float(values["share"]),
        _day_or_none(values.get("starts_on")),
        _day_or_none(values.get("ends_on")),
    )


def _same(one: Membership, other: Membership) -> bool:
    return (one.person_id, one.team_id, one.share, one.starts_on, one.ends_on) == (
        other.person_id,
        other.team_id,
        other.share,
        other.starts_on,
        other.ends_on,
    )


def _number(entry: Entry) -> int:
    return int(entry.object.partition(":")[2])


def _read(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _day(text: str) -> date:
    return date.fromisoformat(str(text)[:10])


def _day_or_none(text: str | None) -> date | None:
    return _day(text) if text else None
