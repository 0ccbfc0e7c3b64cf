"""Read JSON objects key by key, so that every fault is noted with the path of its key."""

import json
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from portfolio.planning.faults import DocumentRefused, Fault
from portfolio.planning.terms import Worth, hundredths

_TWICE = "\0twice"
_MISSING = object()


class Node:
    """An object of a document at a path; notes in `faults` what its keys have wrong."""

    def __init__(self, raw: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self._seen: set[str] = set()
        if not isinstance(raw, dict):
            self.fault("", f"must be an object, found {_shown(raw)}")
        self._raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        self._lost = not isinstance(raw, dict)

    def at(self, key: str) -> str:
        """Return the path of one of this object's keys."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def fault(self, key: str, what: str) -> None:
        """Note that a key has something wrong."""
        self.faults.append(Fault(self.at(key), what))

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._raw.keys() - self._seen:
            if key == _TWICE:
                for name in self._raw[_TWICE]:
                    self.fault(name, "key given twice")
            else:
                self.fault(key, "unknown key")

    def text(self, key: str) -> str:
        """Return a required text, or one that clashes with nothing where it is missing."""
        value = self._get(key, required=True)
        if isinstance(value, str):
            return value
        if value is not _MISSING:
            self.fault(key, f"must be a text, found {_shown(value)}")
        return f"\0{self.at(key)}"

    def maybe_text(self, key: str, *, empty: str | None = None) -> str | None:
        """Return a text, or `empty` where it is left out or null."""
        value = self._get(key)
        if value is _MISSING or (value is None and empty is None):
            return empty
        if isinstance(value, str):
            return value
        self.fault(key, f"must be a text, found {_shown(value)}")
        return empty

    def day(self, key: str) -> date | None:
        """Return a date, or None where it is left out or null."""
        value = self.maybe_text(key)
        try:
            return date.fromisoformat(value) if value is not None else None
        except ValueError:
            self.fault(key, f"must be a date like 2027-01-04, found {_shown(value)}")
            return None

    def flag(self, key: str) -> bool:
        """Return a truth value, false where it is left out."""
        value = self._get(key)
        if value is _MISSING or isinstance(value, bool):
            return value is True
        self.fault(key, f"must be true or false, found {_shown(value)}")
        return False

    def number(self, key: str, default: float | None = None) -> float:
        """Return a finite number; required where there is no default."""
        value = self._get(key, required=default is None)
        found = default if value is _MISSING else self._finite(key, value)
        return 1.0 if found is None else found

    def maybe_number(self, key: str) -> float | None:
        """Return a finite number, or None where it is left out or null."""
        value = self._get(key)
        return None if value is _MISSING or value is None else self._finite(key, value)

    def count(self, key: str, *, default: int | None) -> int | None:
        """Return a whole number, or the default where it is left out."""
        value = self._get(key)
        if value is _MISSING or (value is None and default is None):
            return default
        number = self._finite(key, value)
        if number is not None and number != int(number):
            self.fault(key, f"must be a whole number, found {_shown(value)}")
            return default
        return default if number is None else int(number)

    def points(self, key: str) -> int:
        """Return required points in whole hundredths."""
        value = self._get(key, required=True)
        return 0 if value is _MISSING else self._points(key, value)

    def points_list(self, key: str) -> tuple[int, ...]:
        """Return a required list of points in whole hundredths."""
        values = self._list(key, required=True)
        return tuple(self._points(f"{key}[{n}]", value) for n, value in enumerate(values))

    def worth(self, key: str) -> Worth:
        """Return a number, or a list of numbers as a tuple; 0 where it is left out."""
        value = self._get(key)
        if value is _MISSING:
            return 0.0
        if not isinstance(value, list):
            return self._finite(key, value) or 0.0
        return tuple(self._finite(f"{key}[{n}]", one) or 0.0 for n, one in enumerate(value))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is left out."""
        return tuple(
            value if isinstance(value, str) else self._not_text(f"{key}[{n}]", value)
            for n, value in enumerate(self._list(key))
        )

    def maybe_texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts, or None where it is left out or null."""
        if self._raw.get(key) is None:
            self._seen.add(key)
            return None
        return self.texts(key)

    def nodes(self, key: str, *, required: bool = False) -> "Iterator[Node]":
        """Yield the objects of a list, each closed after it was read."""
        for n, value in enumerate(self._list(key, required=required)):
            node = Node(value, self.at(f"{key}[{n}]"), self.faults)
            yield node
            node.close()

    def node(self, key: str) -> "Node | None":
        """Return the object under a key, or None where it is left out."""
        value = self._get(key)
        return None if value is _MISSING else Node(value, self.at(key), self.faults)

    def maybe_node(self, key: str) -> "Node | None":
        """Return the object under a key, or None where it is left out or null."""
        return None if self._raw.get(key) is None and self._see(key) else self.node(key)

    def entries(self, key: str) -> "Iterator[tuple[str, Node]]":
        """Yield the objects of an object by their keys, each closed after it was read."""
        table = self.node(key)
        if table is None:
            return
        for name in list(table._raw):
            if name == _TWICE:
                continue
            table._seen.add(name)
            node = Node(table._raw[name], f'{self.at(key)}["{name}"]', self.faults)
            yield name, node
            node.close()
        table.close()

    def _see(self, key: str) -> bool:
        self._seen.add(key)
        return True

    def _get(self, key: str, *, required: bool = False) -> Any:
        self._seen.add(key)
        value = self._raw.get(key, _MISSING)
        if value is _MISSING and required and not self._lost:
            self.fault(key, "is required")
        return value

    def _list(self, key: str, *, required: bool = False) -> list[Any]:
        value = self._get(key, required=required)
        if value is _MISSING:
            return []
        if isinstance(value, list):
            return value
        self.fault(key, f"must be a list, found {_shown(value)}")
        return []

    def _finite(self, key: str, value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(key, f"must be a number, found {_shown(value)}")
            return None
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fault(key, f"must be a finite number, found {_shown(value)}")
            return None
        return number

    def _points(self, key: str, value: object) -> int:
        number = self._finite(key, value)
        if number is None:
            return 0
        try:
            return hundredths(number)
        except (ValueError, OverflowError):
            self.fault(key, f"must be a multiple of 0.01, found {_shown(value)}")
            return 0

    def _not_text(self, key: str, value: object) -> str:
        self.fault(key, f"must be a text, found {_shown(value)}")
        return f"\0{self.at(key)}"


def document_root(raw: bytes) -> object:
    """Return what JSON bytes say; refuse what is no JSON."""
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        what = f"is no JSON document ({error})"
        raise DocumentRefused((Fault("", what),)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        found[_TWICE] = sorted({key for key in names if names.count(key) > 1})
    return found


def _shown(value: object) -> str:
    text = json.dumps(value) if not isinstance(value, dict | list) else type(value).__name__
    text = {"dict": "an object", "list": "a list"}.get(text, text)
    return text if len(text) <= 40 else f"{text[:37]}..."
