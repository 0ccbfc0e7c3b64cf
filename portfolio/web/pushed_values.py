"""Reads the values that a machine sends as JSON; what is wrong is said by place and field."""

import json
import re
from datetime import date
from math import isfinite
from typing import Any, NoReturn

from portfolio.actions.tell_values import Value
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import LARGEST

MOST_VALUES = 1000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIELDS = ("on", "value", "note")


def read(body: bytes) -> list[Value]:
    """Return the value, or the list of values, of a body; raise Refused with every fault."""
    told = _json(body)
    rows = told if isinstance(told, list) else [told]
    if not rows:
        _refuse({"body": "The list is empty."})
    if len(rows) > MOST_VALUES:
        _refuse({"body": f"Send at most {MOST_VALUES:,} values at once."})
    faults: dict[str, str] = {}
    values = []
    for place, row in enumerate(rows):
        own = _faults(row)
        prefix = f"{place}." if isinstance(told, list) and len(rows) > 1 else ""
        faults |= {prefix + name: fault for name, fault in own.items()}
        if not own:
            on, note = date.fromisoformat(row["on"]), row.get("note") or ""
            values.append(Value(place, on, float(row["value"]), note))
    if faults:
        _refuse(faults)
    return values


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _refuse({"body": 'Send JSON, such as {"on": "2027-02-09", "value": 12.5}.'})


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _faults(row: Any) -> dict[str, str]:
    if not isinstance(row, dict):
        return {"body": 'A value is an object such as {"on": "2027-02-09", "value": 12.5}.'}
    faults = {
        name[:40]: "There is no such field; there are on, value and note."
        for name in row
        if name not in _FIELDS
    }
    if not _is_day(row.get("on")):
        faults["on"] = "Write the day it is about, such as 2027-02-09."
    if not _is_number(row.get("value")):
        faults["value"] = "Write a number."
    if not _is_note(row.get("note")):
        faults["note"] = "Write a text of up to 2,000 characters."
    return faults


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        return 1970 <= date.fromisoformat(value).year < 2200
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return isfinite(value) and abs(value) <= LARGEST
    except OverflowError:
        return False


def _is_note(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or len(value) > 2000 or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a pair, which no database can hold
        return False
    return True


def _refuse(faults: dict[str, str]) -> NoReturn:
    raise Refused("Some values cannot be taken.", faults)
