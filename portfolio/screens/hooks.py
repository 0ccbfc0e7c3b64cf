"""The addresses that other tools send to, and the events that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.domain.inbox import Event, EventState, Hook
from portfolio.store import inbox
from portfolio.store.unit import Tx

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An address with what it received."""

    hook: Hook
    title: str
    counts: Mapping[EventState, int]
    newest_at: datetime | None

    @property
    def plain(self) -> dict[str, Any]:
        """The line as plain values, for programs."""
        return {
            "name": self.hook.slug,
            "connector": self.hook.connector,
            "is_retired": self.hook.retired_at is not None,
            "newest_at": self.newest_at.isoformat() if self.newest_at else None,
            **{state.value: self.counts.get(state, 0) for state in EventState},
        }


@dataclass(frozen=True, slots=True)
class Screen:
    """The addresses, and the events in one state, the newest first."""

    lines: tuple[Line, ...]
    state: EventState | None
    events: tuple[Event, ...]
    has_more: bool

    def total(self, state: EventState) -> int:
        """Return how many events of all addresses are in a state."""
        return sum(line.counts.get(state, 0) for line in self.lines)


def load(
    tx: Tx,
    *,
    titles: Mapping[str, str] | None = None,
    state: EventState | None = EventState.FAILED,
    hook: str = "",
    before: int = 0,
) -> Screen:
    """Read the addresses and a page of events older than the one with id `before`."""
    counts, newest = inbox.counts(tx), inbox.newest(tx)
    lines = tuple(
        Line(
            one,
            (titles or {}).get(one.connector, one.connector),
            counts.get(one.slug, {}),
            newest.get(one.slug),
        )
        for one in inbox.all_hooks(tx)
    )
    events = inbox.some_events(tx, state, hook=hook, limit=AT_ONCE + 1, before=before)
    return Screen(lines, state, tuple(events[:AT_ONCE]), len(events) > AT_ONCE)


def one(tx: Tx, event_id: int) -> Event:
    """Return an event as it came; raise NotFound."""
    return inbox.one_event(tx, event_id)
