"""Why something is left out, in one English sentence; the pages word it in their own language."""

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.planning.plan import Need
from portfolio.planning.reasons import Reason
from portfolio.planning.terms import as_points

_SENTENCES = {
    "empty": "All the work of {name} is excluded or optional.",
    "excluded_item": "{name} needs item {item}, which is excluded.",
    "waits_for": "{name} comes after item {item}, which can't be planned.",
    "nobody": "No team can do item {item} of {name}{asks}.",
    "chain": "{name} waits for a chain of work that takes too long.",
    "no_sprint": "Item {item} of {name} can't be done in the sprints that its dates allow.",
    "pinned_away": "Item {item} of {name} is pinned where it can't be.",
    "too_large": (
        "Item {item} of {name} ({points} points) is larger than any sprint of a team that could "
        "do it has room for ({most})."
    ),
    "no_room_in_time": "{name} can't be done by {sprint} with the capacity there is.",
    "no_gain": "{name} would add nothing to what the plan already reaches.",
    "no_pay": "There is room for {name}, but doing it costs more than it brings.",
    "short": "{name} is {short}.",
    "moves": "{name} fits only if other work moves.",
    "share": "{name} would take {categories} over its share.",
    "share_and_capacity": "{name} would take {categories} over its share, and is {short}.",
    "wip": "{name} would be one epic more than {teams} may have at once.",
    "wip_and_capacity": "{name} would be one epic more than {teams} may have, and is {short}.",
    "wip_and_share": (
        "{name} would take {categories} over its share, and be one epic more than {teams} may have."
    ),
    "wip_and_share_and_capacity": (
        "{name} would take {categories} over its share, be one epic more than {teams} may have, "
        "and is {short}."
    ),
    "late": "{name} waits for item {item}, which the plan does too late, in {sprint}.",
}


def sentence(name: str, reason: Reason) -> str:
    """Return the reason as a sentence about what has that name."""
    about: Mapping[str, Any] = reason.about
    asks = [*about.get("skills", ()), *([about["area"]] if about.get("area") else [])]
    words = {
        **about,
        "name": name,
        "asks": f": it asks for {listed(asks)}" if asks else "",
        "categories": listed(about.get("categories", ())) or "its category",
        "teams": listed(about.get("teams", ()), "or") or "its teams",
        "short": _short(reason.needs or ()),
    }
    if reason.detail == "late" and "item" not in about:
        return f"{name} waits for work that the plan does too late."
    return _SENTENCES[reason.detail].format_map(words)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a list in a sentence."""
    head, tail = ", ".join(names[:-1]), "".join(names[-1:])
    return f"{head} {last} {tail}" if head else tail


def by_team(needs: Sequence[Need]) -> dict[str, float | int]:
    """Return how many points are missing of each team, most first."""
    found: dict[str, int] = {}
    for need in needs:
        found[need.team] = found.get(need.team, 0) + round(100 * need.points)
    return {team: as_points(found[team]) for team in sorted(found, key=lambda one: -found[one])}


def _short(needs: Sequence[Need]) -> str:
    teams = by_team(needs)
    if not teams:
        return "short of nothing"
    total = as_points(round(sum(100 * points for points in teams.values())))
    if len(needs) == 1:
        return f"{total} points short: {needs[0].team} in {needs[0].sprint}"
    if len(teams) == 1:
        return f"{total} points short, all of {needs[0].team}"
    parts = listed([f"{points} of {team}" for team, points in teams.items()])
    return f"{total} points short: {parts}"
