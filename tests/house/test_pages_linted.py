"""Every page that a test fetches is linted; here the lint itself, and every page without rows."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages import LintedClient, faults
from tests.people import Cast

GOOD = """<!doctype html><html lang="en"><head><title>Five teams - Portfolio</title></head><body>
<main><h1>Five teams</h1>
<form method="post" action="/teams"><input type="hidden" name="csrf_token" value="x">
<label for="name">Name</label><input id="name" name="name"><button>Save</button></form>
<table><caption>Teams</caption><tr><th scope="col">Name</th></tr><tr><td>Kite</td></tr></table>
<img src="/x.png" alt=""><a href="#name">Name</a><svg aria-hidden="true"></svg></main></body></html>
"""
FAULTS = {
    "second heading": ("</h1>", "</h1><h1>More</h1>", "2 h1"),
    "another title": ("<title>Five", "<title>Six", "does not hold the h1"),
    "no language": (' lang="en"', "", "language is None"),
    "no label": ('<label for="name">Name</label>', "", "has no label"),
    "same id twice": ('<svg aria-hidden="true">', '<svg id="name" aria-hidden="true">', "2 times"),
    "inline style": ("<main>", '<main style="color:red">', "inline style"),
    "inline handler": ("<main>", '<main onclick="x()">', "inline onclick"),
    "inline script": ("<main>", "<main><script>x()</script>", "inline script"),
    "script address": ('href="#name"', 'href="javascript:x()"', "is a script"),
    "no token": ('<input type="hidden" name="csrf_token" value="x">', "", "no CSRF token"),
    "no caption": ("<caption>Teams</caption>", "", "no caption"),
    "no scope": (' scope="col"', "", "no scope"),
    "no alt": (' alt=""', "", "no alt"),
    "dead link": ('href="#name"', 'href="#nowhere"', "leads nowhere"),
    "nameless button": ("<button>Save", "<button>", "has no name"),
    "naked picture": (' aria-hidden="true"', "", "neither hidden nor named"),
    "unfilled words": ("Kite", "%(name)s", "shows '%(name)s'"),
    "wrong nesting": ("</td></tr></table>", "</tr></td></table>", "closes"),
}


def test_a_page_without_fault_is_found_without_fault() -> None:
    assert faults(GOOD, language="en") == []


@pytest.mark.parametrize("name", FAULTS)
def test_the_lint_finds(name: str) -> None:
    old, new, words = FAULTS[name]
    assert old in GOOD
    assert any(words in fault for fault in faults(GOOD.replace(old, new, 1), language="en"))


def test_the_client_of_the_page_tests_is_the_linting_one(client: FlaskClient) -> None:
    assert isinstance(client, LintedClient)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["planner", "lead", "executive", "auditor", "administrator"])
def test_every_page_stands_on_an_empty_database(
    app: Flask, client: FlaskClient, cast: Cast, sign_in: object, name: str, language: str
) -> None:
    sign_in(client, cast.by_name[name])  # type: ignore[operator]
    wrong = {}
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(rule.rule, headers={"Accept-Language": language})
        if answer.status_code not in (200, 303, 403, 404):
            wrong[rule.rule] = answer.status_code
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert f'lang="{language}"' in answer.get_data(as_text=True)
    assert wrong == {}
