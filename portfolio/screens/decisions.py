"""The trail read as a story: who decided what, when, and what it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.trail import Entry, changes
from portfolio.store import trail, trail_objects
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

    @property
    def query(self) -> dict[str, str]:
        """The filter as the query of an address."""
        return {
            name: value for name, value in (("about", self.kind), ("object", self.object)) if value
        }


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


def load(tx: Tx, asked: Asked) -> Decisions:
    """Read a page of the trail, newest first, in three queries."""
    found = trail.newest(tx, limit=PAGE + 1, before_seq=asked.before, **_filter(asked))
    entries = found[:PAGE]
    objects = trail_objects.named(tx, {asked.object} if asked.object else set())
    return Decisions(
        asked=asked,
        told=told(tx, entries),
        next_before=entries[-1].seq if len(found) > PAGE else None,
        of=objects.get(asked.object),
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


def export(tx: Tx, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Yield the asked entries, newest first, as the rows of a file under COLUMNS."""
    found = trail.newest(tx, limit=1_000_000, before_seq=asked.before, **_filter(asked))
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


def _filter(asked: Asked) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if asked.object:
        chosen["object"] = asked.object
    if asked.kind and asked.kind != EVERYTHING:
        chosen["kind"] = asked.kind
    if not asked.kind:
        chosen["without"] = NO_DECISIONS
    return chosen
