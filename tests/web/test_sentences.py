"""Headlines say the finding, in the number and the words that fit it."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portfolio.domain.okrs import Status
from portfolio.screens.goals import Goals, KeyResultLine, Line
from portfolio.web import sentences

DAY = date(2027, 2, 9)


@pytest.fixture(autouse=True)
def english(app: Flask):
    with app.test_request_context("/?lang=en"):
        yield


def line(number: int, status: Status, **more: object) -> Line:
    return Line(
        number=number,
        id=number,
        code=f"O{number}",
        title=f"Objective {number}",
        score=0.5,
        week_ago=0.4,
        after_plan=None,
        status=status,
        path=(),
        heard_on=DAY,
        stale=0,
        worst=None,
        **more,
    )


def goals(*statuses: Status) -> Goals:
    lines = tuple(line(number, status) for number, status in enumerate(statuses, start=1))
    return Goals(DAY, 0.5, 0.4, None, lines, ())


KEY_RESULT = KeyResultLine(
    id=1,
    code="1.3",
    title="Senders live",
    unit="%",
    owner="",
    value=61.25,
    target=140.0,
    score=0.4,
    expected=0.5,
    status=Status.AT_RISK,
    share=0.2,
    heard_on=DAY,
    is_stale=False,
    account_id=None,
    team_id=None,
    objective_id=1,
    value_before=50.0,
    score_before=0.3,
)
ON, RISK, OFF = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "This quarter has no objectives yet"),
        ((ON, ON), "All 2 objectives are on track"),
        ((ON, OFF), "1 of 2 objectives are on track; “Objective 2” is off track"),
        ((ON, RISK), "1 of 2 objectives are on track; “Objective 2” is at risk"),
        ((OFF, OFF, RISK), "0 of 3 objectives are on track; 2 are off track; 1 is at risk"),
        (
            (Status.TOO_EARLY, Status.TOO_EARLY),
            "It is too early in the quarter to judge its 2 objectives",
        ),
        (
            (Status.REACHED, Status.BELOW),
            "1 of the quarter's 2 objectives were reached; its score is 0.50",
        ),
    ],
)
def test_goals_are_summed_up_in_one_sentence(statuses: tuple[Status, ...], sentence: str) -> None:
    assert sentences.goals_headline(goals(*statuses)) == sentence


def test_a_value_stands_against_its_target() -> None:
    assert sentences.value_against_target(KEY_RESULT) == "61.2 of 140\u00a0%"
    silent = replace(KEY_RESULT, value=None)
    assert sentences.value_against_target(silent) == "no check-in yet, target 140\u00a0%"


def test_what_moved_an_objective_is_named() -> None:
    said = sentences.objective_moved(line(1, ON), KEY_RESULT)
    assert said == (
        "<b>Objective 1</b> rose from 0.40 to 0.50: "
        "1.3 Senders live went from 50\u00a0% to 61.2\u00a0%."
    )


def test_titles_in_sentences_are_escaped() -> None:
    moved = replace(line(1, ON), title="<script>")
    assert "<script>" not in sentences.objective_moved(moved, None)


def test_what_is_at_stake_is_the_share_that_lies_behind() -> None:
    assert KEY_RESULT.at_stake == pytest.approx(0.02)
