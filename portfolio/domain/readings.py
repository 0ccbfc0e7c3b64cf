"""Which readings of a source become check-ins: those that say something new, and one a week."""

from collections.abc import Collection, Mapping
from datetime import date

SILENT_DAYS = 7  # what has not changed is said again after so many days


def said_on(readings: Mapping[date, float], by_hand: Collection[date]) -> set[date]:
    """Return the days for which the source's reading is a check-in of its own.

    On one and the same day a person goes over the source, and what they said holds until the
    source says something else than it said before. Depends on what was read for which day alone,
    not on the order in which it came.
    """
    said: set[date] = set()
    last_value: float | None = None
    last_said: date | None = None
    hand = False  # whether a person spoke after the source did
    for day in sorted({*readings, *by_hand}):
        value = readings.get(day)
        if day in by_hand:
            hand = True
        elif value is not None:
            is_new = last_value is None or value != last_value
            is_due = not hand and last_said is not None and (day - last_said).days >= SILENT_DAYS
            if is_new or is_due:
                said.add(day)
                last_said, hand = day, False
        if value is not None:
            last_value = value
    return said
