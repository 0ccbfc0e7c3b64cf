"""Every address has a rule at its door and stands in the stored list."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from portfolio.domain.people import Deed
from portfolio.web.access import PUBLIC, rule_of
from tests.house import route_list

# What people and other programs rely on.
KEPT = (
    "/", "/progress", "/okrs", "/okrs/1", "/backlog", "/items/S-1", "/teams", "/teams/kite",
    "/areas", "/plans", "/plans/1", "/delivery", "/changes", "/trace/S-1", "/check-ins",
    "/decisions", "/imports", "/jobs/1", "/admin", "/account", "/healthz", "/readyz", "/metrics",
    "/sign-in", "/workflows",
)  # fmt: skip
# Reached without signing in, and nothing else is.
OPEN = {
    "api.push",  # by a token
    "shares.show", "shares.objective",  # by the link itself
    "account.begin", "account.choose", "account.sign_in_form", "account.welcome", "demo.begin",
    "figures.plotly", "health.healthz", "health.metrics", "health.readyz", "hooks.receive",
    "static",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Flask:
    """The application in demo mode."""
    return route_list.demo()


def test_every_view_names_the_deed_it_needs(demo: Flask) -> None:
    rules = {endpoint: rule_of(demo, endpoint) for endpoint in demo.view_functions}
    assert {name for name, rule in rules.items() if not isinstance(rule, (Deed, str))} == set()
    assert {name for name, rule in rules.items() if rule == PUBLIC} == OPEN


def test_the_list_of_addresses_is_the_one_that_was_agreed(demo: Flask) -> None:
    stored = route_list.FILE.read_text(encoding="utf-8").splitlines()
    new = sorted(set(route_list.lines(demo)) - set(stored))
    gone = sorted(set(stored) - set(route_list.lines(demo)))
    assert (new, gone) == ([], []), "meant? then: python -m tests.house.route_list"


@pytest.mark.parametrize("path", KEPT)
def test_the_addresses_that_others_rely_on_are_there(demo: Flask, path: str) -> None:
    assert demo.url_map.bind("localhost").match(urlsplit(path).path, "GET")


def test_every_change_is_a_post_and_every_get_only_reads(demo: Flask) -> None:
    allowed = {"GET", "POST", "HEAD", "OPTIONS"}
    odd = [rule.rule for rule in demo.url_map.iter_rules() if (rule.methods or set()) - allowed]
    assert odd == []
