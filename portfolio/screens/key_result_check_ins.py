"""The check-ins of a key result, with who made them and what they corrected."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.okrs import CheckIn, KeyResult


@dataclass(frozen=True, slots=True)
class Said:
    """A check-in with who made it, and what it corrected."""

    check_in: CheckIn
    by: str
    corrected: tuple[CheckIn, ...]


def said_of(key_result: KeyResult, names: dict[int, str], *, on: date) -> tuple[Said, ...]:
    """Return the check-ins in force, the newest day first, each with those it corrected."""
    known = [one for one in key_result.check_ins if one.on <= on]
    in_force = {one.id: one for one in known if one.replaced_by is None}
    corrected: dict[int, list[CheckIn]] = {one: [] for one in in_force}
    by_id = {one.id: one for one in known}
    for one in known:
        last = one
        while last.replaced_by in by_id:
            last = by_id[last.replaced_by]
        if last.id != one.id and last.id in corrected:
            corrected[last.id].append(one)
    ordered = sorted(in_force.values(), key=lambda one: (one.on, one.made_at), reverse=True)
    return tuple(
        Said(one, names.get(one.account_id or 0, ""), tuple(corrected[one.id])) for one in ordered
    )
