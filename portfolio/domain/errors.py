"""The one exception tree: a message for a person, attributes for the program."""

from collections.abc import Mapping
from typing import Any


class PortfolioError(Exception):
    """Anything the product refuses or cannot do; its text is a sentence for a person."""


class NotFound(PortfolioError):
    """There is no such thing, or none that the viewer may know of."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key}.")
        self.kind = kind
        self.key = key


class NotAllowed(PortfolioError):
    """The viewer's role or scope does not cover this deed."""

    def __init__(self, deed: str, reason: str = "Your role does not allow this.") -> None:
        super().__init__(reason)
        self.deed = deed


class Refused(PortfolioError):
    """The input cannot be taken; `faults` maps a field or path to what is wrong with it."""

    def __init__(self, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = dict(faults or {})


class Stale(PortfolioError):
    """Somebody changed the row in between; both versions are kept for the person to see."""

    def __init__(
        self, kind: str, key: object, *, mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> None:
        super().__init__(f"The {kind} {key} was changed while you were editing it.")
        self.kind = kind
        self.key = key
        self.mine = dict(mine)
        self.theirs = dict(theirs)


class Outdated(Stale):
    """A plan answers facts that have changed since; both are kept for the person to see."""

    def __init__(
        self, plan_id: int, name: str, *, mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> None:
        super().__init__("plan", name, mine=mine, theirs=theirs)
        self.args = (f"Plan {name} was made before something changed that it was made from.",)
        self.plan_id = plan_id


class Misconfigured(PortfolioError):
    """A setting is wrong or missing, so the program does not start."""
