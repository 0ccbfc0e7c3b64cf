"""What came to the quarter's objectives and key results in a week, and what was taken away."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from portfolio.domain.cycles import Span
from portfolio.domain.okr_history import ScopeDeed
from portfolio.domain.trail import Entry, canonical, changes
from portfolio.screens import decisions
from portfolio.screens.decisions import Told
from portfolio.store import okr_changes, okr_cycles
from portfolio.store.okr_cycles import Belonging
from portfolio.store.unit import Tx

DEEDS = tuple(
    f"{verb} {noun}"
    for verb in ("add", "strike", "restore", "edit")
    for noun in ("objective", "key result")
)

ONE_DAY = timedelta(days=1)
_VERBS = {
    ScopeDeed.ADDED: "add",
    ScopeDeed.STRUCK: "strike",
    ScopeDeed.BACK: "restore",
    ScopeDeed.CHANGED: "edit",
}


class Turn(StrEnum):
    """What a week's deeds come to."""

    ADDED = "added"
    STRUCK = "struck"
    RESTORED = "restored"
    RETARGETED = "retargeted"


@dataclass(frozen=True, slots=True)
class ScopeTurn:
    """A key result (or an objective) that came, went or has another target now."""

    turn: Turn
    told: Told  # the last deed of it: who, when, why, and what it is called
    of: Belonging
    before: float | None = None  # the targets
    after: float | None = None


def load(tx: Tx, cycle_id: int, entries: Sequence[Entry], *, days: Span) -> list[ScopeTurn]:
    """Return what the entries of a week come to; what was taken back is not among it.

    What an import says of these days is told too: the trail has one entry for all of it.
    """
    told_of = {entry.object for entry in entries}
    imported = (one for one in _imported(tx, cycle_id, days) if one.object not in told_of)
    by_object = _by_object([*entries, *imported])
    turns = {one: turn for one, own in by_object.items() if (turn := net(own)) is not None}
    known = _known(tx, turns)
    wanted = [one for one in turns if one in known and known[one].cycle_id == cycle_id]
    if not wanted:
        return []
    told = decisions.told(tx, [turns[one][1] for one in wanted])
    return [
        ScopeTurn(turns[one][0], said, known[one], *turns[one][2:])
        for one, said in zip(wanted, told, strict=True)
    ]


Net = tuple[Turn, Entry, float | None, float | None]


def net(own: Sequence[Entry]) -> Net | None:
    """Return what the deeds about one thing come to, in the order of time; None for nothing."""
    verbs = [entry.deed.partition(" ")[0] for entry in own]
    swings = [verb for verb in verbs if verb in ("strike", "restore")]
    is_struck = bool(swings) and swings[-1] == "strike"
    was_struck = bool(swings) and swings[0] == "restore"
    last = own[-1]
    if "add" in verbs:
        return None if is_struck else (Turn.ADDED, last, None, None)
    if is_struck != was_struck:
        deed = next(one for one in reversed(own) if one.deed.startswith(("strike", "restore")))
        return (Turn.STRUCK if is_struck else Turn.RESTORED), deed, None, None
    return None if is_struck else _retargeted(own)


def _imported(tx: Tx, cycle_id: int, days: Span) -> Iterator[Entry]:
    """Yield the changes of the scope on some days as entries of the trail that nobody made."""
    for one in okr_changes.of_cycle(tx, cycle_id, after=days.starts_on - ONE_DAY):
        verb = _VERBS.get(one.deed)
        if verb is None or one.on > days.ends_on:
            continue
        kind = ("okr", "objective", one.objective_id)
        if one.key_result_id is not None:
            kind = ("kr", "key result", one.key_result_id)
        yield Entry(
            seq=one.id,
            at=one.made_at,
            account_id=None,
            actor="",
            deed=f"{verb} {kind[1]}",
            object=f"{kind[0]}:{kind[2]}",
            before=canonical(one.before),
            after=canonical(one.after),
            reason=one.reason,
            previous_hash="",
            hash="",
        )


def _retargeted(own: Sequence[Entry]) -> Net | None:
    found = [
        (entry, before, after)
        for entry in own
        for name, before, after in changes(entry)
        if name == "target_value" and entry.deed == "edit key result"
    ]
    if not found or found[0][1] == found[-1][2]:
        return None
    return Turn.RETARGETED, found[-1][0], _number(found[0][1]), _number(found[-1][2])


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _by_object(entries: Iterable[Entry]) -> dict[tuple[str, int], list[Entry]]:
    own: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.seq):
        kind, _, key = entry.object.partition(":")
        if entry.deed in DEEDS and kind in ("okr", "kr") and key.isdecimal() and len(key) < 18:
            own[kind, int(key)].append(entry)
    return dict(own)


def _known(tx: Tx, turns: Mapping[tuple[str, int], Net]) -> Mapping[tuple[str, int], Belonging]:
    if not turns:
        return {}
    return okr_cycles.belongings(
        tx,
        objective_ids=[key for kind, key in turns if kind == "okr"],
        key_result_ids=[key for kind, key in turns if kind == "kr"],
    )
