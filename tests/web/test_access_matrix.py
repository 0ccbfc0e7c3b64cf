"""Every address × every role × the own, others' and a missing row, against one literal table."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from portfolio.settings import Settings
from portfolio.store import people
from portfolio.store.unit import open_store
from portfolio.web import here
from portfolio.web.access import rule_of
from tests import databases
from tests.people import NOW, make_cast
from tests.web.access_table import PUBLIC, ROLES, TABLE, Line
from tests.web.access_world import World, make_world

OWN, OTHER, MISSING = range(3)
SEND = {"GET", "POST"}
TURNED_AWAY = 401  # stands for the way to the sign-in form


class Stage:
    """The application before a world that is put back after each change."""

    def __init__(self, template: Path, playing: Path, world: World, tokens: dict[str, str]) -> None:
        self.template, self.playing, self.world, self.tokens = template, playing, world, tokens
        key = secrets.token_hex(32)
        url = f"sqlite:///{playing}"
        self.app = create_app(Settings(database_url=url, secret_key=key, testing=True))
        self.app.config["WTF_CSRF_ENABLED"] = False  # its own tests have it; here rights are asked
        self.reset()

    def reset(self) -> None:
        """Put the world back as it was."""
        self.app.extensions["store"].close()
        for path in self.playing.parent.glob(f"{self.playing.name}*"):
            path.unlink()
        shutil.copy(self.template, self.playing)

    def client(self, role: str | None) -> FlaskClient:
        """Return the browser of a role's holder, or of a stranger."""
        client = FlaskClient(self.app)
        if role is not None:
            with client.session_transaction() as session:
                session[here.SESSION] = self.tokens[role]
        return client

    def ask(self, client: FlaskClient, rule: Rule, method: str, which: int) -> int:
        """Ask for an address with the own, others' or a missing row; return the status."""
        line = TABLE[rule.endpoint]
        path = _path(self.app, rule, self.world.arguments(rule.arguments, which, dict(line.args)))
        data = {name: self._sent(value, which) for name, value in line.data.items()}
        answer = client.open(path, method=method, data=data if method == "POST" else None)
        answer.close()
        if method == "POST" and answer.status_code < 400:
            self.reset()
        is_turned_away = (answer.location or "").split("?")[0] == "/sign-in"
        return TURNED_AWAY if is_turned_away else answer.status_code

    def _sent(self, value: object, which: int) -> object:
        if value == "own":
            return str(self.world.cast.area_id)
        return self.world.rows[value][which] if value in self.world.rows else value  # type: ignore[index]


@pytest.fixture(scope="module")
def stage(
    _sqlite: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The stage, its world made once."""
    folder = tmp_path_factory.mktemp("stage")
    url = _sqlite.fresh_url()
    store = open_store(url)
    cast = make_cast(store)
    world = make_world(store, cast)
    tokens = {name: secrets.token_hex(16) for name in ROLES.values()}
    with store.writing() as tx:
        for name, token in tokens.items():
            account_id = cast.by_name[name].account_id or 0
            digest, ends = here.token_hash(token), NOW + timedelta(hours=8)
            people.add_session(tx, digest, account_id, now=NOW, expires_at=ends)
    with store.engine.connect() as tx:
        tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(here, "now", lambda: NOW)
        patch.setattr(here, "clock", lambda: NOW)
        template = Path(url.removeprefix("sqlite:///"))
        yield Stage(template, folder / "playing.sqlite", world, tokens)


def _rules(app: Flask) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, []).append(rule)
    return found


def _path(app: Flask, rule: Rule, arguments: dict[str, object]) -> str:
    built = rule.build(arguments, append_unknown=False)
    assert built is not None, f"{rule.rule} cannot be built of {arguments}"
    return built[1]


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


def _wrong(stage: Stage, rule: Rule, method: str, line: Line) -> Iterator[str]:
    if line.own == PUBLIC:
        status = stage.ask(stage.client(None), rule, method, OWN)
        if status in (401, 403) or status >= 500:
            yield f"a stranger: {method} {rule.rule} is {status}"
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
