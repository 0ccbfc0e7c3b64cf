"""An edit: one change of what the quarter is planned from, as a value that can wait and travel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portfolio.domain.errors import Refused

MOST_AT_ONCE = 400


class EditKind(StrEnum):
    """What is changed."""

    SET_ABSENCE = "set absence"
    REMOVE_ABSENCE = "remove absence"
    SET_ON_CALL = "set on-call"
    REMOVE_ON_CALL = "remove on-call"
    SET_FOCUS = "set focus"
    REMOVE_FOCUS = "remove focus"
    SET_MEMBERSHIP = "set membership"
    REMOVE_MEMBERSHIP = "remove membership"
    SET_PART_TIME = "set part time"
    REMOVE_PART_TIME = "remove part time"
    MOVE_TEAM = "move team"
    END_TEAM = "end team"
    SET_LEVER = "set lever"
    DROP_LEVER = "drop lever"
    EDIT_ITEM = "edit item"
    MOVE_ITEM = "move item"
    WEIGH_OBJECTIVE = "weigh objective"
    AIM_KEY_RESULT = "aim key result"
    SEVERAL = "several"

    @property
    def is_of_capacity(self) -> bool:
        """Whether it changes what a team can take, so that its own row can be estimated."""
        return self in _OF_CAPACITY


_OF_CAPACITY = frozenset(
    {
        EditKind.SET_ABSENCE,
        EditKind.REMOVE_ABSENCE,
        EditKind.SET_ON_CALL,
        EditKind.REMOVE_ON_CALL,
        EditKind.SET_FOCUS,
        EditKind.REMOVE_FOCUS,
        EditKind.SET_MEMBERSHIP,
        EditKind.REMOVE_MEMBERSHIP,
        EditKind.SET_PART_TIME,
        EditKind.REMOVE_PART_TIME,
        EditKind.MOVE_TEAM,
        EditKind.END_TEAM,
    }
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. The values are texts, numbers, lists and mappings alone; days are ISO texts."""

    kind: EditKind
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> tuple["Edit", ...]:
        """The single edits: of several those, else itself."""
        if self.kind is not EditKind.SEVERAL:
            return (self,)
        return tuple(edit_from(one) for one in self.values["edits"])

    @property
    def is_of_capacity(self) -> bool:
        """Whether every part changes what a team can take."""
        return all(one.kind.is_of_capacity for one in self.parts)

    @property
    def subject(self) -> str:
        """What is edited: a newer preview of the same takes the place of an older one."""
        names = ("person_id", "team_id", "scenario_id", "item_key", "key", "objective_id")
        said = [f"{name}={self.values[name]}" for name in names if self.values.get(name)]
        return " ".join([self.kind.value.split()[-1], *said])[:200]

    def to_document(self) -> dict[str, Any]:
        """Return the edit as JSON has it."""
        return {"kind": self.kind.value, "values": dict(self.values)}


def edit_from(document: Mapping[str, Any]) -> Edit:
    """Return the edit that to_document() wrote."""
    return Edit(EditKind(document["kind"]), dict(document["values"]))


def set_absence(
    person_id: int,
    starts_on: date,
    ends_on: date,
    *,
    share: float = 1.0,
    absence_id: int | None = None,
    version: int = 0,
) -> Edit:
    """Enter an absence, or change the one of an id and version."""
    days = _days(starts_on, ends_on)
    own = {"person_id": person_id, **days, "share": share}
    return Edit(EditKind.SET_ABSENCE, {**own, "absence_id": absence_id, "version": version})


def remove_absence(absence_id: int, *, version: int, person_id: int | None = None) -> Edit:
    """Remove an absence; with `person_id` only that person's, as a number may be given again."""
    values = {"absence_id": absence_id, "version": version, "person_id": person_id}
    return Edit(EditKind.REMOVE_ABSENCE, values)


def set_on_call(
    team_id: int,
    person_id: int,
    starts_on: date,
    ends_on: date,
    *,
    share: float = 1.0,
    shift_id: int | None = None,
    version: int = 0,
) -> Edit:
    """Put somebody on call for a team, or change the shift of an id and version."""
    own = {"team_id": team_id, "person_id": person_id, **_days(starts_on, ends_on)}
    more = {"share": share, "shift_id": shift_id, "version": version}
    return Edit(EditKind.SET_ON_CALL, {**own, **more})


def remove_on_call(shift_id: int, *, version: int, person_id: int | None = None) -> Edit:
    """Remove an on-call shift; with `person_id` only that person's."""
    values = {"shift_id": shift_id, "version": version, "person_id": person_id}
    return Edit(EditKind.REMOVE_ON_CALL, values)


def set_focus(
    team_id: int, from_on: date, focus: float, *, note: str = "", version: int | None = None
) -> Edit:
    """Set a team's focus from a sprint's first day on; `version` that of the day's own row."""
    own = {"team_id": team_id, "from_on": from_on.isoformat(), "focus": focus}
    return Edit(EditKind.SET_FOCUS, {**own, "note": note, "version": version})


def remove_focus(team_id: int, from_on: date, *, version: int) -> Edit:
    """Let the focus of before hold from that day on again."""
    values = {"team_id": team_id, "from_on": from_on.isoformat(), "version": version}
    return Edit(EditKind.REMOVE_FOCUS, values)


def set_membership(
    person_id: int,
    team_id: int,
    share: float,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    membership_id: int | None = None,
    version: int = 0,
) -> Edit:
    """Give a team a share of a person's time, or change the membership of an id and version."""
    own = {"person_id": person_id, "team_id": team_id, "share": share}
    days = _days(starts_on, ends_on)
    row = {"membership_id": membership_id, "version": version}
    return Edit(EditKind.SET_MEMBERSHIP, {**own, **days, **row})


def remove_membership(membership_id: int, *, version: int, person_id: int | None = None) -> Edit:
    """Take a membership away as if it had never been; with `person_id` only that person's."""
    values = {"membership_id": membership_id, "version": version, "person_id": person_id}
    return Edit(EditKind.REMOVE_MEMBERSHIP, values)


def set_part_time(
    person_id: int,
    from_on: date,
    week: tuple[float, float, float, float, float],
    *,
    version: int = 0,
) -> Edit:
    """Say which part of Monday to Friday a person works, from a day on."""
    own = {"person_id": person_id, "from_on": from_on.isoformat(), "week": list(week)}
    return Edit(EditKind.SET_PART_TIME, {**own, "version": version})


def remove_part_time(person_id: int, from_on: date, *, version: int) -> Edit:
    """Let the part time of before hold from that day on again."""
    values = {"person_id": person_id, "from_on": from_on.isoformat(), "version": version}
    return Edit(EditKind.REMOVE_PART_TIME, values)


def move_team(
    team_id: int,
    area_id: int | None,
    *,
    version: int,
    on: date | None = None,
    cost: float | None = None,
) -> Edit:
    """Give a team another area from a cycle's first sprint on, at a cost of switching."""
    values = {"team_id": team_id, "area_id": area_id, "version": version}
    dated = {"on": on.isoformat() if on else None, "cost": cost}
    return Edit(EditKind.MOVE_TEAM, {**values, **dated})


def end_team(team_id: int, on: date | None, *, version: int) -> Edit:
    """Let a team be no more from a day on, or go on."""
    values = {"team_id": team_id, "on": on.isoformat() if on else None, "version": version}
    return Edit(EditKind.END_TEAM, values)


def set_lever(
    scenario_id: int,
    lever: str,
    *,
    item_key: str | None = None,
    value: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Edit:
    """Pull a lever (the value of a LeverKind) of a scenario."""
    own = {"scenario_id": scenario_id, "lever": lever, "item_key": item_key}
    return Edit(EditKind.SET_LEVER, {**own, "value": dict(value or {}), "reason": reason})


def drop_lever(
    scenario_id: int, lever_id: int, *, lever: str | None = None, item_key: str | None = None
) -> Edit:
    """Take a lever back; with `lever` only one of that kind, as a number may be given again."""
    values = {"scenario_id": scenario_id, "lever_id": lever_id}
    return Edit(EditKind.DROP_LEVER, {**values, "lever": lever, "item_key": item_key})


def edit_item(key: str, changes: Mapping[str, Any], *, version: int) -> Edit:
    """Change what an item says (its points, its dates ...)."""
    plain = {
        name: one.isoformat() if isinstance(one, date) else one for name, one in changes.items()
    }
    return Edit(EditKind.EDIT_ITEM, {"key": key, "changes": plain, "version": version})


def move_item(
    key: str, *, before: str | None = None, after: str | None = None, place: int | None = None
) -> Edit:
    """Move an item in the one rank order."""
    values = {"key": key, "before": before, "after": after, "place": place}
    return Edit(EditKind.MOVE_ITEM, values)


def weigh_objective(objective_id: int, weight: float, *, version: int) -> Edit:
    """Give an objective another weight."""
    values = {"objective_id": objective_id, "weight": weight, "version": version}
    return Edit(EditKind.WEIGH_OBJECTIVE, values)


def aim_key_result(
    key_result_id: int, changes: Mapping[str, float | None], *, version: int
) -> Edit:
    """Give a key result another weight, start_value or target_value."""
    values = {"key_result_id": key_result_id, "changes": dict(changes), "version": version}
    return Edit(EditKind.AIM_KEY_RESULT, values)


def several(edits: Sequence[Edit]) -> Edit:
    """Make one edit of several, which are saved together or not at all."""
    if len(edits) == 1:
        return edits[0]
    if len(edits) > MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE} changes can be saved together, not {len(edits)}.")
    parts = [part.to_document() for edit in edits for part in edit.parts]
    return Edit(EditKind.SEVERAL, {"edits": parts})


def _days(starts_on: date | None, ends_on: date | None) -> dict[str, str | None]:
    return {
        "starts_on": starts_on.isoformat() if starts_on else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
    }
