"""Capacity from people and from history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.capacity import CapacityFacts, capacities, capacities_of
from portfolio.domain.cycles import Cycle, Span, Sprint, quarter_span, sprint_spans
from portfolio.domain.person_days import Staff
from portfolio.domain.rates import Delivered
from portfolio.domain.team_capacity import Notice, Source, SprintCapacity
from portfolio.domain.teams import Absence, Focus, Membership, OnCallShift, Person, Team

SPANS = sprint_spans("2026Q3")
SPANS += sprint_spans("2026Q4", known=SPANS)
SPANS += sprint_spans("2027Q1", known=SPANS)
FIRST = date(2027, 1, 4)  # a Monday, and the first day of 2027Q1's first sprint
TODAY = FIRST
KITE = Team(1, "kite", "Kite", area_id=1)
ROWAN = Team(2, "rowan", "Rowan", area_id=1)
ELM = Team(3, "elm", "Elm", area_id=2)
CALENDAR = tuple(
    Sprint(number, 1 if span.starts_on < FIRST else 2, number, span)
    for number, span in enumerate(SPANS, start=1)
)
CYCLE = Cycle(2, "2027Q1", quarter_span("2027Q1"), tuple(s for s in CALENDAR if s.cycle_id == 2))
LONG_AGO = {1: date(2020, 1, 1), 2: date(2020, 1, 1), 3: date(2020, 1, 1)}


def facts_of(**changes: object) -> CapacityFacts:
    plain = CapacityFacts(
        cycle=CYCLE,
        today=TODAY,
        teams=(KITE,),
        calendar=CALENDAR,
        staff=Staff(people=(Person(1, "Ana", 1),), memberships=(Membership(1, 1, 1),)),
        delivered=each_fortnight(1, points=7.0),
        first_delivered_on=LONG_AGO,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def each_fortnight(
    team_id: int, *, points: float | None, items: int = 1, back: int = 8
) -> tuple[Delivered, ...]:
    starts = (FIRST - timedelta(days=14 * n - 3) for n in range(1, back + 1))
    return tuple(Delivered(team_id, day, points) for day in starts for _ in range(items))


def first_sprint(facts: CapacityFacts, team: Team = KITE) -> SprintCapacity:
    return capacities(facts)[team.id].sprints[0]


def with_staff(facts: CapacityFacts, **changes: object) -> CapacityFacts:
    return replace(facts, staff=replace(facts.staff, **changes))  # type: ignore[arg-type]


def test_a_full_time_person_brings_ten_days_a_sprint() -> None:
    sprint = first_sprint(facts_of())
    assert (sprint.days, sprint.available, sprint.focus) == (10, 10, 0.7)
    assert sprint.focused == pytest.approx(7)
    assert sprint.rate == pytest.approx(1.0)
    assert sprint.points == pytest.approx(7)
    assert sprint.items == pytest.approx(1)
    assert sprint.source is Source.OWN


def test_absent_on_a_holiday_loses_the_day_once() -> None:
    staff = replace(
        facts_of().staff,
        absences=(Absence(1, 1, date(2027, 1, 5), date(2027, 1, 7)),),
        holidays={1: frozenset({date(2027, 1, 6)})},
    )
    sprint = first_sprint(facts_of(staff=staff))
    assert (sprint.holidays, sprint.absent, sprint.available) == (1, 2, 7)


def test_overlapping_absences_take_no_more_than_the_day() -> None:
    day = date(2027, 1, 5)
    two = (Absence(1, 1, day, day, 0.7), Absence(2, 1, day, day, 0.6))
    assert first_sprint(with_staff(facts_of(), absences=two)).absent == 1


def test_on_call_takes_only_what_an_absence_leaves() -> None:
    day = date(2027, 1, 5)
    facts = with_staff(
        facts_of(),
        absences=(Absence(1, 1, day, day, 0.75),),
        on_call=(OnCallShift(1, 1, 1, day, day, 0.5),),
    )
    sprint = first_sprint(facts)
    assert (sprint.absent, sprint.on_call, sprint.available) == (0.75, 0.25, 9)


def test_weekends_are_no_working_days() -> None:
    weekend = (Absence(1, 1, date(2027, 1, 9), date(2027, 1, 10)),)
    assert first_sprint(with_staff(facts_of(), absences=weekend)).available == 10


def test_a_share_of_a_person_brings_that_share_of_every_part() -> None:
    staff = Staff(
        people=(Person(1, "Ana", 1),),
        memberships=(Membership(1, 1, 1, 0.5), Membership(2, 1, 2, 0.3)),
        absences=(Absence(1, 1, date(2027, 1, 4), date(2027, 1, 5)),),
    )
    found = capacities(facts_of(staff=staff, teams=(KITE, ROWAN)))
    kite, rowan = found[1].sprints[0], found[2].sprints[0]
    assert (kite.days, kite.absent, kite.elsewhere) == (5, 1, 5)
    assert rowan.available == pytest.approx(2.4)


def test_a_membership_that_begins_within_a_sprint_brings_the_days_after() -> None:
    own = (Membership(1, 1, 1, 1.0, date(2027, 1, 13), date(2027, 1, 18)),)
    sprints = capacities(with_staff(facts_of(), memberships=own))[1].sprints
    assert [sprint.days for sprint in sprints[:3]] == [3, 1, 0]
    assert Notice.NOBODY in sprints[2].warnings


def test_people_count_from_the_day_they_join_to_the_day_they_leave() -> None:
    ana = Person(1, "Ana", None, None, date(2027, 1, 6), date(2027, 1, 8))
    assert first_sprint(with_staff(facts_of(), people=(ana,))).days == 3


def test_focus_holds_from_its_sprint_on() -> None:
    second = CYCLE.sprints[1].span.starts_on
    sprints = capacities(facts_of(focus=(Focus(1, 1, second, 0.5),)))[1].sprints
    assert [sprint.focus for sprint in sprints[:3]] == [0.7, 0.5, 0.5]


def test_a_loss_is_not_counted_twice_through_the_rate() -> None:
    # Half of each past sprint was lost, and half as much delivered: the rate stays the same.
    past = tuple(
        Absence(n, 1, s.span.starts_on, s.span.starts_on + timedelta(days=4))
        for n, s in enumerate(CALENDAR)
        if s.span.ends_on < TODAY
    )
    facts = with_staff(facts_of(delivered=each_fortnight(1, points=3.5)), absences=past)
    assert first_sprint(facts).points == pytest.approx(7)


def test_the_rate_is_the_median_of_the_last_six_finished_sprints() -> None:
    ends = [sprint.span.starts_on for sprint in CALENDAR if sprint.span.ends_on < TODAY]
    points = dict(zip(ends[-7:], [700.0, 7.0, 14.0, 0.0, 70.0, 7.0, 21.0], strict=True))
    delivered = tuple(Delivered(1, on, size) for on, size in points.items())
    found = capacities(facts_of(delivered=delivered))[1]
    assert [one.points for one in found.learned] == [7, 14, 0, 70, 7, 21]
    assert found.rate is not None
    assert found.rate.points == pytest.approx(1.5)


def test_what_is_done_on_the_weekend_after_a_sprint_belongs_to_it() -> None:
    last = [sprint for sprint in CALENDAR if sprint.span.ends_on < TODAY][-1]
    saturday = last.span.ends_on + timedelta(days=1)
    found = capacities(facts_of(delivered=(Delivered(1, saturday, 5.0),)))[1]
    assert found.learned[-1].points == 5


def test_under_three_finished_sprints_the_rate_is_that_of_the_area() -> None:
    staff = Staff(
        people=(Person(1, "Ana"), Person(2, "Ben")),
        memberships=(Membership(1, 1, 1), Membership(2, 2, 2, 1.0, date(2026, 12, 21))),
    )
    facts = facts_of(
        staff=staff,
        teams=(KITE, ROWAN),
        delivered=each_fortnight(1, points=7.0) + each_fortnight(2, points=99.0, back=1),
    )
    rowan = capacities(facts)[2]
    assert rowan.source is Source.AREA
    assert rowan.sprints[0].points == pytest.approx(7)
    assert rowan.warnings == (Notice.RATE_OF_AREA,)
    assert "Rowan" in rowan.sentences[0]


def test_an_area_without_a_rate_takes_the_product_s() -> None:
    staff = Staff(
        people=(Person(1, "Ana"), Person(3, "Cem")),
        memberships=(Membership(1, 1, 1), Membership(2, 3, 3)),
    )
    facts = facts_of(staff=staff, teams=(KITE, ELM), first_delivered_on={1: date(2020, 1, 1)})
    assert capacities(facts)[3].source is Source.PRODUCT


def test_without_people_the_median_fortnight_counts_and_empty_ones_too() -> None:
    delivered = each_fortnight(1, points=10.0, back=2)
    found = capacities(facts_of(staff=Staff(), delivered=delivered))[1]
    assert found.source is Source.HISTORY
    assert [one.points for one in found.learned] == [0, 0, 0, 0, 10, 10]
    assert found.points == 0
    assert found.warnings == (Notice.NOTHING_DELIVERED,)


def test_without_people_a_short_history_has_fewer_fortnights() -> None:
    delivered = each_fortnight(1, points=10.0, back=2)
    first = {1: min(one.on for one in delivered)}
    found = capacities(facts_of(staff=Staff(), delivered=delivered, first_delivered_on=first))[1]
    assert len(found.learned) == 2
    assert [sprint.points for sprint in found.sprints] == [10.0] * len(CYCLE.sprints)


def test_the_fortnights_lead_up_to_the_first_day_of_the_cycle() -> None:
    found = capacities(facts_of(staff=Staff(), today=date(2027, 2, 9)))[1]
    assert found.learned[-1].span == Span(date(2026, 12, 18), date(2026, 12, 31))


def test_a_cycle_to_come_learns_from_no_day_to_come() -> None:
    found = capacities(facts_of(staff=Staff(), today=date(2026, 12, 1)))[1]
    assert found.learned[-1].span.ends_on == date(2026, 11, 30)


@pytest.mark.parametrize(("with_points", "expected"), [(1, 1.0), (2, 12.0)])
def test_points_need_half_of_the_delivered_items_to_have_some(
    with_points: int, expected: float
) -> None:
    rest = each_fortnight(1, points=None, items=4 - with_points)
    own = each_fortnight(1, points=6.0, items=with_points)
    facts = facts_of(staff=Staff(), delivered=own + rest, median_points=0.25)
    found = capacities(facts)[1]
    assert found.sprints[0].points == expected
    assert (Notice.POINTS_FROM_ITEMS in found.warnings) is (with_points == 1)
    assert found.sprints[0].items == 4


def test_without_any_history_capacity_is_nothing_and_the_warning_names_the_team() -> None:
    found = capacities(facts_of(staff=Staff(), delivered=(), first_delivered_on={}))[1]
    assert found.points == 0
    assert found.sentences == ("Kite has no history to learn a capacity from: its capacity is 0.",)


def test_people_without_any_finished_sprint_use_the_fortnights() -> None:
    facts = facts_of(calendar=CYCLE.sprints)
    found = capacities(facts)[1]
    assert found.source is Source.HISTORY
    assert found.sprints[0].points == 7
    assert found.sprints[0].days == 10


def test_a_disbanded_team_has_no_capacity_from_that_day_on() -> None:
    gone = replace(KITE, disbanded_on=CYCLE.sprints[1].span.starts_on)
    points = [sprint.points for sprint in capacities(facts_of(teams=(gone,)))[1].sprints]
    assert points[0] > 0
    assert not any(points[1:])


def test_only_the_days_left_of_a_running_cycle_count() -> None:
    left = capacities(facts_of(), left_from=date(2027, 1, 11))[1].sprints
    assert [sprint.days for sprint in left[:2]] == [5, 10]
    history = capacities(facts_of(staff=Staff()), left_from=date(2027, 1, 11))[1].sprints
    assert [sprint.points for sprint in history[:2]] == [3.5, 7]


QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
SHARES = st.sampled_from([0.1, 0.25, 0.5, 1.0])
DAYS = st.dates(date(2026, 9, 1), date(2027, 4, 10))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(DAYS)
    return first, first + timedelta(days=draw(st.integers(0, 30)))


@st.composite
def staffs(draw: st.DrawFn) -> Staff:
    people = [Person(n, f"P{n}", draw(st.sampled_from([1, None]))) for n in (1, 2, 3)]
    shares = [draw(SHARES) for _ in people]
    away = draw(st.lists(st.tuples(st.sampled_from([1, 2, 3]), spans(), SHARES), max_size=5))
    shifts = draw(st.lists(st.tuples(st.sampled_from([1, 2, 3]), spans(), SHARES), max_size=5))
    return Staff(
        people=tuple(people),
        memberships=tuple(Membership(n, n, 1, shares[n - 1]) for n in (1, 2, 3)),
        absences=tuple(Absence(n, who, *span, share) for n, (who, span, share) in enumerate(away)),
        on_call=tuple(
            OnCallShift(n, who, 1, *span, share) for n, (who, span, share) in enumerate(shifts)
        ),
        holidays={1: frozenset(draw(st.sets(DAYS, max_size=6)))},
    )


@QUICK
@given(staffs())
def test_the_parts_are_never_negative_and_sum_to_the_whole(staff: Staff) -> None:
    for sprint in capacities(facts_of(staff=staff))[1].sprints:
        parts = (
            sprint.holidays,
            sprint.absent,
            sprint.on_call,
            sprint.focused,
            sprint.unfocused,
            sprint.elsewhere,
        )
        assert all(part >= -1e-9 for part in parts)
        assert sum(parts) == pytest.approx(sprint.days + sprint.elsewhere)
        assert sprint.points >= 0
        assert sprint.items >= 0


@QUICK
@given(staffs(), st.sampled_from([1, 2, 3]), spans(), SHARES)
def test_more_absence_to_come_never_raises_capacity(
    staff: Staff, person_id: int, span: tuple[date, date], share: float
) -> None:
    first, last = max(span[0], FIRST), max(span[1], FIRST)
    more = replace(staff, absences=(*staff.absences, Absence(99, person_id, first, last, share)))
    before = capacities(facts_of(staff=staff))[1].sprints
    after = capacities(facts_of(staff=more))[1].sprints
    for one, other in zip(before, after, strict=True):
        assert other.available <= one.available + 1e-9
        assert other.points <= one.points + 1e-9


@QUICK
@given(staffs(), DAYS)
def test_a_holiday_costs_each_person_at_most_one_day(staff: Staff, day: date) -> None:
    more = replace(staff, holidays={1: staff.holidays[1] | {day}})
    before = sum(sprint.available for sprint in capacities(facts_of(staff=staff))[1].sprints)
    after = sum(sprint.available for sprint in capacities(facts_of(staff=more))[1].sprints)
    most = sum(m.share for m, p in zip(staff.memberships, staff.people, strict=True) if p.office_id)
    assert before - most - 1e-9 <= after <= before + 1e-9


@QUICK
@given(staffs(), st.sets(st.sampled_from([1, 2, 3])))
def test_some_teams_alone_have_the_capacity_that_they_have_among_all(
    staff: Staff, wanted: set[int]
) -> None:
    more = (Membership(7, 1, 2, 0.5), Membership(8, 2, 3, 0.5, date(2026, 12, 21)))
    facts = facts_of(
        staff=replace(staff, memberships=(*staff.memberships, *more)),
        teams=(KITE, ROWAN, ELM),
        delivered=each_fortnight(1, points=7.0) + each_fortnight(3, points=None),
    )
    every = capacities(facts)
    assert capacities_of(facts, wanted) == {team_id: every[team_id] for team_id in wanted}
