"""The actions on teams, people and their days."""

import json
from datetime import date

import pytest

from portfolio.actions.add_absences import add_absences
from portfolio.actions.add_area import add_area
from portfolio.actions.add_office import add_office
from portfolio.actions.add_person import add_person
from portfolio.actions.add_rota import add_rota
from portfolio.actions.add_team import add_team
from portfolio.actions.edit_person import edit_person
from portfolio.actions.edit_team import edit_team
from portfolio.actions.move_team import move_team
from portfolio.actions.open_cycle import open_cycle
from portfolio.actions.remove_absence import remove_absence
from portfolio.actions.remove_on_call import remove_on_call
from portfolio.actions.set_absence import set_absence
from portfolio.actions.set_focus import set_focus
from portfolio.actions.set_membership import set_membership
from portfolio.actions.set_office_day import set_office_day
from portfolio.actions.set_on_call import set_on_call
from portfolio.actions.set_skills import set_skills
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.people import SYSTEM
from portfolio.store import staff, teams, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast
from tests.squad import make_squad

MONDAY, FRIDAY = date(2027, 2, 15), date(2027, 2, 19)


def test_a_lead_of_any_of_the_person_s_teams_enters_an_absence(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        for lead in (cast.lead, cast.other_lead, cast.planner):
            set_absence(tx, lead, squad.ben, MONDAY, FRIDAY, now=NOW)
        with pytest.raises(NotAllowed):
            set_absence(tx, cast.lead, squad.cem, MONDAY, FRIDAY, now=NOW)


@pytest.mark.parametrize("role", ["member", "executive", "auditor", "area_owner", "architect"])
def test_nobody_else_enters_an_absence(store: Store, cast: Cast, role: str) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx, pytest.raises(NotAllowed):
        set_absence(tx, cast.by_name[role], squad.ana, MONDAY, FRIDAY, now=NOW)


def test_the_trail_of_an_absence_names_teams_and_not_the_person(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        set_absence(tx, cast.lead, squad.ana, MONDAY, FRIDAY, share=0.5, now=NOW)
        entry = trail.newest(tx, limit=1)[0]
    after = json.loads(entry.after or "")
    assert entry.deed == "set absence"
    assert after["team_ids"] == [cast.team_id]
    assert "person_id" not in after
    assert "Ana" not in (entry.after or "")


def test_a_change_of_an_absence_that_somebody_changed_is_stale(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        one = set_absence(tx, cast.lead, squad.ben, MONDAY, FRIDAY, now=NOW)
        change = {"now": NOW, "absence_id": one, "version": 1}
        set_absence(tx, cast.other_lead, squad.ben, MONDAY, MONDAY, **change)
        with pytest.raises(Stale) as fault:
            set_absence(tx, cast.lead, squad.ben, MONDAY, date(2027, 2, 17), **change)
        with pytest.raises(Stale):
            remove_absence(tx, cast.lead, one, version=1, now=NOW)
    assert fault.value.theirs["ends_on"] == MONDAY
    assert fault.value.mine["ends_on"] == date(2027, 2, 17)


def test_an_absence_of_another_person_is_not_found(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        one = set_absence(tx, SYSTEM, squad.cem, MONDAY, FRIDAY, now=NOW)
        with pytest.raises(NotFound):
            set_absence(
                tx, cast.lead, squad.ana, MONDAY, FRIDAY, absence_id=one, version=1, now=NOW
            )
        with pytest.raises(NotAllowed):
            remove_absence(tx, cast.lead, one, version=1, now=NOW)
        assert remove_absence(tx, cast.other_lead, one, version=1, now=NOW).person_id == squad.cem


def test_an_absence_of_years_or_backwards_is_refused(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        for last in (date(2031, 1, 1), date(2027, 2, 1)):
            with pytest.raises(Refused):
                set_absence(tx, cast.lead, squad.ana, MONDAY, last, now=NOW)


def test_many_absences_are_one_deed_of_the_planner(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        own = [(squad.ana, MONDAY, FRIDAY, 1.0), (squad.cem, MONDAY, MONDAY, 0.5)]
        assert add_absences(tx, cast.planner, own, now=NOW) == 2
        assert json.loads(trail.newest(tx, limit=1)[0].after or "") == {"absences": 2}
        with pytest.raises(NotAllowed):
            add_absences(tx, cast.lead, own, now=NOW)


def test_only_members_are_on_call_for_a_team(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        shift = set_on_call(tx, cast.lead, cast.team_id, squad.ana, MONDAY, FRIDAY, now=NOW)
        with pytest.raises(Refused):
            set_on_call(tx, cast.lead, cast.team_id, squad.cem, MONDAY, FRIDAY, now=NOW)
        with pytest.raises(NotAllowed):
            set_on_call(tx, cast.lead, cast.other_team_id, squad.cem, MONDAY, FRIDAY, now=NOW)
        with pytest.raises(NotAllowed):
            remove_on_call(tx, cast.other_lead, shift, version=1, now=NOW)
        remove_on_call(tx, cast.lead, shift, version=1, now=NOW)
        rota = [(squad.ana, MONDAY, FRIDAY, 1.0), (squad.ben, MONDAY, FRIDAY, 0.5)]
        assert add_rota(tx, cast.lead, cast.team_id, rota, now=NOW) == 2
        with pytest.raises(Refused):
            add_rota(tx, cast.lead, cast.team_id, [(squad.cem, *rota[0][1:])], now=NOW)


def test_the_split_of_a_person_is_the_planner_s(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        for person in (cast.lead, cast.area_owner, cast.executive):
            with pytest.raises(NotAllowed):
                set_membership(tx, person, squad.ana, cast.other_team_id, 0.5, now=NOW)
        with pytest.raises(Refused, match="150 %"):
            set_membership(tx, cast.planner, squad.ana, cast.other_team_id, 0.5, now=NOW)
        own = staff.memberships_of(tx, squad.ana)[0]
        set_membership(
            tx,
            cast.planner,
            squad.ana,
            cast.team_id,
            0.5,
            ends_on=FRIDAY,
            membership_id=own.id,
            version=1,
            now=NOW,
        )
        set_membership(tx, cast.planner, squad.ana, cast.other_team_id, 0.5, now=NOW)
        later = date(2027, 2, 20)
        set_membership(tx, cast.planner, squad.ana, cast.team_id, 0.5, starts_on=later, now=NOW)
        with pytest.raises(Stale):
            set_membership(
                tx,
                cast.planner,
                squad.ana,
                cast.team_id,
                0.25,
                ends_on=FRIDAY,
                membership_id=own.id,
                version=1,
                now=NOW,
            )


def test_a_person_is_edited_with_a_version(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    with store.writing() as tx:
        change = {"version": 1, "name": "Ana K.", "now": NOW}
        assert edit_person(tx, cast.planner, squad.ana, left_on=FRIDAY, **change) == 2
        assert staff.one_person(tx, squad.ana).left_on == FRIDAY
        with pytest.raises(Stale):
            edit_person(tx, cast.planner, squad.ana, **change)
        with pytest.raises(Refused):
            add_person(tx, cast.planner, " ", {}, now=NOW)
        with pytest.raises(Refused):
            add_person(tx, cast.planner, "Twice", {1: 0.7, 2: 0.7}, now=NOW)


def test_focus_begins_with_a_sprint_and_its_second_save_needs_the_version(
    store: Store, cast: Cast
) -> None:
    make_squad(store, cast)
    begins = date(2027, 2, 15)
    with store.writing() as tx:
        set_focus(tx, cast.lead, cast.team_id, begins, 0.6, note="Release", now=NOW)
        with pytest.raises(Stale):
            set_focus(tx, cast.lead, cast.team_id, begins, 0.5, now=NOW)
        set_focus(tx, cast.lead, cast.team_id, begins, 0.5, version=1, now=NOW)
        assert [row.focus for row in staff.focus_of(tx, cast.team_id)] == [0.5]
        for wrong in (date(2027, 2, 16), date(2030, 1, 7)):
            with pytest.raises(Refused):
                set_focus(tx, cast.lead, cast.team_id, wrong, 0.5, now=NOW)
        with pytest.raises(Refused):
            set_focus(tx, cast.lead, cast.team_id, begins, 1.2, version=2, now=NOW)
        with pytest.raises(NotAllowed):
            set_focus(tx, cast.other_lead, cast.team_id, begins, 0.5, version=2, now=NOW)


def test_an_office_brings_the_holidays_of_every_cycle(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        open_cycle(tx, cast.planner, "2027Q1", now=NOW)
        office = add_office(tx, cast.planner, "Sarajevo", "BA", now=NOW)
        assert teams.holiday_years(tx)[office.id] == {2027}
        open_cycle(tx, cast.planner, "2028Q1", now=NOW)
        assert teams.holiday_years(tx)[office.id] == {2027, 2028}
        with pytest.raises(Refused):
            add_office(tx, cast.planner, "sarajevo", "BA", now=NOW)
        with pytest.raises(NotAllowed):
            add_office(tx, cast.lead, "Split", "HR", now=NOW)


@pytest.mark.parametrize(
    ("country", "subdivision", "zone", "field"),
    [
        ("XX", None, "UTC", "country"),
        ("ES", "XX", "UTC", "subdivision"),
        ("ES", None, "Mars/Base", "time_zone"),
    ],
)
def test_an_office_nowhere_is_refused_by_field(
    store: Store, cast: Cast, country: str, subdivision: str | None, zone: str, field: str
) -> None:
    with store.writing() as tx, pytest.raises(Refused) as fault:
        add_office(
            tx, cast.planner, "Base", country, subdivision=subdivision, time_zone=zone, now=NOW
        )
    assert field in fault.value.faults


def test_an_office_s_own_day_outranks_the_public_holiday(store: Store, cast: Cast) -> None:
    squad = make_squad(store, cast)
    epiphany = date(2027, 1, 6)
    with store.writing() as tx:
        assert teams.holidays(tx)[squad.zagreb][epiphany] == "Epiphany"
        set_office_day(tx, cast.planner, squad.zagreb, epiphany, is_worked=True, now=NOW)
        set_office_day(tx, cast.planner, squad.zagreb, MONDAY, is_worked=False, now=NOW)
        closed = teams.holidays(tx)[squad.zagreb]
        with pytest.raises(NotFound):
            set_office_day(tx, cast.planner, 999, MONDAY, is_worked=False, now=NOW)
    assert epiphany not in closed
    assert MONDAY in closed


def test_areas_and_teams_are_added_and_moved_by_the_planner(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        area = add_area(tx, cast.planner, "Data & Insight", now=NOW)
        team = add_team(
            tx, cast.planner, "Kite", area.id, skills=("Backend", "iOS"), wip_limit=3, now=NOW
        )
        assert (area.slug, team.slug) == ("data-insight", "kite")
        assert team.skills == ("backend", "ios")
        moved = move_team(tx, cast.planner, team.id, cast.area_id, version=1, now=NOW)
        assert moved == 2
        for by in (cast.lead, cast.area_owner):
            with pytest.raises(NotAllowed):
                move_team(tx, by, team.id, None, version=2, now=NOW)
        with pytest.raises(Refused):
            add_team(tx, cast.planner, "kite", now=NOW)
        with pytest.raises(Refused):
            add_area(tx, cast.planner, "Messaging", now=NOW)
        with pytest.raises(NotFound):
            move_team(tx, cast.planner, team.id, 999, version=2, now=NOW)


def test_a_lead_edits_the_own_team_and_its_skills(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        edit = {"version": 1, "name": "Falcons", "wip_limit": 2, "now": NOW}
        edit_team(tx, cast.lead, cast.team_id, time_zone="Europe/Madrid", **edit)
        assert set_skills(tx, cast.lead, cast.team_id, ["iOS", " iOS", ""], now=NOW) == ("ios",)
        team = teams.one_team(tx, "falcon")
        assert (team.name, team.time_zone, team.wip_limit) == ("Falcons", "Europe/Madrid", 2)
        with pytest.raises(Stale):
            edit_team(tx, cast.lead, cast.team_id, **edit)
        with pytest.raises(NotAllowed):
            edit_team(tx, cast.lead, cast.other_team_id, **edit)
        with pytest.raises(NotAllowed):
            set_skills(tx, cast.other_lead, cast.team_id, [], now=NOW)
        with pytest.raises(Refused):
            edit_team(tx, cast.lead, cast.team_id, **{**edit, "name": "Heron"})
