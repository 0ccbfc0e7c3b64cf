"""The plan document: written and read back."""

import json

import pytest

from portfolio.planning.faults import DocumentRefused
from portfolio.planning.plan import (
    Assignment,
    Attainment,
    CapacityValue,
    Conflict,
    Finish,
    LeftOut,
    Need,
    Plan,
    Repair,
    plan_from_bytes,
    relative_gap,
)

PLAN = Plan(
    problem="0" * 64,
    status="feasible",
    value=2.5,
    moved=1,
    objective=2.4,
    bound=2.5,
    gap=0.04,
    seconds=3.2,
    solver="ortools 9.15",
    assignments=(Assignment("P-1", "falcon", "S1"),),
    epics=(Finish("E1", "S1"),),
    key_results=(Attainment("KR1", 0.33),),
    capacity_value=(CapacityValue("falcon", "S1", 0.012),),
    left_out=(
        LeftOut("capacity", "No room.", epic="E9", needs=(Need("falcon", "S2", 5),), costs=0.1),
        LeftOut("worth", "Worth less.", item="P-3", drops=("E4",)),
    ),
    conflicts=(Conflict("mandatory", ("P-7",), "P-7 must be planned."),),
    repairs=(Repair("Add 6 points.", adds=(Need("falcon", "S1", 6),)),),
    warnings=("P-8 is too large.",),
)


def test_a_plan_is_written_and_read_back_the_same() -> None:
    assert plan_from_bytes(PLAN.to_bytes()) == PLAN


def test_what_is_left_out_names_an_epic_or_an_item_never_both() -> None:
    left_out = json.loads(PLAN.to_bytes())["left_out"]
    assert [sorted({"epic", "item"} & one.keys()) for one in left_out] == [["epic"], ["item"]]


def test_unknown_keys_of_a_plan_pass() -> None:
    document = {**json.loads(PLAN.to_bytes()), "added": 1}
    assert plan_from_bytes(json.dumps(document).encode()) == PLAN


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("format", "x", "format: must be"),
        ("status", "good", "status: must be one of"),
        ("assignments", {}, "assignments: must be a list"),
        ("assignments", [{"item": "P-1"}], "assignments[0].team: must be a text"),
        ("value", float("nan"), "value: must be a finite number"),
        ("moved", 0.5, "moved: must be a whole number"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused(key: str, value: object, fault: str) -> None:
    document = {**json.loads(PLAN.to_bytes()), key: value}
    with pytest.raises(DocumentRefused) as refused:
        plan_from_bytes(json.dumps(document).encode())
    assert str(refused.value).startswith(fault)


def test_the_gap_is_relative_to_the_larger_of_both() -> None:
    assert relative_gap(2.0, 2.5) == 0.2
    assert relative_gap(0, 0) == 0
    assert relative_gap(-2.0, -1.0) == 0.5
