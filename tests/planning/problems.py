"""Small random problems with every feature, and the best plan by trying everything."""

import random
from itertools import product
from typing import Any

from portfolio.planning.numbered import Numbered, numbered
from portfolio.planning.problem import Problem, problem_from_document
from portfolio.planning.score import score
from portfolio.planning.sheet import Sheet


def random_document(seed: int, *, items: int = 6) -> dict[str, Any]:
    """Return a small problem document that uses many features at once."""
    draw = random.Random(seed)
    sprints = [f"S{n}" for n in range(1, draw.randint(1, 3) + 1)]
    teams = [_team(draw, n, len(sprints)) for n in range(draw.randint(1, 3))]
    names = [f"P-{n}" for n in range(draw.randint(1, items))]
    epics = [f"E{n}" for n in range(draw.randint(0, 3))]
    work = [_item(draw, n, (names, epics, sprints, teams)) for n in range(len(names))]
    named = {one.get("epic") for one in work}
    key_results = [
        {"id": f"K{n}", "weight": draw.randint(1, 5), "gap": draw.randint(1, 8)}
        for n in range(draw.randint(0, 2))
    ]
    document = {
        "format": "portfolio.problem/1",
        "sprints": [{"id": one} for one in sprints],
        "teams": teams,
        "key_results": key_results,
        "epics": [_epic(draw, one, (names, sprints, key_results)) for one in epics],
        "items": work,
        "policy": {
            "shares": _shares(draw),
            "stability": draw.choice([0, 0, 0.3, 2]),
        },
    }
    for epic in document["epics"]:
        if epic["id"] not in named and not epic.get("requires"):
            epic["requires"] = [draw.choice(names)]
    if draw.random() < 0.4:
        document["baseline"] = {
            name: {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}
            for name in names
            if draw.random() < 0.5
        }
    return document


def _team(draw: random.Random, n: int, sprints: int) -> dict[str, Any]:
    team: dict[str, Any] = {
        "id": f"T{n}",
        "capacity": [draw.choice([0, 3, 5, 5.5, 8, 13]) for _ in range(sprints)],
        "skills": [one for one in ("ios", "web") if draw.random() < 0.6],
    }
    if draw.random() < 0.5:
        team["area"] = draw.choice(["a", "b"])
    if draw.random() < 0.3:
        team["wip_limit"] = draw.randint(1, 2)
    return team


def _item(draw: random.Random, n: int, around: tuple[Any, ...]) -> dict[str, Any]:
    names, epics, sprints, teams = around
    item: dict[str, Any] = {"id": names[n], "points": draw.choice([0, 1, 2, 2.5, 3, 5])}
    if epics and draw.random() < 0.75:
        item["epic"] = draw.choice(epics)
    if draw.random() < 0.3:
        item["skills"] = [draw.choice(["ios", "web"])]
    if draw.random() < 0.15:
        item["area"] = draw.choice(["a", "b"])
    if draw.random() < 0.2:
        item["teams"] = [draw.choice(teams)["id"]]
    _wishes(draw, item, n, around)
    return item


def _wishes(draw: random.Random, item: dict[str, Any], n: int, around: tuple[Any, ...]) -> None:
    names, _, sprints, teams = around
    if n and draw.random() < 0.35:
        item["after"] = [{"item": draw.choice(names[:n]), "lag": draw.choice([0, 0, 1])}]
    if draw.random() < 0.15:
        first, last = sorted([draw.randrange(len(sprints)) for _ in range(2)])
        item.update(earliest=sprints[first], latest=sprints[last])
    if draw.random() < 0.3:
        item["value"] = _worth(draw, len(sprints))
    if draw.random() < 0.4:
        item["category"] = draw.choice(["debt", "feature"])
    for key, chance in (("mandatory", 0.08), ("excluded", 0.06), ("optional", 0.12)):
        if draw.random() < chance:
            item[key] = True
    if draw.random() < 0.07:
        item["pinned"] = {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}


def _worth(draw: random.Random, sprints: int) -> Any:
    if draw.random() < 0.5:
        return draw.randint(0, 6)
    return [draw.randint(0, 6) for _ in range(sprints)]


def _epic(draw: random.Random, name: str, around: tuple[Any, ...]) -> dict[str, Any]:
    names, sprints, key_results = around
    epic: dict[str, Any] = {"id": name, "value": _worth(draw, len(sprints))}
    epic["contributions"] = [
        {"key_result": one["id"], "amount": draw.choice([0, 1, 2.5, 4])}
        for one in key_results
        if draw.random() < 0.6
    ]
    if draw.random() < 0.2:
        epic["requires"] = draw.sample(names, min(len(names), draw.randint(1, 2)))
    if draw.random() < 0.25:
        epic["finish_by"] = draw.choice(sprints)
    if draw.random() < 0.1:
        epic["mandatory"] = True
    return epic


def _shares(draw: random.Random) -> list[dict[str, Any]]:
    if draw.random() < 0.7:
        return []
    share: dict[str, Any] = {"category": "debt"}
    if draw.random() < 0.5:
        share["at_least"] = draw.choice([0.05, 0.1, 0.3])
    else:
        share["at_most"] = draw.choice([0.05, 0.1, 0.3])
    return [share]


def random_problem(seed: int, *, items: int = 6) -> Problem:
    """Return a small random problem."""
    return problem_from_document(random_document(seed, items=items))


def best_by_trying(problem: Problem) -> float | None:
    """Return the best objective there is, None where no plan keeps the rules."""
    grid = numbered(problem)
    best: list[float] = []
    _try(grid, Sheet(grid), 0, best)
    return max(best, default=None)


def _try(grid: Numbered, sheet: Sheet, n: int, best: list[float]) -> None:
    if n == len(grid.order):
        if sheet.musts_met() and sheet.shares_met():
            objective = score(grid, sheet.where).objective
            best[:] = [max([objective, *best])]
        return
    item = grid.order[n]
    _try(grid, sheet, n + 1, best)
    for slot in product(range(len(grid.problem.teams)), range(grid.sprints)):
        if sheet.allows(item, slot):
            sheet.put(item, slot)
            _try(grid, sheet, n + 1, best)
            sheet.take(item)
