"""Problems that somebody could send: broken in one way that is known, or odd but to be planned."""

import json
import random
from collections.abc import Callable
from typing import Any

from tests.planning.small import Document, small_document

Spoil = Callable[[random.Random, Document], str | None]  # the path of the fault, None: not here
Twist = Callable[[random.Random, Document], None]
WRONG_NUMBERS: tuple[Any, ...] = (
    -1,
    float("nan"),
    float("inf"),
    -float("inf"),
    1e101,
    "5",
    True,
    None,
    [],
    {},
)


def nasty(seed: int) -> tuple[bytes, Document, str | None]:
    """Return a document's bytes, the document, and the path it must be refused by, if any."""
    draw = random.Random(f"nasty {seed}")
    document = small_document(100_000 + seed)
    if seed % 2:
        draw.choice(TWISTS)(draw, document)
        return json.dumps(document).encode(), document, None
    while True:
        path = draw.choice(SPOILS)(draw, document)
        if path is not None:
            return json.dumps(document).encode(), document, path


def _one(draw: random.Random, document: Document, part: str) -> tuple[int, Document] | None:
    rows = document[part]
    if not rows:
        return None
    n = draw.randrange(len(rows))
    return n, rows[n]


def _unknown_key(draw: random.Random, document: Document) -> str | None:
    part = draw.choice(["sprints", "teams", "key_results", "epics", "items", ""])
    if not part:
        document["extra"] = 1
        return "extra"
    found = _one(draw, document, part)
    if found is None:
        return None
    found[1]["typo"] = 1
    return f"{part}[{found[0]}].typo"


def _missing_key(draw: random.Random, document: Document) -> str | None:
    part, key = draw.choice(
        [("teams", "capacity"), ("items", "points"), ("items", "id"), ("sprints", "id"),
         ("key_results", "weight"), ("key_results", "gap"), ("epics", "id"), ("teams", "id")]
    )  # fmt: skip
    found = _one(draw, document, part)
    if found is None:
        return None
    del found[1][key]
    return f"{part}[{found[0]}].{key}"


def _wrong_number(draw: random.Random, document: Document) -> str | None:
    part, key = draw.choice(
        [("items", "points"), ("items", "value"), ("epics", "value"), ("key_results", "weight"),
         ("key_results", "gap")]
    )  # fmt: skip
    found = _one(draw, document, part)
    if found is None:
        return None
    value = draw.choice(WRONG_NUMBERS)
    found[1][key] = value
    return f"{part}[{found[0]}].{key}"


def _wrong_capacity(draw: random.Random, document: Document) -> str | None:
    n, team = _one(draw, document, "teams") or (0, {})
    place = draw.randrange(len(team["capacity"]))
    if draw.random() < 0.3:
        team["capacity"].append(1)
        return f"teams[{n}].capacity"
    team["capacity"][place] = draw.choice([-1, float("nan"), 0.005, 1e101, "5", None, False])
    return f"teams[{n}].capacity[{place}]"


def _zero(draw: random.Random, document: Document) -> str | None:
    found = _one(draw, document, "key_results")
    if found is None:
        return None
    key = draw.choice(["weight", "gap"])
    found[1][key] = draw.choice([0, -0.0])
    return f"key_results[{found[0]}].{key}"


def _wrong_item(draw: random.Random, document: Document) -> str | None:
    found = _one(draw, document, "items")
    if found is None:
        return None
    n, item = found
    wrong: dict[str, Any] = {
        "epic": "E99", "teams": [], "earliest": "S99", "latest": 3, "area": 5, "skills": "ios",
        "mandatory": 1, "optional": "yes", "excluded": None, "after": {}, "category": [],
        "pinned": {"team": "T0"}, "points": 0.005,
    }  # fmt: skip
    key = draw.choice(sorted(wrong))
    item[key] = wrong[key]
    return f"items[{n}].{key}"


def _twice(draw: random.Random, document: Document) -> str | None:
    part = draw.choice(["sprints", "teams", "key_results", "epics", "items"])
    rows = document[part]
    if len(rows) < 2:
        return None
    rows[-1]["id"] = rows[0]["id"]
    return f"{part}[{len(rows) - 1}].id"


def _cycle(draw: random.Random, document: Document) -> str | None:
    items = document["items"]
    if len(items) < 2:
        return None
    one, other = draw.sample(range(len(items)), 2)
    items[one]["after"] = [{"item": items[other]["id"]}]
    items[other]["after"] = [{"item": items[one]["id"]}]
    return "items["


def _wrong_share(draw: random.Random, document: Document) -> str | None:
    choices: list[tuple[Document, str]] = [
        ({"at_least": 1.5}, "at_least"),
        ({"at_most": -0.1}, "at_most"),
        ({"at_least": 0.5, "at_most": 0.1}, "at_least"),
        ({"at_most": float("nan")}, "at_most"),
        ({"at_least": True}, "at_least"),
    ]
    wrong, key = draw.choice(choices)
    document["policy"]["shares"] = [{"category": "debt", **wrong}]
    return f"policy.shares[0].{key}"


def _wrong_place(draw: random.Random, document: Document) -> str | None:
    found = _one(draw, document, "items")
    if found is None:
        return None
    document["baseline"] = {found[1]["id"]: {"team": "T77", "sprint": document["sprints"][0]["id"]}}
    return f'baseline["{found[1]["id"]}"].team'


def _empty_epic(draw: random.Random, document: Document) -> str | None:
    document["epics"].append({"id": "nobody's"})
    return f"epics[{len(document['epics']) - 1}]"


def _backwards(draw: random.Random, document: Document) -> str | None:
    found = _one(draw, document, "items")
    if found is None or len(document["sprints"]) < 2:
        return None
    sprints = [one["id"] for one in document["sprints"]]
    found[1].update(earliest=sprints[-1], latest=sprints[0])
    return f"items[{found[0]}].earliest"


def _wrong_limit(draw: random.Random, document: Document) -> str | None:
    n, team = _one(draw, document, "teams") or (0, {})
    team["wip_limit"] = draw.choice([0, -1, 0.5, True, "two"])
    return f"teams[{n}].wip_limit"


def _wrong_format(draw: random.Random, document: Document) -> str | None:
    document["format"] = draw.choice(["portfolio.problem/2", "", 1, None, "portfolio.plan/1"])
    return "format"


SPOILS: tuple[Spoil, ...] = (
    _unknown_key, _missing_key, _wrong_number, _wrong_capacity, _zero, _wrong_item, _twice, _cycle,
    _wrong_share, _wrong_place, _empty_epic, _backwards, _wrong_limit, _wrong_format,
)  # fmt: skip


def _no_capacity(draw: random.Random, document: Document) -> None:
    for team in document["teams"]:
        team["capacity"] = [draw.choice([0, 0.0, -0.0]) for _ in team["capacity"]]


def _giant(draw: random.Random, document: Document) -> None:
    for item in document["items"][:1]:
        item["points"] = draw.choice([1e6, 1e12, 99999.99])


def _all(draw: random.Random, document: Document) -> None:
    key = draw.choice(["mandatory", "excluded", "optional"])
    for item in document["items"]:
        item[key] = True


def _all_pinned(draw: random.Random, document: Document) -> None:
    for item in document["items"]:
        team, sprint = draw.choice(document["teams"]), draw.choice(document["sprints"])
        item["pinned"] = {"team": team["id"], "sprint": sprint["id"]}


def _musts(draw: random.Random, document: Document) -> None:
    for epic in document["epics"]:
        epic["mandatory"] = True
        epic["finish_by"] = document["sprints"][0]["id"]


def _nothing(draw: random.Random, document: Document) -> None:
    document.update(items=[], epics=[], baseline={})


def _endless(draw: random.Random, document: Document) -> None:
    for team in document["teams"]:
        team["capacity"] = [draw.choice([1e6, 1e12]) for _ in team["capacity"]]


def _weightless(draw: random.Random, document: Document) -> None:
    for item in document["items"]:
        item["points"] = 0


def _worth_a_lot(draw: random.Random, document: Document) -> None:
    scale = draw.choice([1e6, 1e-6, 1e9])
    for one in (*document["items"], *document["epics"]):
        value = one.get("value", 0)
        one["value"] = [scale * v for v in value] if isinstance(value, list) else scale * value
    for goal in document["key_results"]:
        goal["weight"] *= scale
    document["policy"]["stability"] *= scale


def _long_lags(draw: random.Random, document: Document) -> None:
    for item in document["items"]:
        for after in item.get("after", ()):
            after["lag"] = draw.choice([3, 1000, 10**6])


def _odd_names(draw: random.Random, document: Document) -> None:
    said = json.dumps(document)
    for old, new in (('"T0"', '"🦅 \\u0000"'), ('"S1"', '""'), ('"P-0"', '"P \\n 0"')):
        said = said.replace(old, new)
    document.update(json.loads(said))
    document["baseline"] = json.loads(said)["baseline"]


TWISTS: tuple[Twist, ...] = (
    _no_capacity, _giant, _all, _all_pinned, _musts, _nothing, _endless, _weightless,
    _worth_a_lot, _long_lags, _odd_names,
)  # fmt: skip
