"""Every sentence with which objectives refuse something is known, so that it can be translated."""

import ast
from pathlib import Path

import pytest

from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import (
    CheckInDraft,
    ContributionDraft,
    KeyResultDraft,
    ObjectiveDraft,
    refuse_day_outside,
)
from portfolio.domain.okrs import Kind, Phase
from portfolio.web.okr_words import in_words, is_known
from tests.okr_rows import SPAN, make_key_result
from tests.people import NOW

TODAY = NOW.date()
NAN = float("nan")
REFUSED = [
    lambda: ObjectiveDraft(" ", code="x" * 33, weight=NAN),
    lambda: ObjectiveDraft("x" * 301),
    lambda: KeyResultDraft("A", start_value=NAN, target_value=NAN, code="x" * 33),
    lambda: KeyResultDraft("A"),
    lambda: KeyResultDraft("A", Kind.STAY_ABOVE),
    lambda: KeyResultDraft("A", target_value=1.0),
    lambda: KeyResultDraft("A", Kind.KEEP_IN_RANGE, target_value=1.0),
    lambda: KeyResultDraft("A", Kind.INCREASE, 2.0, 1.0),
    lambda: KeyResultDraft("A", Kind.DECREASE, 1.0, 2.0),
    lambda: KeyResultDraft("A", Kind.INCREASE, 0.0, 1.0, phases=(Phase(TODAY, NAN),)),
    lambda: KeyResultDraft("A", Kind.INCREASE, 0.0, 1.0, phases=(Phase(TODAY, 1.0),) * 2),
    lambda: CheckInDraft(TODAY, NAN, 2.0, "x" * 2001),
    lambda: CheckInDraft(TODAY.replace(year=2029)).refuse_for(make_key_result(), SPAN, TODAY),
    lambda: CheckInDraft(TODAY.replace(year=2020)).refuse_for(make_key_result(), SPAN, TODAY),
    lambda: ContributionDraft(-1.0, 2.0),
    lambda: refuse_day_outside(SPAN, TODAY.replace(year=2020)),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_what_a_draft_refuses_is_known(refused) -> None:
    with pytest.raises(Refused) as fault:
        refused()
    assert fault.value.faults
    assert [one for one in fault.value.faults.values() if not is_known(one)] == []


def test_what_the_deeds_refuse_is_known() -> None:
    folder = Path(__file__).parents[2] / "portfolio" / "actions"
    names = ("add_objective", "edit_objective", "check_in", "finish_step", "attach_epic")
    sentences = [said for name in names for said in _sentences(folder / f"{name}.py")]
    assert len(sentences) > 6
    assert [said for said in sentences if not is_known(said)] == []


def test_a_sentence_is_given_its_values_back() -> None:
    assert in_words("The target must be above 5.") == "The target must be above 5."
    assert in_words("The confidence must be from 0 to 100 %.").endswith("100 %.")
    assert in_words("Never heard of it.") == "Never heard of it."


def _sentences(path: Path) -> list[str]:
    """Return the string literals of a file that are sentences for a person, 7 for each value."""
    tree = ast.parse(path.read_text())
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in node.values}  # fmt: skip
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append(
                "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in node.values)
            )
        elif isinstance(node, ast.Constant) and id(node) not in inside | docs:
            found.append(str(node.value))
    return [said for said in found if said.endswith(".") and " " in said]
