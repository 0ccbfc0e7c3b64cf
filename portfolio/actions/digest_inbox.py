"""Digest the inbox: read waiting events in batches and record what they tell, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portfolio.connectors.registry import connector
from portfolio.domain.errors import PortfolioError
from portfolio.domain.inbox import Event, EventState, Facts
from portfolio.store import delivery_events, inbox
from portfolio.store.unit import Store, Tx

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Digested:
    """What became of a batch of events."""

    recorded: int = 0
    ignored: int = 0
    failed: int = 0

    @property
    def count(self) -> int:
        """How many events were handled."""
        return self.recorded + self.ignored + self.failed


def digest_inbox(store: Store, *, now: datetime, limit: int = AT_ONCE) -> Digested:
    """Read the oldest waiting events and record their facts, in one transaction.

    So a process that dies in between has handled none of them, and the next one handles all. An
    event that can't be read or recorded goes to quarantine with its reason; the others of its
    batch are recorded all the same.
    """
    with store.writing() as tx:
        events = inbox.take(tx, limit=limit)
        read, outcomes = _read(events)
        outcomes.update(_record(tx, read))
        inbox.settle(tx, outcomes, now=now)
    states = [state for state, _ in outcomes.values()]
    return Digested(
        states.count(EventState.RECORDED),
        states.count(EventState.IGNORED),
        states.count(EventState.FAILED),
    )


Outcome = tuple[EventState, str]
Told = list[tuple[Event, Facts]]


def _read(events: Sequence[Event]) -> tuple[Told, dict[int, Outcome]]:
    read: Told = []
    outcomes: dict[int, Outcome] = {}
    for event in events:
        facts = _facts(event)
        if isinstance(facts, str):
            outcomes[event.id] = EventState.FAILED, facts
        elif facts.ignored:
            outcomes[event.id] = EventState.IGNORED, facts.ignored
        else:
            read.append((event, facts))
    return read, outcomes


def _facts(event: Event) -> Facts | str:
    """Return what an event tells, or why it can't be read."""
    known = connector(event.connector)
    if known is None:
        return f"Nothing here reads what {event.connector} sends."
    try:
        facts = known.parse(event)
    except PortfolioError as fault:
        return str(fault)
    except (
        RecursionError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        OverflowError,
    ) as fault:
        # A stranger's bytes must never stop the inbox; whatever is wrong, it is kept and shown.
        return f"It could not be read: {type(fault).__name__}: {str(fault)[:200]}"
    missing = sorted(facts.needs - set(event.scopes)) if event.scopes is not None else []
    return f"Its token lacks the scope {', '.join(missing)}." if missing else facts


def _record(tx: Tx, read: Told) -> dict[int, Outcome]:
    """Record all at once; where that fails, one after the other, to find out which can't be."""
    if not read:
        return {}
    fault = _attempt(tx, read)
    if fault is None:
        return {event.id: (EventState.RECORDED, "") for event, _ in read}
    if len(read) == 1:
        return {read[0][0].id: (EventState.FAILED, fault)}
    middle = len(read) // 2
    return {**_record(tx, read[:middle]), **_record(tx, read[middle:])}


def _attempt(tx: Tx, read: Told) -> str | None:
    """Record in a savepoint; return what was refused, None where nothing was."""
    by_source: dict[str, list[Facts]] = {}
    for event, facts in read:
        by_source.setdefault(event.hook, []).append(facts)
    point = tx.begin_nested()
    try:
        for source, told in by_source.items():
            delivery_events.record(tx, _together(told), source=source)
    except (PortfolioError, *Store.faults) as fault:
        point.rollback()
        return str(fault).split("\n")[0][:500]
    point.commit()
    return None


def _together(told: Sequence[Facts]) -> Facts:
    return Facts(
        deployments=tuple(one for facts in told for one in facts.deployments),
        changes=tuple(one for facts in told for one in facts.changes),
        builds=tuple(one for facts in told for one in facts.builds),
        gates=tuple(one for facts in told for one in facts.gates),
        approvals=tuple(one for facts in told for one in facts.approvals),
        incidents=tuple(one for facts in told for one in facts.incidents),
    )


def is_event_waiting(store: Store) -> bool:
    """Tell, without writing anything, whether an event waits to be read."""
    with store.reading() as tx:
        return inbox.is_waiting(tx)
