"""Invented planning problems of any size, the same for the same seed, shaped like LeSS products."""

import random
from dataclasses import dataclass
from typing import Any

from portfolio.planning.numbered import numbered
from portfolio.planning.problem import problem_from_document

SIZES: dict[str, tuple[int, int, int, float]] = {
    # stories, teams, sprints, points a team has in a sprint
    "300x8x6": (300, 8, 6, 14.0),
    "1000x12x6": (1000, 12, 6, 36.0),
    "5000x50x6": (5000, 50, 6, 42.0),
    "20000x200x6": (20000, 200, 6, 42.0),
    # the shortest and the longest horizon
    "1000x12x4": (1000, 12, 4, 54.0),
    "1000x12x12": (1000, 12, 12, 19.0),
    "5000x50x4": (5000, 50, 4, 64.0),
    "5000x50x12": (5000, 50, 12, 21.0),
}
POINTS = (1, 2, 3, 5, 8, 13)
POINT_WEIGHTS = (15, 22, 25, 22, 12, 4)
SKILLS = ("backend", "web", "ios", "android", "data", "ops")
RARE = ("payments", "firmware")  # where skills bind, a third of an area's teams have each


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a problem is, and which of the contract's features it uses."""

    stories: int
    teams: int
    sprints: int
    capacity: float
    binding_skills: bool = False
    everything: bool = False


def shape(size: str, seed: int, *, everything: bool = False) -> Shape:
    """Return the shape of a named size; in every third seed skills really bind."""
    stories, teams, sprints, capacity = SIZES[size]
    return Shape(stories, teams, sprints, capacity, seed % 3 == 2, everything)


def instance(size: str, seed: int, *, everything: bool = False) -> dict[str, Any]:
    """Return the problem document of a named size and seed."""
    document = problem(shape(size, seed, everything=everything), seed)
    document["name"] = f"{size} seed {seed}{' with everything' if everything else ''}"
    return document


def problem(wanted: Shape, seed: int) -> dict[str, Any]:
    """Return a problem document of that shape."""
    draw = random.Random(f"{wanted}-{seed}")
    sprints = [{"id": f"S{n + 1}"} for n in range(wanted.sprints)]
    teams = _teams(draw, wanted)
    areas = sorted({team["area"] for team in teams})
    key_results = _key_results(draw, max(4, len(areas) * 4))
    epics, items = _work(draw, wanted, (teams, areas))
    _move_key_results(draw, epics, key_results)
    document: dict[str, Any] = {
        "format": "portfolio.problem/1",
        "sprints": sprints,
        "teams": teams,
        "key_results": key_results,
        "epics": epics,
        "items": items,
    }
    _fit_capacity(draw, document, wanted)
    if wanted.everything:
        _use_everything(draw, document)
        _drop_vain_wishes(document)
    return document


def _teams(draw: random.Random, wanted: Shape) -> list[dict[str, Any]]:
    teams: list[dict[str, Any]] = []
    area = 0
    while len(teams) < wanted.teams:
        left = wanted.teams - len(teams)
        size = left if left <= 8 else min(draw.randint(4, 8), left - 4)
        for _ in range(size):
            skills = sorted(draw.sample(SKILLS, draw.randint(4, 5)))
            teams.append({"id": f"T{len(teams) + 1}", "area": f"A{area + 1}", "skills": skills})
        for rare in RARE if wanted.binding_skills else ():
            for team in draw.sample(teams[-size:], max(1, round(size / 3))):
                team["skills"].append(rare)
        area += 1
    return teams


def _key_results(draw: random.Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"KR{n + 1}",
            "objective": f"O{n // 4 + 1}",
            "weight": round(draw.uniform(0.5, 3.0), 2),
            "gap": round(draw.uniform(5, 50), 1),
        }
        for n in range(count)
    ]


def _work(draw: random.Random, wanted: Shape, around: Any) -> tuple[Any, Any]:
    teams, areas = around
    skills_of = {
        area: [sorted(team["skills"]) for team in teams if team["area"] == area] for area in areas
    }
    epics: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    while len(items) < wanted.stories:
        area = draw.choice(areas)
        if draw.random() < 0.04 or wanted.stories - len(items) < 4:
            items.append(_loose(draw, len(items), area, wanted.sprints))
            continue
        rare = draw.uniform(0.5, 0.9) if wanted.binding_skills else 0.0
        epic = {"id": f"E{len(epics) + 1}", "area": area, "rare": rare}
        size = _epic_size(draw, wanted.stories - len(items))
        first = len(items)
        for _ in range(size):
            items.append(_story(draw, len(items), first, (epic, skills_of[area], wanted)))
        epics.append(epic)
    _link_across(draw, items)
    for epic in epics:
        _value(draw, epic, wanted.sprints)
    draw.shuffle(epics)
    return epics, items


def _epic_size(draw: random.Random, left: int) -> int:
    """Return 4 to 18 stories so that what is left is never too little for another epic."""
    size = min(draw.randint(4, 18), left)
    if left - size in (1, 2, 3):
        return left if left <= 18 else left - 4
    return size


def _story(draw: random.Random, n: int, first: int, around: Any) -> dict[str, Any]:
    epic, skills_of, wanted = around
    item: dict[str, Any] = {
        "id": f"P-{n + 1}",
        "epic": epic["id"],
        "area": epic["area"],
        "points": draw.choices(POINTS, POINT_WEIGHTS)[0],
    }
    roll = draw.random()
    if roll < epic["rare"]:
        item["skills"] = [draw.choice(RARE)]
    elif roll > 0.75:
        item["skills"] = [draw.choice([one for one in draw.choice(skills_of) if one in SKILLS])]
    if n > first and draw.random() < 0.25:
        lag = 1 if draw.random() < 0.1 else 0
        item["after"] = [{"item": f"P-{draw.randint(first, n - 1) + 1}", "lag": lag}]
    return item


def _loose(draw: random.Random, n: int, area: str, sprints: int) -> dict[str, Any]:
    worth = round(draw.uniform(0.0, 0.15), 3)
    late = [round(worth * (1 - 0.9 * sprint / sprints), 4) for sprint in range(sprints)]
    value = worth if draw.random() < 0.6 else late
    points = draw.choices(POINTS, POINT_WEIGHTS)[0]
    return {"id": f"P-{n + 1}", "area": area, "points": points, "value": value}


def _link_across(draw: random.Random, items: list[dict[str, Any]]) -> None:
    for n, item in enumerate(items):
        if n < 20 or "after" in item:
            continue
        roll = draw.random()
        near = [one for one in items[max(0, n - 60) : n] if one["area"] == item["area"]]
        if roll < 0.03 and near:
            item["after"] = [{"item": draw.choice(near)["id"], "lag": 0}]
        elif roll < 0.04:
            item["after"] = [{"item": items[draw.randrange(n)]["id"], "lag": 0}]


def _value(draw: random.Random, epic: dict[str, Any], sprints: int) -> None:
    kind = draw.random()
    worth = draw.lognormvariate(-2.6, 0.7)
    if kind < 0.5:
        epic["value"] = round(worth, 4)
    elif kind < 0.75:  # cost of delay
        epic["value"] = [
            round(worth * (1 - 0.72 * sprint / sprints), 4) for sprint in range(sprints)
        ]
    elif kind < 0.85:  # a chance that expires
        until = draw.randint(2, sprints)
        epic["value"] = [round(worth * 1.3, 4) if s < until else 0 for s in range(sprints)]
    del epic["area"], epic["rare"]


def _move_key_results(draw: random.Random, epics: Any, key_results: Any) -> None:
    for epic in epics:
        if draw.random() < 0.8:
            for one in draw.sample(key_results, draw.choice([1, 1, 2])):
                epic.setdefault("contributions", []).append({"key_result": one["id"]})
    for one in key_results:
        movers = [
            entry
            for epic in epics
            for entry in epic.get("contributions", ())
            if entry["key_result"] == one["id"]
        ]
        reach = draw.uniform(0.7, 1.9) * one["gap"]
        shares = [draw.lognormvariate(0, 0.7) for _ in movers]
        for entry, share in zip(movers, shares, strict=True):
            entry["amount"] = round(reach * share / sum(shares), 3)


def _fit_capacity(draw: random.Random, document: dict[str, Any], wanted: Shape) -> None:
    """Give teams uneven capacity; where demand would be off 1.3-1.8 of it, scale to fit."""
    for team in document["teams"]:
        usual = wanted.capacity * draw.uniform(0.75, 1.25)
        team["capacity"] = [round(usual * draw.uniform(0.8, 1.1)) for _ in range(wanted.sprints)]
    capacity = sum(sum(team["capacity"]) for team in document["teams"])
    demand = sum(item["points"] for item in document["items"]) / capacity
    if not 1.3 <= demand <= 1.8:
        factor = demand / draw.uniform(1.35, 1.75)
        for team in document["teams"]:
            team["capacity"] = [max(5, round(one * factor)) for one in team["capacity"]]


def _use_everything(draw: random.Random, document: dict[str, Any]) -> None:
    sprints = [one["id"] for one in document["sprints"]]
    teams, epics, items = document["teams"], document["epics"], document["items"]
    for team in teams:
        if draw.random() < 0.4:
            team["wip_limit"] = draw.randint(4, 6)
    for epic in draw.sample(epics, max(1, len(epics) // 50)):
        epic.update(mandatory=True, finish_by=sprints[-1 if draw.random() < 0.5 else -2])
    loose = [one for one in items if "epic" not in one]
    for one in items:
        _restrict(draw, one, sprints)
    for epic in draw.sample(epics, max(1, len(epics) // 20)):
        if loose:
            epic["requires"] = [draw.choice(loose)["id"]]
    _pin(draw, document)
    document["policy"] = {
        "shares": [
            {"category": "debt", "at_least": 0.10},
            {"category": "care", "at_most": 0.12},
        ],
        "stability": 0.001,
    }
    document["baseline"] = _baseline(draw, document)


def _restrict(draw: random.Random, item: dict[str, Any], sprints: list[str]) -> None:
    item["category"] = draw.choices(["feature", "debt", "care"], [75, 15, 10])[0]
    roll = draw.random()
    if roll < 0.03:
        item["earliest"] = draw.choice(sprints[1:3])
    elif roll < 0.05:
        item["latest"] = draw.choice(sprints[-3:])
    elif roll < 0.08:
        item["optional"] = True
    elif roll < 0.085:
        item["excluded"] = True


def _open_to(item: dict[str, Any], team: dict[str, Any]) -> bool:
    return team["area"] == item["area"] and set(item.get("skills", ())) <= set(team["skills"])


def _pin(draw: random.Random, document: dict[str, Any]) -> None:
    free = [one for one in document["items"] if "after" not in one and "excluded" not in one]
    for item in draw.sample(free, max(1, len(free) // 200)):
        fitting = [team for team in document["teams"] if _open_to(item, team)]
        first = item.get("earliest", "S1")
        if fitting and item["points"] <= 8 and "latest" not in item:
            item["pinned"] = {"team": draw.choice(fitting)["id"], "sprint": first}


def _baseline(draw: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """Have a plan of before for a third of the items; it kept to the capacity there is now."""
    baseline = {}
    room = {team["id"]: list(team["capacity"]) for team in document["teams"]}
    for item in document["items"]:
        sprint = draw.randrange(len(document["sprints"]))
        fitting = [
            team["id"]
            for team in document["teams"]
            if _open_to(item, team) and room[team["id"]][sprint] >= item["points"]
        ]
        if fitting and draw.random() < 0.3:
            team = draw.choice(fitting)
            room[team][sprint] -= item["points"]
            baseline[item["id"]] = {"team": team, "sprint": document["sprints"][sprint]["id"]}
    return baseline


def _drop_vain_wishes(document: dict[str, Any]) -> None:
    """Demand no epic that can't be finished and pin nothing where it can't be."""
    grid = numbered(problem_from_document(document))
    for n, epic in enumerate(document["epics"]):
        if grid.deadline[n] < 0:
            epic.pop("mandatory", None)
    for n, item in enumerate(document["items"]):
        if "pinned" in item and (not grid.teams[n] or grid.first[n] > grid.last[n]):
            del item["pinned"]
