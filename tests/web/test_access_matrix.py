"""Every address × every role × the own, others' and a missing row, against one literal table."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portfolio.web.access import rule_of
from tests.web.access_table import PUBLIC, ROLES, TABLE, TOKEN, Line
from tests.web.stage import TURNED_AWAY, Stage, path_of

OWN, OTHER, MISSING = range(3)
SEND = {"GET", "POST"}


def _rules(app: Flask) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, []).append(rule)
    return found


def test_every_address_is_in_the_table_and_nothing_else(stage: Stage) -> None:
    endpoints = {rule.endpoint for rule in stage.app.url_map.iter_rules()}
    assert endpoints - set(TABLE) == set(), "give these a line in tests/web/access_table.py"
    assert set(TABLE) - endpoints == set(), "these lines have no address any more"


def test_every_address_has_a_rule_at_the_door(stage: Stage) -> None:
    closed = [endpoint for endpoint in TABLE if rule_of(stage.app, endpoint) is None]
    assert closed == []


@pytest.mark.parametrize("endpoint", TABLE)
def test_who_reaches(stage: Stage, endpoint: str) -> None:
    line = TABLE[endpoint]
    wrong = []
    for rule in _rules(stage.app)[endpoint]:
        for method in sorted(SEND & (rule.methods or set())):
            wrong += list(_wrong(stage, rule, method, line))
    assert wrong == []


def _wrong_outside(stage: Stage, rule: Rule, method: str, line: Line) -> Iterator[str]:
    """Yield what is wrong with an address that no session opens."""
    status = stage.ask(stage.client(None), rule, method, OWN)
    if line.own == TOKEN:
        signed_in = stage.ask(stage.client("administrator"), rule, method, OWN)
        if (status, signed_in) != (401, 401):
            yield f"without a token: {method} {rule.rule} is {status}, {signed_in}"
    elif status in (401, 403) or status >= 500:
        yield f"a stranger: {method} {rule.rule} is {status}"


def _wrong(stage: Stage, rule: Rule, method: str, line: Line) -> Iterator[str]:
    if line.own in (PUBLIC, TOKEN):
        yield from _wrong_outside(stage, rule, method, line)
        return
    status = stage.ask(stage.client(None), rule, method, OWN)
    if status != TURNED_AWAY:
        yield f"a stranger: {method} {rule.rule} is {status}, not sent to sign in"
    has_rows = bool(set(rule.arguments) - set(line.args))
    for letter, role in ROLES.items():
        client = stage.client(role)
        for which, allowed in ((OWN, line.own), (OTHER, line.other)):
            if allowed is None:
                continue
            status = stage.ask(client, rule, method, which)
            reached = status < 400 or status == line.answers
            reached = reached or (line.leads_out and status == TURNED_AWAY)
            # A thing that somebody may not know of is not there for them.
            if reached is not (letter in allowed) or (not reached and status not in (403, 404)):
                row = ("own", "other's")[which]
                yield f"{role}: {method} {rule.rule} with the {row} row is {status}"
        if has_rows:
            status = stage.ask(client, rule, method, MISSING)
            # Whoever reaches only the own rows is told no more than: not allowed.
            known = letter in (line.other or line.own)
            expected = (line.missing,) if known else (line.missing, 403, 404)
            if status not in expected:
                yield f"{role}: {method} {rule.rule} with a missing row is {status}"


def test_a_line_that_lets_too_many_in_is_found(stage: Stage) -> None:
    """Negative control: the matrix is red where the table and the doors differ."""
    rule = _rules(stage.app)["items.edit"][0]
    assert list(_wrong(stage, rule, "GET", Line("POLE", "P")))
    assert list(_wrong(stage, rule, "GET", Line("PO", "P")))
    assert list(_wrong(stage, rule, "GET", Line("POL", "P"))) == []


def test_a_view_without_a_rule_is_closed_to_everybody(stage: Stage) -> None:
    """Negative control: what was forgotten is closed, to the administrator too."""
    view = stage.app.view_functions["backlog.index"]
    stage.app.view_functions["backlog.index"] = lambda: "open"
    try:
        assert stage.client("administrator").get("/backlog").status_code == 403
        assert stage.client(None).get("/backlog").status_code == 303
    finally:
        stage.app.view_functions["backlog.index"] = view


@pytest.mark.parametrize("kind", ["disabled", "expired"])
def test_an_account_that_is_out_is_sent_to_sign_in(stage: Stage, kind: str) -> None:
    store, account_id = stage.app.extensions["store"], stage.world.cast.planner.account_id
    with store.writing() as tx:
        statement = (
            "UPDATE accounts SET disabled_at = '2027-01-01' WHERE id = ?"
            if kind == "disabled"
            else "UPDATE sessions SET expires_at = '2027-01-01' WHERE account_id = ?"
        )
        tx.exec_driver_sql(statement, (account_id,))
    try:
        answer = stage.client("planner").get("/backlog")
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")
    finally:
        stage.reset()


def test_the_executive_sees_no_absent_name_anywhere(stage: Stage) -> None:
    """Field by field: the names in absences are for the leads of the team and the planner."""
    readers: dict[str, Callable[[], str]] = {
        role: lambda role=role: stage.client(role).get("/teams/falcon").get_data(as_text=True)
        for role in ("executive", "member", "auditor", "area_owner", "lead")
    }
    seen = {role for role, page in readers.items() if "Ana Kova" in page()}
    assert seen == {"lead"}


def test_a_post_without_its_token_is_refused(stage: Stage) -> None:
    stage.app.config["WTF_CSRF_ENABLED"] = True
    client = stage.client("planner")
    answers = {}
    for rule in stage.app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and TABLE[rule.endpoint].own != TOKEN:
            fixed = dict(TABLE[rule.endpoint].args)
            path = path_of(stage.app, rule, stage.world.arguments(rule.arguments, OWN, fixed))
            answers[rule.rule] = client.post(path).status_code
    assert len(answers) > 40
    assert {path: code for path, code in answers.items() if code != 400} == {}
