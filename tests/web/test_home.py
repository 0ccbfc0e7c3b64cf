"""Each role lands on its own home, which says what is planned and what waits."""

import csv
import io

import pytest

from tests.web.quarter import make_quarter


def page_of(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


def test_before_the_first_quarter_the_home_says_how_to_begin(client, cast, sign_in):
    page = page_of(sign_in(client, cast.planner))
    assert "There is no quarter yet" in page
    assert 'href="/imports"' in page


def test_a_quarter_without_a_plan_offers_to_plan_it(client, cast, sign_in, store):
    make_quarter(store, cast, plan=False)
    page = page_of(sign_in(client, cast.planner))
    assert "The quarter has no plan yet" in page
    assert "Plan the quarter" in page


def test_the_planner_reads_the_plan_its_worth_and_the_decisions(client, cast, sign_in, store):
    make_quarter(store, cast)
    page = page_of(sign_in(client, cast.planner))
    assert "1 of 2 epics fit the quarter; expected OKR score 0.28" in page
    assert "The plan is worth 0.050 more than rank order" in page
    assert "O2 is off track: Less fraud" in page
    assert "Security skill is full in S4." in page
    assert "Cut line: rank order takes 1 of them" in page


def test_demand_and_capacity_stand_by_area(client, cast, sign_in, store):
    make_quarter(store, cast)
    page = page_of(sign_in(client, cast.planner))
    assert "Everything asked for could fit: 0.2 of the capacity" in page


def test_only_the_rows_of_the_chosen_area_are_shown(client, cast, sign_in, store):
    make_quarter(store, cast)
    page = page_of(sign_in(client, cast.planner), "/quarter?show=all&area=trust")
    assert "Passkey sign-in" in page
    assert "RCS fallback" not in page


def test_an_unknown_choice_shows_what_lies_around_the_cut(client, cast, sign_in, store):
    make_quarter(store, cast)
    assert "Around the cut" in page_of(sign_in(client, cast.planner), "/quarter?show=nonsense")


def test_the_ranked_backlog_comes_as_csv(client, cast, sign_in, store):
    make_quarter(store, cast)
    text = sign_in(client, cast.planner).get("/quarter.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row["Key"], row["In the plan"], row["By rank"]) for row in rows] == [
        ("E-2", "0", "1"),
        ("E-1", "1", "0"),
    ]


def test_the_executive_sees_no_draft(client, cast, sign_in, store):
    make_quarter(store, cast)
    client = sign_in(client, cast.executive)
    assert "the plan expects <b>" not in page_of(client)
    assert "epics fit the quarter" not in page_of(client, "/quarter")


def test_the_executive_lands_on_progress_with_the_plan_in_force(client, cast, sign_in, store):
    make_quarter(store, cast, state="published")
    page = page_of(sign_in(client, cast.executive))
    assert "One of two objectives is on track; “Less fraud” is off track" in page
    assert "the plan expects <b>0.28</b>" in page
    assert "Every channel</a> rose from 0.20 to 0.45" in page
    assert "1 check-in</a> is overdue: nothing was ever said of “Fraud blocked”." in page


def test_the_lead_lands_on_the_own_team(client, cast, sign_in, store):
    make_quarter(store, cast)
    page = page_of(sign_in(client, cast.lead))
    assert "Falcon" in page
    assert "RCS fallback" in page
    assert "Senders live" in page
    assert "Fraud blocked" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_progress_comes_as_a_file(client, cast, sign_in, store, kind):
    make_quarter(store, cast)
    answer = sign_in(client, cast.executive).get(f"/progress.{kind}")
    assert answer.status_code == 200
    assert len(answer.data) > 100


def test_the_home_spends_a_constant_number_of_queries(client, cast, sign_in, store, count_queries):
    make_quarter(store, cast)
    client = sign_in(client, cast.planner)
    client.get("/")
    with count_queries() as seen:
        client.get("/")
    assert len(seen) <= 40, "\n".join(seen)


def test_the_home_speaks_spanish_when_asked(client, cast, sign_in, store):
    make_quarter(store, cast)
    assert '<html lang="es"' in page_of(sign_in(client, cast.planner), "/?lang=es")
