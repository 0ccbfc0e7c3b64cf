"""Every tool whose events are understood, in one list: a line each."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.inbox import Event, Facts, Received

CONNECTORS: Mapping[str, str] = {  # its folder, and how people call it
    "alertmanager": "Alertmanager",
    "generic": "Any tool (JSON)",
    "github": "GitHub",
    "opsgenie": "Opsgenie",
    "sonarqube": "SonarQube",
}


@dataclass(frozen=True, slots=True)
class Connector:
    """What is asked of a connector's folder.

    verify.py: `KEPT` (the headers worth keeping), `verify(received, secrets)` whether one of the
    secrets signed it, `delivery_id(received)` the source's own id of the event or "". parse.py:
    `parse(event)` the facts that it tells; raises Refused, with a sentence, for what it can't read.
    """

    name: str
    title: str
    kept: Sequence[str]
    verify: Callable[[Received, Sequence[str]], bool]
    delivery_id: Callable[[Received], str]

    def parse(self, event: Event) -> Facts:
        """Read an event's facts."""
        facts: Facts = _part(self.name, "parse").parse(event)
        return facts


def connector(name: str) -> Connector | None:
    """Return the connector of this name, or None."""
    if name not in CONNECTORS:
        return None
    door = _part(name, "verify")
    return Connector(name, CONNECTORS[name], door.KEPT, door.verify, door.delivery_id)


def _part(name: str, part: str) -> Any:
    return importlib.import_module(f"portfolio.connectors.{name}.{part}")
