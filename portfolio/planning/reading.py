"""Turn the JSON document of a planning problem into its terms, noting every fault by path."""

from typing import Any

from portfolio.planning.faults import Fault
from portfolio.planning.nodes import Node
from portfolio.planning.terms import (
    After,
    Contribution,
    Epic,
    Item,
    KeyResult,
    Place,
    Policy,
    Share,
    Sprint,
    Team,
)

FORMAT = "portfolio.problem/1"


def read_terms(document: object, faults: list[Fault]) -> dict[str, Any]:
    """Return the parts of the problem by name; add to `faults` what can't be read."""
    root = Node(document, "", faults)
    found = root.text("format")
    if found != FORMAT and not found.startswith("\0"):
        root.fault("format", f'must be "{FORMAT}", found "{found[:40]}"')
    parts = {
        "name": root.maybe_text("name", empty="") or "",
        "sprints": tuple(_sprint(node) for node in root.nodes("sprints", required=True)),
        "teams": tuple(_team(node) for node in root.nodes("teams", required=True)),
        "key_results": tuple(_key_result(node) for node in root.nodes("key_results")),
        "epics": tuple(_epic(node) for node in root.nodes("epics")),
        "items": tuple(_item(node) for node in root.nodes("items", required=True)),
        "policy": _policy(root.node("policy")),
        "baseline": tuple((name, _place(node)) for name, node in root.entries("baseline")),
    }
    root.close()
    return parts


def _sprint(node: Node) -> Sprint:
    return Sprint(id=node.text("id"), starts_on=node.day("starts_on"), ends_on=node.day("ends_on"))


def _team(node: Node) -> Team:
    return Team(
        id=node.text("id"),
        capacity=node.points_list("capacity"),
        area=node.maybe_text("area"),
        skills=node.texts("skills"),
        wip_limit=node.count("wip_limit", default=None),
    )


def _key_result(node: Node) -> KeyResult:
    return KeyResult(
        id=node.text("id"),
        weight=node.number("weight"),
        gap=node.number("gap"),
        objective=node.maybe_text("objective"),
    )


def _epic(node: Node) -> Epic:
    return Epic(
        id=node.text("id"),
        contributions=tuple(
            Contribution(key_result=one.text("key_result"), amount=one.number("amount"))
            for one in node.nodes("contributions")
        ),
        value=node.worth("value"),
        mandatory=node.flag("mandatory"),
        finish_by=node.maybe_text("finish_by"),
        requires=node.texts("requires"),
    )


def _item(node: Node) -> Item:
    pinned = node.maybe_node("pinned")
    item = Item(
        id=node.text("id"),
        points=node.points("points"),
        epic=node.maybe_text("epic"),
        optional=node.flag("optional"),
        area=node.maybe_text("area"),
        skills=node.texts("skills"),
        teams=node.maybe_texts("teams"),
        after=tuple(
            After(item=one.text("item"), lag=one.count("lag", default=0) or 0)
            for one in node.nodes("after")
        ),
        earliest=node.maybe_text("earliest"),
        latest=node.maybe_text("latest"),
        value=node.worth("value"),
        category=node.maybe_text("category"),
        mandatory=node.flag("mandatory"),
        excluded=node.flag("excluded"),
        pinned=_place(pinned) if pinned else None,
    )
    if pinned:
        pinned.close()
    return item


def _place(node: Node) -> Place:
    return Place(team=node.text("team"), sprint=node.text("sprint"))


def _policy(node: Node | None) -> Policy:
    if node is None:
        return Policy()
    shares = tuple(
        Share(
            category=one.text("category"),
            at_least=one.maybe_number("at_least"),
            at_most=one.maybe_number("at_most"),
        )
        for one in node.nodes("shares")
    )
    policy = Policy(shares=shares, stability=node.number("stability", 0.0))
    node.close()
    return policy
