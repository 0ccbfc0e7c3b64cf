"""Random problems of 8 to 30 items whose epics depend on each other's items, with lags."""

import random
from typing import Any

from portfolio.planning.problem import Problem, problem_from_document

SKILLS = ("ios", "web", "db")
SIZES = ([1, 2, 3, 5, 8], [0, 1, 2, 2.5, 3, 5], [2, 4, 6], [0.01, 3, 7.77])
ROOMS = ([5, 8, 13], [3, 5, 5.5, 8], [0, 3, 8, 20], [10, 21, 30])


def tied_document(seed: int) -> dict[str, Any]:
    """Return a problem document; the larger part of its items waits for other items."""
    draw = random.Random(seed)
    sprints = [f"S{n}" for n in range(1, draw.randint(2, 6) + 1)]
    teams = _teams(draw, sprints)
    names = [f"P-{n}" for n in range(draw.randint(8, 30))]
    epics = [f"E{n}" for n in range(draw.randint(2, len(names) // 3))]
    wild, sizes, tied = draw.random(), draw.choice(SIZES), draw.choice([0.2, 0.5, 0.8])
    items = []
    for n, name in enumerate(names):
        item: dict[str, Any] = {"id": name, "points": draw.choice(sizes)}
        if n < len(epics) or draw.random() < 0.85:
            item["epic"] = epics[n] if n < len(epics) else draw.choice(epics)
        if n and draw.random() < tied:
            item["after"] = _after(draw, names[:n])
        _say_who(draw, item, teams)
        _wish(draw, item, wild, (teams, sprints))
        items.append(item)
    key_results = [
        {"id": f"K{n}", "weight": draw.choice([0.7, 1, 2, 3.5]), "gap": draw.choice([1, 3, 7, 8.3])}
        for n in range(draw.randint(0, 3))
    ]
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": one} for one in sprints],
        "teams": teams,
        "key_results": key_results,
        "epics": [_epic(draw, one, wild, (names, sprints, key_results)) for one in epics],
        "items": items,
        "policy": _policy(draw),
        "baseline": _baseline(draw, names, (teams, sprints)),
    }


def tied_problem(seed: int) -> Problem:
    """Return a random problem with ties across epics."""
    return problem_from_document(tied_document(seed))


def _teams(draw: random.Random, sprints: list[str]) -> list[dict[str, Any]]:
    room, found = draw.choice(ROOMS), []
    for n in range(draw.randint(1, 5)):
        team: dict[str, Any] = {"id": f"T{n}", "capacity": [draw.choice(room) for _ in sprints]}
        team["skills"] = [one for one in SKILLS if draw.random() < 0.6]
        if draw.random() < 0.6:
            team["area"] = draw.choice(["a", "b"])
        if draw.random() < 0.2:
            team["wip_limit"] = draw.randint(1, 3)
        found.append(team)
    return found


def _after(draw: random.Random, earlier: list[str]) -> list[dict[str, Any]]:
    chosen = draw.sample(earlier, min(len(earlier), draw.randint(1, 2)))
    return [{"item": one, "lag": draw.choice([0, 0, 1, 1, 2])} for one in chosen]


def _say_who(draw: random.Random, item: dict[str, Any], teams: list[dict[str, Any]]) -> None:
    areas = [team["area"] for team in teams if "area" in team]
    if draw.random() < 0.3:
        item["skills"] = [draw.choice(SKILLS)]
    if areas and draw.random() < 0.25:
        item["area"] = draw.choice(areas)
    if draw.random() < 0.25:
        chosen = draw.sample(teams, draw.randint(1, len(teams)))
        item["teams"] = [team["id"] for team in chosen]


def _wish(draw: random.Random, item: dict[str, Any], wild: float, around: tuple[Any, Any]) -> None:
    teams, sprints = around
    if draw.random() < 0.1 * wild:
        first, last = sorted(draw.randrange(len(sprints)) for _ in range(2))
        item.update(earliest=sprints[first], latest=sprints[last])
    if draw.random() < 0.25 * wild:
        item["value"] = _worth(draw, len(sprints))
    if draw.random() < 0.4:
        item["category"] = draw.choice(["debt", "feature"])
    for key, chance in (("mandatory", 0.03), ("excluded", 0.04), ("optional", 0.12)):
        if draw.random() < chance * wild:
            item[key] = True
    if draw.random() < 0.02 * wild:
        item["pinned"] = {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}


def _worth(draw: random.Random, sprints: int) -> Any:
    if draw.random() < 0.5:
        return draw.randint(0, 6)
    return [draw.randint(0, 6) for _ in range(sprints)]


def _epic(draw: random.Random, name: str, wild: float, around: tuple[Any, ...]) -> dict[str, Any]:
    names, sprints, key_results = around
    epic: dict[str, Any] = {"id": name}
    epic["value"] = _worth(draw, len(sprints)) if draw.random() < 0.6 else 0
    epic["contributions"] = [
        {"key_result": one["id"], "amount": draw.choice([0, 1, 2.5, 4])}
        for one in key_results
        if draw.random() < 0.6
    ]
    if draw.random() < 0.15:
        epic["requires"] = draw.sample(names, draw.randint(1, 2))
    if draw.random() < 0.2:
        epic["finish_by"] = draw.choice(sprints)
    if draw.random() < 0.04 * wild:
        epic["mandatory"] = True
    return epic


def _policy(draw: random.Random) -> dict[str, Any]:
    share = {
        "category": "debt",
        draw.choice(["at_least", "at_most"]): draw.choice([0.05, 0.1, 0.3]),
    }
    return {
        "shares": [share] if draw.random() < 0.2 else [],
        "stability": draw.choice([0, 0, 0.3, 2]),
    }


def _baseline(draw: random.Random, names: list[str], around: tuple[Any, Any]) -> dict[str, Any]:
    teams, sprints = around
    chance = 0.5 if draw.random() < 0.4 else 0.0
    return {
        name: {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}
        for name in names
        if draw.random() < chance
    }
