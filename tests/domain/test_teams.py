"""Teams, areas and what their values refuse."""

from datetime import date

import pytest

from portfolio.domain.cycles import Span
from portfolio.domain.errors import Refused
from portfolio.domain.person_days import Staff, full_time, mean_headcount
from portfolio.domain.teams import (
    Absence,
    Area,
    AreaWarning,
    Membership,
    Person,
    Skill,
    Team,
    area_warnings,
    coverage,
    has_areas,
)

AREAS = [Area(1, "messaging", "Messaging"), Area(2, "trust", "Trust")]


def teams(**sizes: int) -> list[Team]:
    areas = {"messaging": 1, "trust": 2, "none": None}
    names = [(name, n) for name, size in sizes.items() for n in range(size)]
    return [Team(n, f"t{n}", f"T{n}", areas[name]) for n, (name, _) in enumerate(names)]


def test_up_to_eight_teams_there_are_no_areas_and_no_warnings() -> None:
    few = teams(messaging=7, trust=1)
    assert not has_areas(few)
    assert area_warnings(AREAS, few) == []


def test_above_eight_teams_an_area_outside_of_four_to_eight_is_warned_of() -> None:
    assert area_warnings(AREAS, teams(messaging=9, trust=3)) == [
        AreaWarning(1, 9),
        AreaWarning(2, 3),
    ]
    assert area_warnings(AREAS, teams(messaging=8, trust=4)) == []


def test_teams_without_an_area_are_warned_of() -> None:
    assert area_warnings(AREAS, teams(messaging=5, trust=4, none=2)) == [AreaWarning(None, 2)]


def test_coverage_counts_the_teams_that_have_a_skill() -> None:
    skills = [Skill(1, "ios", "iOS"), Skill(2, "cobol", "COBOL")]
    own = [Team(1, "a", "A", skills=("ios",)), Team(2, "b", "B", skills=("ios",))]
    assert coverage(skills, own) == {"ios": 2, "cobol": 0}


@pytest.mark.parametrize("share", [0, -0.5, 1.01, float("nan")])
def test_a_share_outside_of_nought_to_one_is_refused(share: float) -> None:
    with pytest.raises(Refused):
        Membership(1, 1, 1, share)


def test_an_absence_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Refused):
        Absence(1, 1, date(2027, 1, 5), date(2027, 1, 4))


def test_headcount_is_full_time_equivalents() -> None:
    staff = Staff(
        people=(Person(1, "Ana"), Person(2, "Ben", left_on=date(2027, 1, 8))),
        memberships=(Membership(1, 1, 1, 0.5), Membership(2, 2, 1)),
    )
    assert full_time(staff, date(2027, 1, 4)) == {1: 1.5}
    assert full_time(staff, date(2027, 1, 9)) == {1: 0.5}
    assert mean_headcount(staff, Span(date(2027, 1, 4), date(2027, 1, 15))) == {1: 1.0}
