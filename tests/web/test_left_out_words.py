"""Why a plan leaves something out and which wishes clash, with the names that people know."""

from types import SimpleNamespace
from typing import Any

from portfolio.planning.limits import Limits
from portfolio.planning.plan import LeftOut, Need
from portfolio.planning.problem import problem_from_document
from portfolio.planning.reason_text import _SENTENCES
from portfolio.planning.solve import solve
from portfolio.web import left_out_words


def screen_of(document: dict[str, Any]) -> Any:
    """A screen of that problem's plan; only what the words need."""
    problem = problem_from_document(document)
    plan = solve(problem, Limits(seconds=10), explain=True)
    ids = [*(one.id for one in problem.epics), *(one.id for one in problem.items)]
    titles = {key: f"title of {key}" for key in ids}
    rows = {key: SimpleNamespace(key=key, title=title) for key, title in titles.items()}
    lanes = [SimpleNamespace(slug=one.id, name=one.id.title()) for one in problem.teams]
    out = [SimpleNamespace(row=rows[one.epic or one.item or ""], text=one.text)
           for one in plan.left_out]  # fmt: skip
    return SimpleNamespace(
        plan=plan,
        problem=problem,
        row_of=rows,
        board=SimpleNamespace(lanes=lanes),
        left_out=out,
    )


def document(**parts: Any) -> dict[str, Any]:
    return {
        "format": "portfolio.problem/1",
        "sprints": [{"id": "S1"}],
        "teams": [{"id": "falcon", "capacity": [5]}],
        "items": [],
        **parts,
    }


def test_what_is_short_is_said_with_team_names_and_titles(app: Any) -> None:
    items = [{"id": f"P-{n}", "epic": f"E{n}", "points": 3 + n} for n in range(2)]
    epics = [{"id": "E0", "value": 3}, {"id": "E1", "value": 2}]
    with app.test_request_context():
        said = left_out_words.whys(screen_of(document(items=items, epics=epics)))
    assert said == {
        "E1": "Falcon lacks 2 points in S1. Forcing it in costs 1,000.0 thousandths of "
        "value, and “title of E0” would leave."
    }


def test_what_clashes_and_the_ways_out_are_said(app: Any) -> None:
    items = [{"id": "P-1", "points": 6, "mandatory": True}]
    screen = screen_of(document(items=items))
    with app.test_request_context():
        clash = [left_out_words.conflict(screen, one) for one in screen.plan.conflicts]
        ways = [left_out_words.repair(screen, one) for one in screen.plan.repairs]
    assert clash == ["“title of P-1” has to be planned."]
    assert ways == ["Add 1 points of Falcon in S1.", "Let go of the wish for “title of P-1”."]


def test_every_kind_of_reason_has_words(app: Any) -> None:
    items = [{"id": "P-1", "points": 9, "epic": "E1"}]
    screen = screen_of(document(items=items, epics=[{"id": "E1", "value": 1}]))
    about = {"item": "P-1", "sprint": "S1", "categories": ["debt"], "teams": ["falcon"]}
    for detail in _SENTENCES:
        entry = LeftOut("x", "FALLBACK", epic="E1", needs=(Need("falcon", "S1", 2),),
                        detail=detail, about=about)  # fmt: skip
        screen.plan = SimpleNamespace(left_out=(entry,))
        with app.test_request_context():
            said = left_out_words.whys(screen)["E1"]
        assert said.endswith("."), detail
        assert "FALLBACK" not in said, detail
        assert "falcon" not in said, detail
