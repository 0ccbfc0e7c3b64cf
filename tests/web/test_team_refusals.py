"""What the deeds on teams refuse is said in the page's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from portfolio.web.team_refusals import in_words, is_known

ROOT = Path(__file__).resolve().parents[2] / "portfolio"
SPEAKERS = (
    "actions/add_area.py",
    "actions/add_office.py",
    "actions/add_person.py",
    "actions/add_rota.py",
    "actions/add_team.py",
    "actions/edit_person.py",
    "actions/edit_team.py",
    "actions/move_team.py",
    "actions/set_absence.py",
    "actions/set_focus.py",
    "actions/set_membership.py",
    "actions/set_on_call.py",
    "actions/set_skills.py",
    "connectors/public_holidays.py",
    "domain/rota.py",
    "domain/team_moves.py",
    "domain/teams.py",
)


def refusals(path: Path) -> Iterator[str]:
    """Yield every sentence that a file refuses with, 7 standing for each value."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
            for argument in node.args:
                told = argument.values if isinstance(argument, ast.Dict) else [argument]
                yield from (_said(one) for one in told)


def _said(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_every_refusal_is_known() -> None:
    said = [sentence for path in SPEAKERS for sentence in refusals(ROOT / path)]
    assert len(said) > 30
    assert [sentence for sentence in said if not is_known(sentence)] == []


def test_a_refusal_is_said_in_spanish(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        assert in_words("Write a name.") != "Write a name."
        assert "150" in in_words("The shares of this person add up to 150 %.")
        assert in_words("Nobody said this") == "Nobody said this"
