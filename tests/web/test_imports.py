"""Importing by page: preview, question, confirmation, the account of every row."""

import csv
import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from portfolio.store import backlog
from portfolio.store.unit import Store
from tests.exports import HEADER, jira_csv, story
from tests.people import Cast

SignIn = Callable[[FlaskClient, Any], FlaskClient]
FORM = "/imports/new/jira"


@pytest.fixture
def browser(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    """The planner's browser."""
    return sign_in(client, cast.planner)


def send(browser: FlaskClient, token: str, content: bytes, **more: Any) -> Any:
    return browser.post(
        FORM,
        data={"csrf_token": token, "file": (io.BytesIO(content), "export.csv"), **more},
        content_type="multipart/form-data",
    )


def without_columns(path: Path) -> bytes:
    """Return the file without what is not read: the test client leaks files over 500 kB."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    unread = ("Reporter", "Assignee", "Fix Version/s", "Affects Version/s", "Component/s")
    kept = [place for place, name in enumerate(rows[0]) if name not in unread]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([row[place] for place in kept] for row in rows)
    return gzip.compress(text.getvalue().encode())


def test_a_file_is_previewed_confirmed_and_accounted_for(
    browser: FlaskClient, csrf: Any, store: Store
) -> None:
    token = csrf(browser, FORM)
    sent = send(browser, token, jira_csv(story("PAY-1"), story("PAY-2")))
    assert sent.status_code == 303
    preview = browser.get(sent.location)
    assert "<h1>2 rows would be added and 0 changed</h1>" in preview.text
    with store.reading() as tx:
        assert backlog.items_by_key(tx, ["PAY-1"]) == {}

    confirmed = browser.post(f"{sent.location}/confirm", data={"csrf_token": token})
    assert confirmed.status_code == 303
    assert "<h1>2 rows added, 0 changed, 0 refused</h1>" in browser.get(confirmed.location).text
    with store.reading() as tx:
        assert set(backlog.items_by_key(tx, ["PAY-1", "PAY-2"])) == {"PAY-1", "PAY-2"}


def test_a_confirmed_file_is_gone_and_cannot_be_confirmed_twice(
    browser: FlaskClient, csrf: Any
) -> None:
    token = csrf(browser, FORM)
    sent = send(browser, token, jira_csv(story("PAY-1")))
    for expected in (303, 404):
        again = browser.post(f"{sent.location}/confirm", data={"csrf_token": token})
        assert again.status_code == expected


def test_a_discarded_file_is_forgotten(browser: FlaskClient, csrf: Any) -> None:
    token = csrf(browser, FORM)
    sent = send(browser, token, jira_csv(story("PAY-1")))
    gone = browser.post(f"{sent.location}/discard", data={"csrf_token": token})
    assert gone.status_code == 303
    assert browser.get(sent.location).status_code == 404


def test_day_and_month_are_asked_for_where_the_file_cannot_tell(
    browser: FlaskClient, csrf: Any
) -> None:
    token = csrf(browser, FORM)
    row = ("Pay", "PAY-1", "1", "Story", "To Do", "03/04/2026 9:00", "04/05/2026 9:00")
    sent = send(browser, token, jira_csv(row))
    assert "Does the day or the month come first" in browser.get(sent.location).text
    silent = browser.post(f"{sent.location}/dates", data={"csrf_token": token})
    assert silent.status_code == 422
    told = browser.post(f"{sent.location}/dates", data={"csrf_token": token, "first": "month"})
    assert told.status_code == 303
    assert "1 row would be added" in browser.get(told.location).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a photograph (JPEG)"),
        (b"Project identifier,Cycle name\r\n1,2\r\n", "an export of Plane"),
        (b"", "The file is empty"),
        (jira_csv(story("PAY-1"))[:-20], "cut off"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(
    browser: FlaskClient, csrf: Any, content: bytes, said: str
) -> None:
    answer = send(browser, csrf(browser, FORM), content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-describedby="file-hint file-error"' in answer.text


def test_a_form_without_a_file_names_what_is_missing(browser: FlaskClient, csrf: Any) -> None:
    answer = browser.post(FORM, data={"csrf_token": csrf(browser, FORM)})
    assert answer.status_code == 422
    assert "Choose the file that your tracker exported." in answer.text


def test_refused_rows_come_as_a_file(browser: FlaskClient, csrf: Any) -> None:
    token = csrf(browser, FORM)
    shifted = ("=HYPERLINK(1)", "PAY-2", "2", "Story", "To Do", "Ana Kos", "")
    sent = send(browser, token, jira_csv(story("PAY-1"), shifted))
    preview = browser.get(f"{sent.location}/refused.csv")
    assert "3,PAY-2,\"Created (column 6) is 'Ana Kos'" in preview.text
    made = browser.post(f"{sent.location}/confirm", data={"csrf_token": token}).location
    assert "Created (column 6) is" in browser.get(made).text
    assert browser.get(f"{made}/refused.xlsx").status_code == 200
    assert browser.get(f"{made}/refused.pdf").status_code == 404


def test_the_list_names_each_import(browser: FlaskClient, csrf: Any) -> None:
    assert "Nothing has been imported yet" in browser.get("/imports").text
    token = csrf(browser, FORM)
    sent = send(browser, token, jira_csv(story("PAY-1")))
    browser.post(f"{sent.location}/confirm", data={"csrf_token": token})
    assert "<h1>1 rows read in the last import</h1>" in browser.get("/imports").text
    assert re.search(r"jira,export\.csv,1,1,0", browser.get("/imports.csv").text)


def test_an_executive_sees_imports_and_makes_none(
    client: FlaskClient, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(client, cast.executive)
    assert browser.get("/imports").status_code == 200
    assert browser.get(FORM).status_code == 403
    assert "/imports/new/" not in browser.get("/imports").text


def test_nobody_sees_the_file_that_another_sent(
    browser: FlaskClient, csrf: Any, cast: Cast, sign_in: SignIn
) -> None:
    sent = send(browser, csrf(browser, FORM), jira_csv(story("PAY-1")))
    other = sign_in(browser.application.test_client(), cast.administrator)
    assert other.get(sent.location).status_code == 404


def test_an_unknown_kind_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/imports/new/linear").status_code == 404


def test_releases_need_both_files(browser: FlaskClient, csrf: Any) -> None:
    path = "/imports/new/releases"
    deployments = (io.BytesIO(b"deployment,deployed_at,sha\n"), "deployments.csv")
    answer = browser.post(
        path,
        data={"csrf_token": csrf(browser, path), "file": deployments, "service": "SDK"},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "Choose the file of the changes." in answer.text


def test_key_results_are_imported_by_page(browser: FlaskClient, csrf: Any) -> None:
    path = "/imports/new/okrs"
    token = csrf(browser, path)
    content = (
        b"cycle,objective,key_result,kind,start,target,current,on\n"
        b"2027Q1,Grow,More installs,increase,10,50,20,2027-02-01\n"
    )
    sent = browser.post(
        path,
        data={"csrf_token": token, "file": (io.BytesIO(content), "okrs.csv")},
        content_type="multipart/form-data",
    )
    assert "1 row would be added" in browser.get(sent.location).text
    made = browser.post(f"{sent.location}/confirm", data={"csrf_token": token})
    assert "1 row added" in browser.get(made.location).text


def test_titanium_comes_in_by_page(browser: FlaskClient, csrf: Any, real_data: Path) -> None:
    token = csrf(browser, FORM)
    content = without_columns(real_data / "titanium" / "jira-export.csv.gz")
    sprints = (real_data / "titanium" / "sprints.csv").read_bytes()
    beside = (io.BytesIO(sprints), "sprints.csv")
    sent = send(browser, token, content, second=beside, as_of="2015-01-05")
    assert "2,281 rows would be added" in browser.get(sent.location).text
    made = browser.post(f"{sent.location}/confirm", data={"csrf_token": token})
    page = browser.get(made.location).text
    assert "2,281 rows added, 0 changed, 0 refused" in page
    assert "4,844" in page


def test_the_header_alone_adds_nothing(browser: FlaskClient, csrf: Any) -> None:
    sent = send(browser, csrf(browser, FORM), jira_csv(header=HEADER))
    assert "0 rows would be added" in browser.get(sent.location).text
