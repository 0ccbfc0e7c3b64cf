"""The trail read as a story: who decided what, when, and what it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby
from typing import Any

from portfolio.domain.people import Viewer
from portfolio.domain.trail import Entry, changes
from portfolio.store import people as accounts
from portfolio.store import trail, trail_objects
from portfolio.store.people import Account
from portfolio.store.trail_objects import Named
from portfolio.store.unit import Tx

PAGE = 100
EVERYTHING = "all"
# On the trail, but nobody decides anything by coming and going, or by what machines record.
NO_DECISIONS = (
    *("sign in", "sign out", "choose password"),
    *("record incident", "record incidents", "record deployment", "record deployments"),
    "record progress",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query of the address asks for."""

    kind: str = ""  # "": every decision; EVERYTHING: what is none too
    object: str = ""
    before: int | None = None
    who: str = ""  # an account's number, "role:planner", "me", "system"
    first_on: date | None = None
    last_on: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The filter as the query of an address."""
        asked = {
            "about": self.kind,
            "object": self.object,
            "who": self.who,
            "from": self.first_on.isoformat() if self.first_on else "",
            "to": self.last_on.isoformat() if self.last_on else "",
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a sentence is made of it."""

    entry: Entry
    who: str  # "" once the person was erased
    what: Named
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything the page shows."""

    asked: Asked
    told: tuple[Told, ...]
    next_before: int | None
    of: Named | None  # the one object that is asked for
    people: tuple[Account, ...] = ()
    seen_until_on: int | None = None  # what comes after it is new to who asks

    def days(self, zone: tzinfo) -> list[tuple[date, list[Told]]]:
        """The entries by the day they were made on, the newest day first."""
        grouped = groupby(self.told, lambda one: one.entry.at.astimezone(zone).date())
        return [(day, list(own)) for day, own in grouped]

    def is_new(self, one: Told) -> bool:
        """Whether it is newer than the last look of who asks."""
        return self.seen_until_on is not None and one.entry.seq > self.seen_until_on


def load(
    tx: Tx,
    asked: Asked,
    *,
    viewer: Viewer | None = None,
    zone: tzinfo = UTC,
    seen_until_on: int | None = None,
) -> Decisions:
    """Read a page of the trail, newest first, in four queries."""
    people = tuple(accounts.all_accounts(tx))
    filters = _filter(asked, people, viewer, zone)
    found = trail.newest(tx, limit=PAGE + 1, before_seq=asked.before, **filters)
    entries = found[:PAGE]
    objects = trail_objects.named(tx, {asked.object} if asked.object else set())
    return Decisions(
        asked=asked,
        told=told(tx, entries),
        next_before=entries[-1].seq if len(found) > PAGE else None,
        of=objects.get(asked.object),
        people=people,
        seen_until_on=seen_until_on,
    )


def told(tx: Tx, entries: Sequence[Entry]) -> tuple[Told, ...]:
    """Return entries of the trail with who did it and what it is called, in two queries."""
    if not entries:
        return ()
    names = trail.actor_names(tx, {one.actor for one in entries})
    objects = trail_objects.named(tx, {one.object for one in entries})
    return tuple(
        Told(one, names.get(one.actor, ""), objects[one.object], changes(one)) for one in entries
    )


def export(
    tx: Tx, asked: Asked, *, viewer: Viewer | None = None, zone: tzinfo = UTC
) -> Iterator[tuple[Any, ...]]:
    """Yield the asked entries, newest first, as the rows of a file under COLUMNS."""
    filters = _filter(asked, accounts.all_accounts(tx), viewer, zone)
    found = trail.newest(tx, limit=1_000_000, before_seq=asked.before, **filters)
    names = trail.actor_names(tx, {one.actor for one in found})
    for one in found:
        yield (
            one.seq,
            one.at,
            names.get(one.actor, ""),
            one.deed,
            one.object,
            one.before,
            one.after,
            one.reason,
            one.hash,
        )


COLUMNS = ("Number", "Time", "Who", "Deed", "Object", "Before", "After", "Reason", "Hash")


def _filter(
    asked: Asked, people: Sequence[Account], viewer: Viewer | None, zone: tzinfo
) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if asked.who:
        chosen["accounts"] = _accounts(asked.who, people, viewer)
    if asked.first_on:
        chosen["since"] = datetime.combine(asked.first_on, time(), zone)
    if asked.last_on:
        chosen["until"] = datetime.combine(asked.last_on, time(), zone) + timedelta(days=1)
    if asked.object:
        chosen["object"] = asked.object
    if asked.kind and asked.kind != EVERYTHING:
        chosen["kind"] = asked.kind
    if not asked.kind:
        chosen["without"] = NO_DECISIONS
    return chosen


def _accounts(who: str, people: Sequence[Account], viewer: Viewer | None) -> frozenset[int | None]:
    if who == "system":
        return frozenset({None})
    if who == "me":
        return frozenset({viewer.account_id}) if viewer else frozenset()
    if who.startswith("role:"):
        return frozenset(one.id for one in people if f"role:{one.role}" == who)
    return frozenset({int(who)}) if who.isdecimal() and len(who) < 18 else frozenset()
