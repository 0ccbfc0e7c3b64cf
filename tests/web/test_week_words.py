"""The news of a week are whole sentences in each language, each with the page of its subject."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.okrs import Status
from portfolio.domain.plans import PlanHead, PlanState
from portfolio.domain.trail import Entry
from portfolio.screens.decisions import Told
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.scope_news import ScopeTurn, Turn
from portfolio.screens.week import News, Week
from portfolio.store.okr_cycles import Belonging
from portfolio.store.trail_objects import Named
from portfolio.web import week_words
from tests.okr_rows import QUARTER, SPAN
from tests.screens.test_epic_dates import EPIC, forecast
from tests.web.test_sentences import KEY_RESULT, line

CYCLE = Cycle(1, QUARTER, SPAN)
MOMENT = datetime(2027, 2, 8, 9, tzinfo=UTC)
SAID = Entry(1, MOMENT, 1, "", "strike key result", "kr:1", None, None, "Too costly.", "", "")
TOLD = Told(SAID, "Mia Pavić", Named("kr", "1", "1.3 <Senders>"), ())
PULSE = Pulse(date(2027, 2, 1), (280,) * 11 + (290, 318), 300.0, ())
HEAD = PlanHead(7, 1, "Base", 1, 3, "", PlanState.PUBLISHED, "optimal", 1.0, "", MOMENT)
HEAD = replace(HEAD, epics_in=41, published_at=MOMENT)


def band(middle: float) -> Forecast:
    """A forecast of an objective's score."""
    quantiles = tuple(middle + n / 50 for n in range(-3, 4))
    return Forecast(Kind.OBJECTIVE, 1, Unit.SCORE, date(2027, 2, 8), SPAN.ends_on, quantiles)


FELL = replace(line(1, Status.AT_RISK), forecast=band(0.44), forecast_before=band(0.47))


def objective(**more: object) -> dict[str, object]:
    """The facts of an objective that moved."""
    facts = {"line": FELL, "is_forecast": True, "is_score": True, "mover": KEY_RESULT}
    return facts | {"forecast_mover": None, "epic": None} | more


def turn(kind: Turn, **more: object) -> ScopeTurn:
    """A change of the quarter's scope."""
    return ScopeTurn(kind, TOLD, Belonging("kr", 1, 1, "%"), **more)


LATE = replace(EPIC, forecast=forecast(30))
EVERY = (
    ("objective", objective(epic=LATE)),
    ("objective", objective(is_score=False, forecast_mover=KEY_RESULT)),
    ("objective", objective(is_forecast=False, mover=replace(KEY_RESULT, value_before=None))),
    ("plan", {"head": HEAD, "told": TOLD, "came": ["A", "B", "C", "D"], "left": ["E"], "moved": 3}),
    *(("scope", {"turn": turn(one)}) for one in Turn),
    ("scopes", {"turns": [turn(one) for one in Turn]}),
    ("broken", {"key_results": [KEY_RESULT]}),
    ("failing", {"key_results": [KEY_RESULT, KEY_RESULT]}),
    ("stale", {"key_results": (KEY_RESULT, replace(KEY_RESULT, heard_on=None))}),
    ("stale", {"key_results": (replace(KEY_RESULT, heard_on=None),)}),
    (
        "late",
        {"epics": [LATE, replace(LATE, forecast=None), replace(LATE, forecast=forecast(200))]},
    ),
    ("finished", {"epics": [EPIC]}),
    ("lost", {"teams": [("Comet", 9.0), ("Kite", 2.5)]}),
    *(
        (kind, {"pulse": PULSE, "before": 290})
        for kind in ("record", "target reached", "target lost", "streak")
    ),
)


def told(*news: tuple[str, object], language: str, app: Flask) -> list[week_words.Sentence]:
    """The sentences of these news."""
    week = Week(date(2027, 2, 3), date(2027, 2, 9), tuple(News(k, 1, f) for k, f in news), 0, {})
    with app.test_request_context(f"/?lang={language}"):
        return week_words.sentences(week, CYCLE)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_of_news_is_one_whole_sentence_about_one_thing(app: Flask, language: str):
    for said in told(*EVERY, language=language, app=app):
        assert said.plain.endswith(".") and not said.plain.endswith("..")
        assert said.html.count("<b>") == 1 == said.linked.count("<a ")
        assert (
            said.address.startswith("/") and said.icon and "%" not in said.plain.replace(" %", "")
        )
        assert "<Senders>" not in said.html


def test_english_sentences_say_what_moved_and_why(app: Flask):
    found = [said.plain for said in told(*EVERY[:5], language="en", app=app)]
    assert found[0] == (
        "Objective 1 rose from 0.40 to 0.50: “Senders live” went from 50 to 61.2 %; "
        "its forecast fell from 0.47 to 0.44: “URL scan” is now expected on 10 Mar, "
        "25 days later than a week ago."
    )
    assert found[1].endswith("fell from 0.47 to 0.44: most of it by “Senders live”.")
    assert found[2].endswith(": the first value of “Senders live” is 61.2 %.")
    assert found[3] == (
        "Plan v3 was published on 8 Feb with 41 epics; new in it: “A”, “B”, “C” and 1 more; "
        "no longer in it: “E”; 3 epics moved to another sprint; decided by Mia Pavić: “Too costly”."
    )
