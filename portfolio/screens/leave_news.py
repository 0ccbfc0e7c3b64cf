"""Working days that teams lost, or got back, by the leave that was entered in a week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from portfolio.domain.cycles import Span
from portfolio.domain.trail import Entry, changes
from portfolio.store import staff
from portfolio.store.unit import Tx

DEEDS = ("set absence", "remove absence")
SATURDAY = 5


def load(tx: Tx, span: Span, entries: Sequence[Entry]) -> dict[int, float]:
    """Return the days that each team lost in the cycle; sums of teams, never of a person.

    An absence that was entered and taken back is none. A person in two teams counts in each with
    the share that belongs to it.
    """
    own = _by_absence(entries)
    if not own:
        return {}
    people = staff.people_of_absences(tx, own)
    shares = _shares(tx, people.values())
    lost: defaultdict[int, float] = defaultdict(float)
    for absence_id, turns in own.items():
        person_id = people.get(absence_id)
        for sign, said in ((-1, turns[0][0]), (1, turns[-1][1])):
            for team_id in _teams(turns):
                share = shares.get((person_id or 0, team_id), 1.0)
                lost[team_id] += sign * share * days_away(said, span)
    return {team_id: days for team_id, days in lost.items() if abs(days) >= 0.5}


def days_away(said: Mapping[str, Any], span: Span) -> float:
    """Return the working days of a cycle that an absence takes; Monday to Friday."""
    starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
    if not starts_on or not ends_on:
        return 0.0
    day = max(date.fromisoformat(starts_on), span.starts_on)
    last = min(date.fromisoformat(ends_on), span.ends_on)
    count = sum(
        (day + timedelta(days=n)).weekday() < SATURDAY for n in range((last - day).days + 1)
    )
    return count * float(said.get("share") or 0.0)


Turned = tuple[dict[str, Any], dict[str, Any]]


def _by_absence(entries: Iterable[Entry]) -> dict[int, list[Turned]]:
    """Return by absence what each deed says was before and is after, in the order of time."""
    own: defaultdict[int, list[Turned]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.seq):
        kind, _, key = entry.object.partition(":")
        if entry.deed in DEEDS and kind == "absence" and key.isdecimal() and len(key) < 18:
            said = changes(entry)
            before = {name: was for name, was, _now in said if was is not None}
            after = {name: now for name, _was, now in said if now is not None}
            own[int(key)].append((before, after))
    return dict(own)


def _teams(turns: Sequence[Turned]) -> set[int]:
    return {
        int(team_id)
        for before, after in turns
        for said in (before, after)
        for team_id in said.get("team_ids") or ()
    }


def _shares(tx: Tx, people: Iterable[int]) -> dict[tuple[int, int], float]:
    wanted = set(people)
    return {
        (one.person_id, one.team_id): one.share
        for one in staff.all_memberships(tx)
        if one.person_id in wanted
    }
