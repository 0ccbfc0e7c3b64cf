"""The planning problem: what could be planned, by whom, and what it would be worth."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from portfolio.planning.faults import DocumentRefused, Fault
from portfolio.planning.nodes import document_root
from portfolio.planning.reading import FORMAT, read_terms
from portfolio.planning.sense import faults_in
from portfolio.planning.terms import (
    Epic,
    Item,
    KeyResult,
    Place,
    Policy,
    Share,
    Sprint,
    Team,
    Worth,
    as_points,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan is made from; refuses at birth what makes no sense.

    The order of `sprints` is time, the order of `epics` and `items` is rank. `read_from` is the
    hash of the document's bytes where the problem was read from one.
    """

    sprints: tuple[Sprint, ...]
    teams: tuple[Team, ...]
    items: tuple[Item, ...]
    key_results: tuple[KeyResult, ...] = ()
    epics: tuple[Epic, ...] = ()
    policy: Policy = Policy()
    baseline: tuple[tuple[str, Place], ...] = ()
    name: str = ""
    read_from: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        faults = tuple(faults_in(self))
        if faults:
            raise DocumentRefused(faults)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the document this was read from, else of `to_bytes()`."""
        return self.read_from or hashlib.sha256(self.to_bytes()).hexdigest()

    def to_document(self) -> dict[str, Any]:
        """Return the problem as a document, without the keys that say nothing."""
        return {
            "format": FORMAT,
            "name": self.name,
            "sprints": [_sprint(one) for one in self.sprints],
            "teams": [_team(one) for one in self.teams],
            "key_results": [_key_result(one) for one in self.key_results],
            "epics": [_epic(one) for one in self.epics],
            "items": [_item(one) for one in self.items],
            "policy": {
                "shares": [_share(one) for one in self.policy.shares],
                "stability": _number(self.policy.stability),
            },
            "baseline": {item: _place(place) for item, place in self.baseline},
        }

    def to_bytes(self) -> bytes:
        """Return the problem as JSON bytes, the same for equal problems."""
        text = json.dumps(self.to_document(), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")


def problem_from_bytes(raw: bytes) -> Problem:
    """Return the problem that (uncompressed) JSON bytes describe, or raise DocumentRefused."""
    return _read(document_root(raw), hashlib.sha256(raw).hexdigest())


def problem_from_document(document: object) -> Problem:
    """Return the problem that a parsed document describes, or raise DocumentRefused."""
    return _read(document, "")


def _read(document: object, read_from: str) -> Problem:
    faults: list[Fault] = []
    parts = read_terms(document, faults)
    try:
        problem = Problem(**parts, read_from=read_from)
    except DocumentRefused as refused:
        unread = tuple(fault.path for fault in faults)
        faults += [one for one in refused.faults if not _follows_from(one, unread)]
    if faults:
        raise DocumentRefused(tuple(faults))
    return problem


def _follows_from(fault: Fault, unread: tuple[str, ...]) -> bool:
    """Tell whether a fault lies in, or speaks of, a part that couldn't be read anyway."""
    return "\0" in fault.what or any(
        fault.path.startswith(path) or (path.startswith(fault.path) and path) for path in unread
    )


def _number(value: float) -> float | int:
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _worth(value: Worth) -> float | int | list[float | int]:
    return [_number(one) for one in value] if isinstance(value, tuple) else _number(value)


def _said(**keys: Any) -> dict[str, Any]:
    """Return the keys that say something: no null, no empty list, no false."""
    return {
        key: value
        for key, value in keys.items()
        if value is not None and value is not False and value != []
    }


def _sprint(sprint: Sprint) -> dict[str, Any]:
    return _said(
        id=sprint.id,
        starts_on=sprint.starts_on and sprint.starts_on.isoformat(),
        ends_on=sprint.ends_on and sprint.ends_on.isoformat(),
    )


def _team(team: Team) -> dict[str, Any]:
    said = _said(id=team.id, area=team.area, skills=list(team.skills), wip_limit=team.wip_limit)
    return {**said, "capacity": [as_points(one) for one in team.capacity]}


def _key_result(one: KeyResult) -> dict[str, Any]:
    return _said(
        id=one.id, objective=one.objective, weight=_number(one.weight), gap=_number(one.gap)
    )


def _epic(epic: Epic) -> dict[str, Any]:
    contributions = [
        {"key_result": one.key_result, "amount": _number(one.amount)} for one in epic.contributions
    ]
    return _said(
        id=epic.id,
        contributions=contributions,
        value=_worth(epic.value),
        mandatory=epic.mandatory,
        finish_by=epic.finish_by,
        requires=list(epic.requires),
    )


def _item(item: Item) -> dict[str, Any]:
    return _said(
        id=item.id,
        epic=item.epic,
        points=as_points(item.points),
        optional=item.optional,
        area=item.area,
        skills=list(item.skills),
        teams=None if item.teams is None else list(item.teams),
        after=[{"item": one.item, "lag": one.lag} for one in item.after],
        earliest=item.earliest,
        latest=item.latest,
        value=_worth(item.value),
        category=item.category,
        mandatory=item.mandatory,
        excluded=item.excluded,
        pinned=item.pinned and _place(item.pinned),
    )


def _place(place: Place) -> dict[str, Any]:
    return {"team": place.team, "sprint": place.sprint}


def _share(share: Share) -> dict[str, Any]:
    return _said(category=share.category, at_least=share.at_least, at_most=share.at_most)
