"""Small problems with every feature at once, and the best plan by trying everything.

Nothing here uses the planner: the rules are counted from the document as they are written down.
"""

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import inf
from typing import Any

Document = dict[str, Any]
Spot = tuple[str, int]  # team, number of the sprint
POINTS = (0, 0.5, 1, 2, 2.5, 3, 3.33, 5, 8)
ROOMS = (0, 2, 3, 5, 5.5, 8, 10.01)
SKILLS = ("ios", "web")
CATEGORIES = ("debt", "feature", "care")


def small_document(seed: int, *, items: int = 8) -> Document:
    """Return a document of up to eight items; each feature comes often enough to meet others."""
    draw = random.Random(seed)
    sprints = [f"S{n}" for n in range(1, draw.choice([1, 2, 2, 3, 3, 4]) + 1)]
    teams = [_team(draw, n, sprints) for n in range(draw.choice([1, 2, 2, 3]))]
    names = [f"P-{n}" for n in range(draw.randint(0 if seed % 50 == 0 else 2, items))]
    epics = [f"E{n}" for n in range(draw.randint(0, 4) if names else 0)]
    goals = [
        {"id": f"K{n}", "weight": draw.choice([0.5, 1, 2, 5]), "gap": draw.choice([1, 2.5, 6])}
        for n in range(draw.randint(0, 2))
    ]
    wild = draw.choice([0, 0.3, 0.6, 1.5])  # how often something is demanded or forbidden
    work = [_item(draw, n, (names, epics, sprints, teams), wild) for n in range(len(names))]
    named = {one.get("epic") for one in work}
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": one} for one in sprints],
        "teams": teams,
        "key_results": goals,
        "epics": [_epic(draw, one, (names, sprints, goals, named), wild) for one in epics],
        "items": work,
        "policy": {"shares": _shares(draw, wild), "stability": draw.choice([0, 0, 0.3, 1, 4])},
        "baseline": _baseline(draw, names, teams, sprints),
    }


def _team(draw: random.Random, n: int, sprints: list[str]) -> Document:
    team: Document = {
        "id": f"T{n}",
        "capacity": [draw.choice(ROOMS) for _ in sprints],
        "skills": [one for one in SKILLS if draw.random() < 0.7],
    }
    if draw.random() < 0.6:
        team["area"] = draw.choice(["a", "b"])
    if draw.random() < 0.3:
        team["wip_limit"] = draw.randint(1, 2)
    return team


def _item(draw: random.Random, n: int, around: tuple[Any, ...], wild: float) -> Document:
    names, epics, sprints, teams = around
    item: Document = {"id": names[n], "points": draw.choice(POINTS)}
    if epics and draw.random() < 0.75:
        item["epic"] = draw.choice(epics)
    if draw.random() < 0.25:
        item["skills"] = draw.sample(SKILLS, draw.choice([1, 1, 2]))
    if draw.random() < 0.15:
        item["area"] = draw.choice(["a", "b"])
    if draw.random() < 0.2:
        item["teams"] = [one["id"] for one in draw.sample(teams, draw.randint(1, len(teams)))]
    _wish(draw, item, (teams, sprints), wild)
    if n and draw.random() < 0.35:
        before = draw.sample(names[:n], min(n, draw.choice([1, 1, 2])))
        item["after"] = [{"item": one, "lag": draw.choice([0, 0, 1, 2])} for one in before]
    return item


def _wish(draw: random.Random, item: Document, around: tuple[Any, Any], wild: float) -> None:
    teams, sprints = around
    if draw.random() < 0.2:
        first, last = sorted(draw.randrange(len(sprints)) for _ in range(2))
        item.update(draw.choice([{}, {"earliest": sprints[first]}]), latest=sprints[last])
    if draw.random() < 0.35:
        item["value"] = _worth(draw, len(sprints))
    if draw.random() < 0.6:
        item["category"] = draw.choice(CATEGORIES)
    for key, chance in (("mandatory", 0.06), ("excluded", 0.05), ("optional", 0.15)):
        if draw.random() < chance * (1 if key == "optional" else wild):
            item[key] = True
    if draw.random() < 0.06 * wild:
        item["pinned"] = {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}


def _worth(draw: random.Random, sprints: int) -> Any:
    if draw.random() < 0.4:
        return draw.choice([0, 1, 2.5, 6])
    return [draw.choice([0, 0.5, 1, 3, 6]) for _ in range(sprints)]


def _epic(draw: random.Random, name: str, around: tuple[Any, ...], wild: float) -> Document:
    names, sprints, goals, named = around
    epic: Document = {"id": name, "value": _worth(draw, len(sprints))}
    epic["contributions"] = [
        {"key_result": one["id"], "amount": draw.choice([0, 0.7, 1, 2.5, 4])}
        for one in goals
        if draw.random() < 0.6
    ]
    if draw.random() < 0.2 or name not in named:
        epic["requires"] = draw.sample(names, min(len(names), draw.choice([1, 1, 2])))
    if draw.random() < 0.3:
        epic["finish_by"] = draw.choice(sprints)
    if draw.random() < 0.08 * wild:
        epic["mandatory"] = True
    return epic


def _shares(draw: random.Random, wild: float) -> list[Document]:
    found = []
    for category in CATEGORIES:
        if draw.random() < 0.12 * wild:
            low, high = sorted(draw.choice([0, 0.05, 0.1, 0.15, 0.3, 0.6]) for _ in range(2))
            limits: list[Document] = [
                {"at_least": low},
                {"at_most": high},
                {"at_least": low, "at_most": high},
            ]
            found.append({"category": category, **draw.choice(limits)})
    return found


def _baseline(
    draw: random.Random, names: list[str], teams: list[Document], sprints: list[str]
) -> Document:
    chance = draw.choice([0, 0, 0.4, 0.9])
    return {
        name: {"team": draw.choice(teams)["id"], "sprint": draw.choice(sprints)}
        for name in names
        if draw.random() < chance
    }


def best_of(document: Document) -> float | None:
    """Return the best objective there is, None where no plan keeps every rule."""
    trial = _Trial(document)
    trial.go(0)
    return None if trial.best == -inf else trial.best


def least_overflow(document: Document) -> int | None:
    """Return the fewest hundredths by which capacity would have to grow for any plan to be."""
    trial = _Roomy(document)
    trial.go(0)
    return None if trial.best == -inf else round(-trial.best)


class _Trial:
    """Every placement of the items, predecessors first, cut where nothing better can follow."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sprint = {one["id"]: n for n, one in enumerate(document["sprints"])}
        self.room = {
            (team["id"], n): _whole(points)
            for team in document["teams"]
            for n, points in enumerate(team["capacity"])
        }
        self.wip = {one["id"]: one.get("wip_limit") for one in document["teams"]}
        self.order = _in_order(document["items"])
        self.epic_of = {one["id"]: one.get("epic") for one in self.order}
        self.before: dict[str, set[str]] = {}
        for one in self.order:
            earlier = {after["item"] for after in one.get("after", ())}
            self.before[one["id"]] = earlier.union(*(self.before[name] for name in earlier))
        self.spots = {one["id"]: list(self._spots(one)) for one in self.order}
        self.needs = {one["id"]: _needs(document, one) for one in document.get("epics", ())}
        self.musts = {one["id"] for one in self.order if one.get("mandatory") or one.get("pinned")}
        self.musts |= {
            item
            for one in document.get("epics", ())
            if one.get("mandatory")
            for item in self.needs[one["id"]]
        }
        whole = sum(self.room.values())
        self.shares = [
            (
                one["category"],
                Fraction(str(one.get("at_least") or 0)) * whole,
                Fraction(str(1 if one.get("at_most") is None else one["at_most"])) * whole,
            )
            for one in document["policy"]["shares"]
        ]
        self.where: dict[str, Spot | None] = {}
        self.spent: Counter[str] = Counter()
        self.best = -inf

    def _spots(self, item: Document) -> Iterator[Spot]:
        if item.get("excluded"):
            return
        first = self.sprint[item["earliest"]] if item.get("earliest") is not None else 0
        last = (
            self.sprint[item["latest"]] if item.get("latest") is not None else len(self.sprint) - 1
        )
        pin = item.get("pinned")
        for sprint in range(first, last + 1):
            for team in self.document["teams"]:
                here = team["id"], sprint
                if pin and here != (pin["team"], self.sprint[pin["sprint"]]):
                    continue
                if _may(team, item):
                    yield here

    def go(self, n: int) -> None:
        """Try everything from the n-th item on."""
        if self._most() <= self.best + 1e-12:
            return
        if n == len(self.order):
            if self._holds():
                self.best = max(self.best, self._most())
            return
        item = self.order[n]
        for spot in self.spots[item["id"]]:
            if self._fits(item, spot):
                self._put(item, spot, 1)
                self.go(n + 1)
                self._put(item, spot, -1)
        if item["id"] not in self.musts:
            self.where[item["id"]] = None
            self.go(n + 1)
        self.where.pop(item["id"], None)

    def _fits(self, item: Document, spot: Spot) -> bool:
        if not self._has_room(item, spot):
            return False
        for one in item.get("after", ()):
            before = self.where[one["item"]]
            if before is None or before[1] + one.get("lag", 0) > spot[1]:
                return False
        epic, limit = item.get("epic"), self.wip[spot[0]]
        if epic is None or limit is None:
            return True
        at_work = {self.epic_of[name] for name, place in self.where.items() if place == spot} - {
            None
        }
        fits: bool = len(at_work | {epic}) <= limit
        return fits

    def _has_room(self, item: Document, spot: Spot) -> bool:
        room: int = self.room[spot]
        return room >= _whole(item["points"])

    def _put(self, item: Document, spot: Spot, sign: int) -> None:
        points = _whole(item["points"])
        self.room[spot] -= sign * points
        if item.get("category") is not None:
            self.spent[item["category"]] += sign * points
        self.where[item["id"]] = spot

    def _holds(self) -> bool:
        shares = all(low <= self.spent[name] <= high for name, low, high in self.shares)
        return shares and all(
            self._finish(one) is not None
            for one in self.document.get("epics", ())
            if one.get("mandatory")
        )

    def _finish(self, epic: Document) -> int | None:
        """Return the earliest sprint the epic can still be finished in, None for never."""
        latest = -1
        for name in self.needs[epic["id"]]:
            spot = self.where.get(name, ("", 0))
            if spot is None or not self.spots[name]:
                return None
            latest = max(latest, spot[1])
        by = (
            self.sprint[epic["finish_by"]]
            if epic.get("finish_by") is not None
            else len(self.sprint) - 1
        )
        return latest if 0 <= latest <= by else None

    def _most(self) -> float:
        """Return what can still be reached; exact once every item is decided."""
        amounts: Counter[str] = Counter()
        total = 0.0
        for epic in self.document.get("epics", ()):
            finish = self._finish(epic)
            if finish is None:
                continue
            open_ = any(name not in self.where for name in self.needs[epic["id"]])
            total += _worth_from(epic.get("value", 0), finish, open_=open_)
            for one in epic.get("contributions", ()):
                amounts[one["key_result"]] += one["amount"]
        for goal in self.document.get("key_results", ()):
            total += goal["weight"] * min(1.0, amounts[goal["id"]] / goal["gap"])
        for item in self.order:
            spot = self.where.get(item["id"], ("", 0))
            if spot is not None:
                open_ = item["id"] not in self.where
                total += _worth_from(item.get("value", 0), spot[1], open_=open_)
        return float(total - self.document["policy"]["stability"] * self._moved())

    def _moved(self) -> int:
        return sum(
            name in self.where and self.where[name] != (place["team"], self.sprint[place["sprint"]])
            for name, place in self.document["baseline"].items()
        )


class _Roomy(_Trial):
    """The same where capacity may be passed, which is the only thing that counts."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        planned = self.musts | set().union(*(self.before[name] for name in self.musts), set())
        self.order = [one for one in self.order if one["id"] in planned]
        self.musts = planned

    def _has_room(self, item: Document, spot: Spot) -> bool:
        return True

    def _most(self) -> float:
        return float(sum(min(0, room) for room in self.room.values()))


def _whole(points: float) -> int:
    return round(100 * points)


def _may(team: Document, item: Document) -> bool:
    if item.get("teams") is not None:
        return team["id"] in item["teams"]
    able = set(item.get("skills", ())) <= set(team.get("skills", ()))
    return able and item.get("area") in (None, team.get("area"))


def _worth_from(value: Any, sprint: int, *, open_: bool) -> float:
    if not isinstance(value, list):
        return float(value)
    return float(max(value[sprint:]) if open_ else value[sprint])


def _needs(document: Document, epic: Document) -> set[str]:
    """Return the items the epic needs; an excluded one that it requires has no spot."""
    own = {
        one["id"]
        for one in document["items"]
        if one.get("epic") == epic["id"] and not one.get("optional") and not one.get("excluded")
    }
    return own | set(epic.get("requires", ()))


def _in_order(items: list[Document]) -> list[Document]:
    left, found = list(items), []
    done: set[str] = set()
    while left:
        ready = [one for one in left if done >= {a["item"] for a in one.get("after", ())}]
        found += ready
        done |= {one["id"] for one in ready}
        left = [one for one in left if one not in ready]
    return found
