"""Headlines say the finding, in the number and the words that fit it."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.okrs import Status
from portfolio.screens.goal_lines import Goals, KeyResultLine, Line
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
        ((ON, ON), "All two objectives are on track"),
        ((ON, OFF), "One of two objectives is on track; “Objective 2” is off track"),
        ((ON, ON, RISK), "Two of three objectives are on track; “Objective 3” is at risk"),
        (
            (OFF, OFF, RISK),
            "None of three objectives is on track; “Objective 1” is off track; "
            "“Objective 2” is off track; one is at risk",
        ),
        (
            (OFF, OFF, OFF),
            "All three objectives will miss their target or are off track, "
            "first of all “Objective 1”",
        ),
        (
            (OFF, OFF, OFF, RISK, RISK),
            "None of five objectives is on track; three will miss their target or are off track, "
            "first of all “Objective 1”; two are at risk",
        ),
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


def test_what_will_be_missed_is_said_before_it_is_off_track() -> None:
    band = (0.31, 0.33, 0.37, 0.44, 0.5, 0.55, 0.57)
    forecast = Forecast(Kind.OBJECTIVE, 1, Unit.SCORE, DAY, date(2027, 3, 31), band)
    found = goals(ON, ON)
    lines = (found.lines[0], replace(found.lines[1], forecast=forecast))
    said = sentences.goals_headline(replace(found, lines=lines))
    assert said == "One of two objectives is on track; “Objective 2” will miss its target"


def test_what_is_at_stake_is_the_share_that_lies_behind() -> None:
    assert KEY_RESULT.at_stake == pytest.approx(0.02)
