"""The delivery page in a browser's eyes."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient

from portfolio.domain.people import Viewer
from portfolio.store.unit import Store
from tests.deliveries import History, make_history
from tests.people import Cast

SignIn = Callable[[FlaskClient, Viewer], FlaskClient]


@pytest.fixture
def history(store: Store, cast: Cast) -> History:
    return make_history(store, cast)


@pytest.fixture
def reader(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.executive)


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, path).lstrip("\ufeff"))))


def test_headline_says_what_became_of_deployments(reader: FlaskClient, history: History) -> None:
    page = text(reader, "/delivery")
    assert page.count("<h1>") == 1
    assert re.search(r"<h1>Deployments are up \d+", page)
    assert "26 weeks" in page


def test_figures_stand_beside_tables_that_say_the_same(
    reader: FlaskClient, history: History
) -> None:
    page = text(reader, "/delivery")
    figures = re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)
    assert len(figures) >= 3
    for figure in figures:
        go.Figure(json.loads(figure))
    told = rows(reader, "/delivery/deployments.csv")
    drawn = reader.get("/delivery/deployments.json").get_json()
    assert [int(row["Deployments"]) for row in told] == drawn["data"][0]["y"]


def test_sum_counts_a_deployment_of_two_services_once(
    reader: FlaskClient, history: History
) -> None:
    last = rows(reader, "/delivery/deployments.csv")[-1]
    assert int(last["Deployments"]) == 4  # three of four, and one that reached both services
    own = {row["Service"]: row for row in rows(reader, "/delivery.csv")}
    assert int(own["web"]["Deployments"]) == 26


def test_service_without_data_has_none_and_not_zero(reader: FlaskClient, history: History) -> None:
    own = {row["Service"]: row for row in rows(reader, "/delivery.csv")}
    assert own["mail"]["Deployments a week, median"] == ""
    assert own["mail"]["Change fail rate"] == ""
    assert "2 of 3 services have data" in text(reader, "/delivery")


def test_filter_is_in_the_address_and_narrows_the_page(
    reader: FlaskClient, history: History
) -> None:
    for query in ("service=payments", "team=falcon", "area=messaging"):
        page = text(reader, f"/delivery?{query}")
        assert query in page
        assert "Mail" not in re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def test_empty_range_says_so_and_offers_to_widen_it(reader: FlaskClient, history: History) -> None:
    page = text(reader, "/delivery?from=2020-01-06&to=2020-02-02")
    assert "<h1>No deployments in this range</h1>" in page
    assert "Widen the range" in page
    assert "from=2026-08-10&amp;to=2027-02-07" in page


def test_page_without_any_service_says_what_it_will_show(reader: FlaskClient) -> None:
    assert "<h1>No service has been recorded yet</h1>" in text(reader, "/delivery")


NONSENSE = [
    ("from=yesterday", 422),
    ("from=2027-02-31", 422),
    ("from=2027-02-01&to=2027-01-01", 422),
    ("from=1900-01-01", 422),
    ("from=0001-01-01&to=0001-01-02", 200),
    ("from=9999-12-31", 200),
    ("service=none-such", 404),
    ("team=none-such", 404),
    ("area=none-such", 404),
    ("cycle=none-such", 200),
]


def test_nonsense_in_the_address_gets_a_sentence(reader: FlaskClient, history: History) -> None:
    for query, status in NONSENSE:
        assert "<h1>" in text(reader, f"/delivery?{query}", status)
    assert "is no day" not in text(reader, "/delivery.csv?from=2027-02-01")
    text(reader, "/delivery.csv?from=yesterday", 422)


def test_each_figure_is_a_file_too(reader: FlaskClient, history: History) -> None:
    for name in ("deployments", "frequency", "fail-rate", "services", "teams"):
        assert rows(reader, f"/delivery/{name}.csv")
        assert reader.get(f"/delivery/{name}.xlsx").data.startswith(b"PK")
        assert reader.get(f"/delivery/{name}.exe").status_code == 404


def test_address_of_a_service_leads_to_its_figures(reader: FlaskClient, history: History) -> None:
    answer = reader.get("/delivery/services/payments")
    assert answer.headers["Location"].endswith("/delivery?service=payments")


def test_figure_by_developer_is_not_shown_for_a_group_under_five(
    reader: FlaskClient, history: History
) -> None:
    told = {row["Team"]: row for row in rows(reader, "/delivery/teams.csv")}
    assert told["Falcon"]["Service deployments a developer and week"] == ""


def test_page_asks_the_same_few_questions_whatever_its_size(
    reader: FlaskClient, history: History, count_queries: Any
) -> None:
    with count_queries() as seen:
        text(reader, "/delivery")
    assert len(seen) <= 24
