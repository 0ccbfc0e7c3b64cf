"""Who may be divided by: groups of five or more, by their mean presence."""

from datetime import date

from portfolio.domain.cycles import Span
from portfolio.domain.teams import Membership, Person
from portfolio.measures.headcount import Headcount, by_team

DAYS = Span(date(2027, 1, 1), date(2027, 1, 10))


def team_of(count: int, **more: object) -> Headcount:
    people = [Person(n, f"P{n}") for n in range(count)]
    memberships = [Membership(n, n, 1, **more) for n in range(count)]  # type: ignore[arg-type]
    return by_team(memberships, people, DAYS)[1]


def test_group_of_five_is_shown_and_of_four_is_not() -> None:
    assert team_of(5).per_developer(20) == 4
    assert team_of(4).per_developer(20) is None


def test_shares_count_for_the_quotient_and_heads_for_the_size() -> None:
    half = team_of(6, share=0.5)
    assert (half.people, half.full_time, half.per_developer(30)) == (6, 3, 10)


def test_who_was_there_for_half_the_days_counts_half() -> None:
    assert team_of(8, starts_on=date(2027, 1, 6)).people == 4
    assert team_of(8, ends_on=date(2027, 1, 5)).per_developer(9) is None


def test_who_left_or_had_not_joined_does_not_count() -> None:
    people = [Person(1, "A", left_on=date(2026, 12, 31)), Person(2, "B", joined_on=DAYS.ends_on)]
    memberships = [Membership(1, 1, 7), Membership(2, 2, 7), Membership(3, 99, 7)]
    assert by_team(memberships, people, DAYS)[7].people == 0.1


def test_nobody_is_divided_by() -> None:
    assert Headcount().per_developer(9) is None
