"""Keep what sources read: each reading by its day, and the check-ins that they become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portfolio.domain.okrs import CheckIn
from portfolio.domain.readings import said_on
from portfolio.domain.sources import Reading
from portfolio.store import okrs, readings
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the readings of one key result."""

    added: tuple[Reading, ...] = ()
    changed: tuple[Reading, ...] = ()
    unchanged: int = 0

    @property
    def news(self) -> tuple[Reading, ...]:
        """The readings that say something that was not known."""
        return self.added + self.changed


def keep_readings(
    tx: Tx, made: Mapping[int, Sequence[Reading]], *, now: datetime, today: date
) -> dict[int, Kept]:
    """Keep readings by key result, in a few queries, and let them be check-ins.

    A reading that says again what counts for its day changes nothing. What the product read
    itself today is renewed in place; any other correction keeps both. Which readings are
    check-ins is said by domain.readings: a person's own goes over them.
    """
    ids = [one for one, own in made.items() if own]
    known = readings.of_key_results(tx, ids)
    kept = {one: _keep(tx, made[one], known[one], today=today) for one in ids}
    readings.add(tx, [one for own in kept.values() for one in own.news if not one.id])
    touched = [one for one in ids if kept[one].news]
    said = readings.check_ins_of(tx, touched)
    for one in touched:
        current = known[one] | {reading.on: reading for reading in kept[one].news}
        _say(tx, current, said[one], now=now, today=today)
    return kept


def _keep(tx: Tx, made: Sequence[Reading], known: Mapping[date, Reading], *, today: date) -> Kept:
    added, changed, unchanged = [], [], 0
    for one in {reading.on: reading for reading in made}.values():
        was = known.get(one.on)
        if was is None:
            added.append(one)
        elif was.value == one.value:
            unchanged += 1
            if one.kind.is_read and (was.n, was.coverage) != (one.n, one.coverage):
                readings.renew(tx, was.id, one)
        elif one.kind.is_read and one.on == today:
            readings.renew(tx, was.id, one)
            changed.append(replace(one, id=was.id))
        else:
            changed.append(one)
    return Kept(tuple(added), tuple(changed), unchanged)


def _say(
    tx: Tx,
    current: Mapping[date, Reading],
    said: Sequence[CheckIn],
    *,
    now: datetime,
    today: date,
) -> None:
    """Make the check-ins of a key result those that its readings and its people say."""
    by_hand = {one.on for one in said if one.source is None}
    wanted = said_on({day: one.value for day, one in current.items()}, by_hand)
    own = {one.on: one for one in said if one.source is not None}
    for day in sorted(wanted):
        reading, there = current[day], own.get(day)
        if there is not None and there.value == reading.value:
            continue
        if there is not None and reading.kind.is_read and day == today:
            readings.renew_check_in(tx, there.id, reading.value, now=now)
            continue
        added = okrs.add_check_in(tx, _row(reading, now))
        if there is not None:
            okrs.replace_check_in(tx, there.id, by=added)
    for day in sorted(own.keys() - wanted):
        # It repeats what was said before: what stood before it holds on.
        before = [one for one in said if one.on < day and (one.source is None or one.on in wanted)]
        if before and day in current:
            okrs.replace_check_in(tx, own[day].id, by=before[-1].id)


def _row(reading: Reading, now: datetime) -> dict[str, object]:
    return {
        "key_result_id": reading.key_result_id,
        "on": reading.on,
        "value": reading.value,
        "note": reading.note,
        "source": reading.kind.value,
        "made_at": now,
    }
