"""Joint draws keep each team's band, hang together, and say when epics are done."""

import numpy as np
import pytest

from portfolio.domain.errors import Refused
from portfolio.measures.draws import Ahead, Part, band, delivered, finishes, sure_by

NORMAL = np.array([-1.2816, -1.0364, -0.6745, 0.0, 0.6745, 1.0364, 1.2816])


def team(name: str, *, room: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0), pace: float = 20) -> Ahead:
    totals = tuple(
        tuple(float(x) for x in pace * n + NORMAL * 5 * n**0.5) for n in range(1, len(room) + 1)
    )
    return Ahead(name, totals, room)


def test_each_team_keeps_its_own_band() -> None:
    drawn = delivered([team("falcon"), team("otter", pace=40)])
    for place, pace in ((0, 20), (1, 40)):
        for sprint in range(4):
            wide = 1.2816 * 5 * (sprint + 1) ** 0.5
            low, middle, high = band(drawn[:, place, sprint])
            assert (low, middle, high) == pytest.approx(
                (pace * (sprint + 1) - wide, pace * (sprint + 1), pace * (sprint + 1) + wide),
                abs=0.6,
            )


def test_a_portfolio_s_band_is_narrower_than_the_sum_of_bands_and_wider_than_if_apart() -> None:
    teams = [team(f"team-{n}") for n in range(20)]
    low, _, high = band(delivered(teams)[:, :, 3].sum(axis=1))
    alone, _, top = band(delivered(teams, together=0.0)[:, :, 3].sum(axis=1))
    summed = 20 * 2 * 1.2816 * 10
    assert top - alone < high - low < summed


def test_nothing_delivered_is_taken_back() -> None:
    drawn = delivered([team("falcon", room=(1.0, 0.0, 0.0, 1.0))])
    assert (np.diff(drawn, axis=2) >= 0).all()


def test_an_epic_is_done_when_its_last_team_is() -> None:
    teams = ["falcon", "otter"]
    drawn = np.array([[[5.0, 10.0, 15.0], [2.0, 4.0, 6.0]], [[9.0, 9.0, 9.0], [3.0, 9.0, 12.0]]])
    found = finishes(
        [Part("E-1", "falcon", 8), Part("E-1", "otter", 4), Part("E-2", "otter", 7)], teams, drawn
    )
    assert found["E-1"].tolist() == [1, 1]
    assert found["E-2"].tolist() == [3, 1]
    assert sure_by(found["E-2"], 0.5) == 1
    assert sure_by(found["E-2"], 0.85) == 3


def test_teams_that_look_at_different_sprints_are_refused() -> None:
    with pytest.raises(Refused, match="same sprints"):
        delivered([team("falcon"), team("otter", room=(1.0,))])
