"""The problem document: read, written, refused by path."""

import json
from typing import Any

import pytest

from portfolio.planning.faults import DocumentRefused
from portfolio.planning.problem import problem_from_bytes
from portfolio.planning.terms import hundredths

FULL: dict[str, Any] = {
    "format": "portfolio.problem/1",
    "name": "2027 Q1",
    "sprints": [
        {"id": "S1", "starts_on": "2027-01-04", "ends_on": "2027-01-15"},
        {"id": "S2"},
    ],
    "teams": [
        {
            "id": "falcon",
            "area": "messaging",
            "skills": ["backend", "ios"],
            "capacity": [31.5, 8],
            "wip_limit": 3,
        }
    ],
    "key_results": [{"id": "KR1", "objective": "O1", "weight": 3.0, "gap": 12.0}],
    "epics": [
        {
            "id": "E1",
            "contributions": [{"key_result": "KR1", "amount": 4.0}],
            "value": [1, 0.5],
            "mandatory": False,
            "finish_by": None,
            "requires": ["P-0"],
        }
    ],
    "items": [
        {"id": "P-0", "points": 3.25},
        {
            "id": "P-1",
            "epic": "E1",
            "points": 5,
            "optional": False,
            "area": "messaging",
            "skills": ["ios"],
            "teams": None,
            "after": [{"item": "P-0", "lag": 1}],
            "earliest": "S1",
            "latest": "S2",
            "value": 0,
            "category": "feature",
            "mandatory": False,
            "excluded": False,
            "pinned": {"team": "falcon", "sprint": "S2"},
        },
    ],
    "policy": {
        "shares": [{"category": "debt", "at_least": 0.15, "at_most": None}],
        "stability": 0.5,
    },
    "baseline": {"P-1": {"team": "falcon", "sprint": "S1"}},
}


def changed(path: str, value: object) -> bytes:
    """Return the full document's bytes with one key set, or removed where value is Ellipsis."""
    document = json.loads(json.dumps(FULL))
    *steps, last = path.split("/")
    place = document
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key: Any = int(last) if isinstance(place, list) else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return json.dumps(document).encode()


def faults(raw: bytes) -> list[str]:
    with pytest.raises(DocumentRefused) as refused:
        problem_from_bytes(raw)
    return [str(fault) for fault in refused.value.faults]


def test_a_full_document_is_read_and_written_back_the_same() -> None:
    problem = problem_from_bytes(json.dumps(FULL).encode())
    assert problem.items[0].points == 325
    assert problem.teams[0].capacity == (3150, 800)
    again = problem_from_bytes(problem.to_bytes())
    assert again == problem
    assert again.to_bytes() == problem.to_bytes()
    assert again.fingerprint() != problem.fingerprint()


def test_a_problem_made_by_hand_has_the_fingerprint_of_its_bytes() -> None:
    problem = problem_from_bytes(json.dumps(FULL).encode())
    assert problem_from_bytes(problem.to_bytes()).fingerprint() == (
        problem.__class__(**{**_parts(problem)}).fingerprint()
    )


def _parts(problem: Any) -> dict[str, Any]:
    names = [name for name in problem.__dataclass_fields__ if name != "read_from"]
    return {name: getattr(problem, name) for name in names}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("format", "portfolio.problem/2", "format: must be"),
        ("format", ..., "format: is required"),
        ("nmae", "x", "nmae: unknown key"),
        ("items/1/poinst", 5, "items[1].poinst: unknown key"),
        ("items/1/after/0/lagg", 5, "items[1].after[0].lagg: unknown key"),
        ("items/1/points", -1, "items[1].points: must not be negative"),
        ("items/1/points", float("nan"), "items[1].points: must be a finite number"),
        ("items/1/points", float("inf"), "items[1].points: must be a finite number"),
        ("items/1/points", 0.005, "items[1].points: must be a multiple of 0.01"),
        ("items/1/points", "5", "items[1].points: must be a number"),
        ("items/1/points", True, "items[1].points: must be a number"),
        ("items/1/points", ..., "items[1].points: is required"),
        ("items/1/id", "P-0", 'items[1].id: "P-0" is given twice'),
        ("items/1/id", 7, "items[1].id: must be a text"),
        ("items/1/epic", "E9", 'items[1].epic: "E9" is not known'),
        ("items/1/teams", [], "items[1].teams: names no team"),
        ("items/1/teams", ["x"], 'items[1].teams[0]: "x" is not known'),
        ("items/1/after/0/item", "P-9", 'items[1].after[0].item: "P-9" is not known'),
        ("items/1/after/0/item", "P-1", 'items[1].after: a cycle: "P-1" -> "P-1"'),
        ("items/1/after/0/lag", -1, "items[1].after[0].lag: must not be negative"),
        ("items/1/after/0/lag", 0.5, "items[1].after[0].lag: must be a whole number"),
        ("items/1/latest", "S9", 'items[1].latest: "S9" is not known'),
        ("items/1/value", [1], "items[1].value: needs one number for each of 2 sprints, found 1"),
        ("items/1/value", [1, -1], "items[1].value[1]: must not be negative"),
        ("items/1/pinned", {"team": "falcon"}, "items[1].pinned.sprint: is required"),
        ("items/1/pinned/team", "x", 'items[1].pinned.team: "x" is not known'),
        ("teams/0/capacity", [1], "teams[0].capacity: needs one number for each of 2 sprints"),
        ("teams/0/capacity", [1, 1.001], "teams[0].capacity[1]: must be a multiple of 0.01"),
        ("teams/0/capacity", [1, -1], "teams[0].capacity[1]: must not be negative"),
        ("teams/0/wip_limit", 0, "teams[0].wip_limit: must be at least 1"),
        ("teams", [], "teams: at least one team is needed"),
        ("sprints", [], "sprints: at least one sprint is needed"),
        ("sprints/1/id", "S1", 'sprints[1].id: "S1" is given twice'),
        ("key_results/0/weight", 0, "key_results[0].weight: must be above 0"),
        ("key_results/0/gap", 0, "key_results[0].gap: must be above 0"),
        ("epics/0/finish_by", "S9", 'epics[0].finish_by: "S9" is not known'),
        ("epics/0/requires", ["P-7"], 'epics[0].requires[0]: "P-7" is not known'),
        ("epics/0/contributions/0/amount", -4, "epics[0].contributions[0].amount: must not be"),
        ("policy/shares/0/at_least", 1.5, "policy.shares[0].at_least: must be between 0 and 1"),
        ("policy/shares/0/at_most", 0.1, "policy.shares[0].at_least: is above at_most"),
        ("policy/stability", -1, "policy.stability: must not be negative"),
        ("baseline/P-9", {"team": "falcon", "sprint": "S1"}, 'baseline["P-9"]: "P-9" is not'),
        ("baseline/P-1", {"team": "falcon"}, 'baseline["P-1"].sprint: is required'),
        ("sprints/0/starts_on", "soon", "sprints[0].starts_on: must be a date"),
    ],
)
def test_a_fault_is_refused_with_its_path(path: str, value: object, fault: str) -> None:
    found = faults(changed(path, value))
    assert any(one.startswith(fault) for one in found), found


def test_earliest_after_latest_is_refused() -> None:
    document = json.loads(json.dumps(FULL))
    document["items"][1].update(earliest="S2", latest="S1")
    assert faults(json.dumps(document).encode()) == ['items[1].earliest: "S2" is after latest "S1"']


def test_an_epic_that_nothing_belongs_to_is_refused() -> None:
    document = json.loads(json.dumps(FULL))
    document["epics"].append({"id": "E2"})
    assert faults(json.dumps(document).encode()) == [
        'epics[1]: no item names epic "E2" and it requires nothing'
    ]


def test_the_members_of_a_cycle_are_named() -> None:
    document = json.loads(json.dumps(FULL))
    document["items"][0]["after"] = [{"item": "P-1"}]
    assert faults(json.dumps(document).encode()) == [
        'items[0].after: a cycle: "P-0" -> "P-1" -> "P-0"'
    ]


def test_several_faults_are_listed_one_by_one() -> None:
    document = json.loads(json.dumps(FULL))
    document["extra"] = 1
    document["items"][0]["points"] = "many"
    document["teams"][0]["wip_limit"] = 0
    assert sorted(faults(json.dumps(document).encode())) == [
        "extra: unknown key",
        'items[0].points: must be a number, found "many"',
        "teams[0].wip_limit: must be at least 1",
    ]


def test_a_key_given_twice_is_refused() -> None:
    raw = json.dumps(FULL).encode().replace(b'"points": 3.25', b'"points": 3, "points": 4')
    assert faults(raw) == ["items[0].points: key given twice"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xd8\xff\xe0", b"[]", b"null", b"[" * 100_000])
def test_what_is_no_problem_document_is_refused(raw: bytes) -> None:
    assert faults(raw)


def test_only_the_required_keys_are_needed() -> None:
    raw = (
        b'{"format": "portfolio.problem/1", "sprints": [{"id": "S1"}],'
        b' "teams": [{"id": "T", "capacity": [0]}], "items": []}'
    )
    problem = problem_from_bytes(raw)
    assert (problem.epics, problem.policy.stability, problem.teams[0].skills) == ((), 0, ())


@pytest.mark.parametrize(("points", "whole"), [(31.55, 3155), (0.07, 7), (1e6 + 0.01, 100000001)])
def test_points_are_counted_in_whole_hundredths(points: float, whole: int) -> None:
    assert hundredths(points) == whole
