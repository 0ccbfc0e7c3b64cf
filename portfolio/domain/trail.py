"""The trail: one entry a deed, each with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to which object, when and why; before and after are canonical JSON."""

    seq: int
    at: datetime
    account_id: int | None
    actor: str
    deed: str
    object: str
    before: str | None
    after: str | None
    reason: str
    previous_hash: str
    hash: str


def canonical(value: Mapping[str, Any] | None) -> str | None:
    """Return the one JSON text of a mapping, or None."""
    if value is None:
        return None
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def actor_digest(name: str, salt: str) -> str:
    """Return the salted digest that stands for a name in the hashed part."""
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()


def entry_hash(entry: Entry) -> str:
    """Return the hash that an entry must carry: of everything in it but the hash itself."""
    parts = (
        entry.seq,
        entry.at.isoformat(),
        entry.account_id,
        entry.actor,
        entry.deed,
        entry.object,
        entry.before,
        entry.after,
        entry.reason,
        entry.previous_hash,
    )
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[Entry], *, previous: str = GENESIS) -> Entry | None:
    """Return the first entry whose hash, link or number is wrong; None where the chain holds."""
    expected_seq: int | None = None
    for entry in entries:
        if expected_seq is not None and entry.seq != expected_seq:
            return entry
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return entry
        previous, expected_seq = entry.hash, entry.seq + 1
    return None


def changes(entry: Entry) -> tuple[tuple[str, Any, Any], ...]:
    """Return what an entry says was changed: each field with its value before and after."""
    before = json.loads(entry.before) if entry.before else {}
    after = json.loads(entry.after) if entry.after else {}
    names = dict.fromkeys((*before, *after))
    return tuple((name, before.get(name), after.get(name)) for name in names)
