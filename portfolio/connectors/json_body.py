"""Read the JSON that a tool sent, field by field, saying where something is not as it should be."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from portfolio.domain.errors import Refused

DEEPEST = 64
_NO_SECONDS = 1e11  # seconds reach this in the year 5138: what is larger is of a finer unit


class Field:
    """A place in the document: what stands there, and its path."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:
        self.value, self.path = value, path

    def __getitem__(self, name: str | int) -> "Field":
        """Return what stands below, or a place with nothing in it."""
        path = f"{self.path}.{name}" if self.path else str(name)
        if isinstance(name, int):
            known = isinstance(self.value, list) and -len(self.value) <= name < len(self.value)
            return Field(self.value[name] if known else None, path)
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Field(value, path)

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})

    def first(self, *names: str) -> "Field":
        """Return the first of these places that holds something."""
        for name in names:
            if self[name]:
                return self[name]
        return self[names[0]]

    def each(self) -> list["Field"]:
        """Return the entries of a list; of anything else none."""
        if not isinstance(self.value, list):
            return []
        return [Field(one, f"{self.path}[{place}]") for place, one in enumerate(self.value)]

    def text(self, default: str = "") -> str:
        """Return a text or a number as text; `default` where there is none."""
        if isinstance(self.value, str):
            return self.value.replace("\0", "").strip()
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return default

    def needed(self) -> str:
        """Return the text; raise Refused where there is none."""
        found = self.text()
        if not found:
            raise Refused(f"{self.path}: a text is needed here.", {self.path: "missing"})
        return found

    def number(self) -> int | None:
        """Return a whole number that a database can hold, or None."""
        value = self.value
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if -(2**31) < value < 2**31 else None

    def flag(self) -> bool:
        """Tell whether it says true."""
        return self.value is True

    def moment(self) -> datetime | None:
        """Return a moment in UTC: ISO 8601, or (milli-, micro-, nano-)seconds since 1970.

        Nothing gives None; something that is no moment raises Refused. A moment without a time
        zone is taken as UTC.
        """
        value = self.value
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._since_1970(float(value))
        if isinstance(value, str):
            return self._written(value.strip())
        raise self._no_moment()

    def _since_1970(self, value: float) -> datetime:
        while abs(value) >= _NO_SECONDS and value != float("inf"):
            value /= 1000
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            raise self._no_moment() from None

    def _written(self, value: str) -> datetime:
        try:
            found = datetime.fromisoformat(value.removesuffix(" UTC"))
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._no_moment() from None

    def _no_moment(self) -> Refused:
        shown = str(self.value)[:40]
        return Refused(f"{self.path}: {shown!r} is no date and time.", {self.path: "no moment"})


def document(body: bytes) -> Field:
    """Return the body as a document; raise Refused where it is no JSON object or list."""
    try:
        value = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise Refused(f"The body is no JSON: {fault}.") from None
    if not isinstance(value, dict | list):
        raise Refused("The body is JSON, but neither an object nor a list.")
    return Field(value)
