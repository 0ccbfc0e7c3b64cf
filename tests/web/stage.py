"""The application before a world that is put back after each change, with everybody signed in."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests import databases
from tests.pages import LintedClient
from tests.people import NOW, make_cast
from tests.web.access_table import ROLES, TABLE
from tests.web.access_world import World, make_world

TURNED_AWAY = 401  # stands for the way to the sign-in form


class Stage:
    """The application before a world that is put back after each change."""

    def __init__(self, template: Path, playing: Path, world: World, tokens: dict[str, str]) -> None:
        self.template, self.playing, self.world, self.tokens = template, playing, world, tokens
        key = secrets.token_hex(32)
        url = f"sqlite:///{playing}"
        self.app = create_app(Settings(database_url=url, secret_key=key, testing=True))
        self.reset()

    def reset(self) -> None:
        """Put the world back as it was."""
        self.app.extensions["store"].close()
        for path in self.playing.parent.glob(f"{self.playing.name}*"):
            path.unlink()
        shutil.copy(self.template, self.playing)

    def client(self, role: str | None) -> FlaskClient:
        """Return the browser of a role's holder, or of a stranger."""
        client = LintedClient(self.app)
        if role is not None:
            with client.session_transaction() as session:
                session[here.SESSION] = self.tokens[role]
        return client

    def ask(self, client: FlaskClient, rule: Rule, method: str, which: int) -> int:
        """Ask for an address with the own, others' or a missing row; return the status."""
        line = TABLE[rule.endpoint]
        path = path_of(self.app, rule, self.world.arguments(rule.arguments, which, dict(line.args)))
        data = {name: self._sent(value, which) for name, value in line.data.items()}
        # Rights are asked here; that a POST without a token is refused has its own tests.
        self.app.config["WTF_CSRF_ENABLED"] = method == "GET"
        if method == "GET":
            answer = client.open(path)
        else:
            answer = FlaskClient.open(client, path, method=method, data=data)
        answer.close()
        if method == "POST" and answer.status_code < 400:
            self.reset()
        is_turned_away = (answer.location or "").split("?")[0] == "/sign-in"
        return TURNED_AWAY if is_turned_away else answer.status_code

    def _sent(self, value: object, which: int) -> object:
        if value == "own":
            return str(self.world.cast.area_id)
        return self.world.rows[value][which] if value in self.world.rows else value  # type: ignore[index]


@contextmanager
def open_stage(_sqlite: databases.SqliteTemplate, folder: Path) -> Iterator[Stage]:
    """Yield the stage, its world made once, at NOW."""
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


def path_of(app: Flask, rule: Rule, arguments: dict[str, object]) -> str:
    """Return the address of a rule with its arguments filled in."""
    built = rule.build(arguments, append_unknown=False)
    assert built is not None, f"{rule.rule} cannot be built of {arguments}"
    return built[1]
