"""Of more than seven objectives those with most at stake stand open; risks and dangers in order."""

from dataclasses import replace
from datetime import date, timedelta

from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Unit
from portfolio.domain.okrs import Status
from portfolio.screens import dangers
from portfolio.screens.dangers import Cause, Ground
from portfolio.screens.delivery_pulse import Pulse
from portfolio.screens.epic_dates import EpicDates, Epics
from portfolio.screens.goal_lines import Goals, KeyResultLine, Line
from portfolio.screens.progress import MOST_LINES, Screen
from portfolio.screens.week import Week
from portfolio.store.troubles import Troubles
from tests.okr_rows import QUARTER, SPAN
from tests.screens.test_epic_dates import EPIC, ON, forecast
from tests.web.test_sentences import KEY_RESULT, line

KEY_RESULT = replace(KEY_RESULT, heard_on=ON, team_id=5, expected_value=80.0)


def key_result(number: int, **more: object) -> KeyResultLine:
    """The key result of an objective."""
    return replace(KEY_RESULT, id=number, objective_id=number, **more)


def objective(number: int, status: Status = Status.ON_TRACK) -> Line:
    """An objective with one key result."""
    worst = key_result(number)
    return replace(line(number, status), worst=worst, key_result_ids=(number,))


def ground(*key_results: KeyResultLine, epics: tuple[EpicDates, ...] = (), **more) -> Ground:
    """Objectives off track, each with one of the key results, all of the epics behind each."""
    lines = tuple(objective(one.id, Status.OFF_TRACK) for one in key_results)
    behind = {one.id: epics for one in key_results}
    owners = {one.id: "Comet" for one in key_results}
    goals = Goals(ON, 0.5, 0.4, None, lines, key_results)
    return Ground(goals, Epics(None, None, epics, behind), owners, {}, **more)


def causes(found: Ground) -> list[Cause]:
    """The reasons of the first objective in danger."""
    return [one.cause for one in dangers.dangers(found)[1].reasons]


def band() -> Forecast:
    """The forecast of its score, made today, that it will be missed."""
    low = tuple(0.3 + n / 50 for n in range(7))
    return Forecast(Kind.KEY_RESULT_SCORE, 1, Unit.SCORE, ON, SPAN.ends_on, low, 1, {})


def epic(**more: object) -> EpicDates:
    """An epic behind the first key result."""
    return replace(EPIC, claims={1: 4.0}, **more)


def test_seven_lines_stand_open_and_those_in_danger_are_among_them():
    lines = tuple(
        objective(number, Status.OFF_TRACK if number > 8 else Status.ON_TRACK)
        for number in range(1, 11)
    )
    own = tuple(key_result(number, score=0.5 - number / 100) for number in range(1, 11))
    screen = Screen(
        cycle=Cycle(1, QUARTER, SPAN),
        on=ON,
        asked_on=ON,
        today=ON,
        goals=Goals(ON, 0.5, 0.4, None, lines, own),
        plan=None,
        dangers={},
        risks=(),
        week=Week(ON, ON, (), 0, {}),
        delivery=Pulse(ON, (0,) * 13, None, ()),
    )
    assert [one.number for one in screen.shown] == [4, 5, 6, 7, 8, 9, 10]
    assert [one.number for one in screen.folded] == [1, 2, 3]
    assert len(screen.shown) == MOST_LINES


def test_the_reasons_are_named_by_how_much_they_explain():
    one = key_result(1)
    assert causes(ground(one)) == [Cause.EMPTY]
    assert causes(ground(one, epics=(epic(),))) == [Cause.BEHIND]
    assert causes(ground(one, epics=(epic(),), lost={5: 8.0})) == [Cause.BEHIND, Cause.LOST]
    ahead = replace(one, score=0.9, forecast=band())
    assert causes(ground(ahead, epics=(epic(),))) == [Cause.FORESEEN]
    late = (epic(forecast=forecast(40)),)
    stale = replace(one, is_stale=True, heard_on=date(2027, 1, 20))
    assert causes(ground(stale, epics=late)) == [Cause.STALE, Cause.LATE]
    broken = Troubles({1: ON}, {1: ON})
    assert causes(ground(stale, epics=late, troubles=broken)) == [Cause.FAILING, Cause.BROKEN]


def test_what_is_done_is_what_is_not_late_and_nothing_is_said_to_be_nothing():
    late, other = epic(forecast=forecast(40)), epic(item=replace(EPIC.item, id=2, title="Wallet"))
    found = dangers.dangers(ground(key_result(1), epics=(late, other)))[1].doing
    assert found.epic is other and found.epics == 2 and not found.is_the_late_one
    alone = dangers.dangers(ground(key_result(1), epics=(late,)))[1].doing
    assert alone.epic is late and alone.is_the_late_one
    assert dangers.dangers(ground(key_result(1)))[1].doing.is_nothing


def test_risks_come_by_what_they_cost():
    rows = dangers.risks(ground(key_result(1), key_result(2, score=0.1), key_result(3, score=0.9)))
    assert [one.key_result.id for one in rows] == [2, 1]
    met = replace(key_result(4, score=1.0), forecast=band(), heard_on=ON)
    assert not dangers.risks(ground(met))  # its forecast did not know that
    assert dangers.risks(ground(replace(met, heard_on=ON - timedelta(days=9))))
