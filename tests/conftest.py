"""Fixtures that every room's tests may use."""

import gc
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from app import create_app
from portfolio.domain.people import Viewer
from portfolio.settings import Settings
from portfolio.store import people
from portfolio.store.unit import Store, open_store
from portfolio.web import freshness, here
from tests import databases
from tests.pages import LintedClient
from tests.people import NOW, Cast, make_cast

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Look for garbage less often: thousands of tests and their imports are no garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def real_data_folder() -> Path:
    """Return where the real data would lie, whether or not it is there."""
    return Path(os.environ.get("PORTFOLIO_REAL_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; the test is skipped, by name, where there is none."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"real data not found: {folder}")
    return folder


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteTemplate:
    return databases.SqliteTemplate(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[databases.PostgresqlTemplate]:
    server = databases.PostgresqlTemplate()
    yield server
    server.stop()


@pytest.fixture(params=databases.ENGINES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database: each test runs on both engines."""
    template = request.getfixturevalue(f"_{request.param}")
    url = template.fresh_url()
    yield url
    template.drop(url)


@pytest.fixture
def sqlite_url(_sqlite: databases.SqliteTemplate) -> Iterator[str]:
    """The address of a fresh SQLite database, for a test that one engine is enough for."""
    url = _sqlite.fresh_url()
    yield url
    _sqlite.drop(url)


@pytest.fixture(scope="session")
def _stores() -> Callable[[str], Store]:
    """Return a function that opens a store, the same for the same address.

    Its engine keeps the statements it compiled, which took a fifth of the time of many tests.
    """

    @cache
    def opened(url: str) -> Store:
        store = open_store(url)
        if store.is_sqlite:
            event.listen(store.engine, "connect", _without_waiting)
        return store

    return opened


def _without_waiting(connection: Any, record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # no test takes the power away


@pytest.fixture
def store(database_url: str, _stores: Callable[[str], Store]) -> Iterator[Store]:
    """A fresh, migrated, open database."""
    opened = _stores(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of a server that is no demo."""
    return Settings(database_url=database_url, secret_key=secrets.token_hex(32), testing=True)


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    # Each test has an application of its own; their templates are compiled once for all.
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def _applications(
    _compiled: FileSystemBytecodeCache,
) -> Callable[[Settings], tuple[Flask, dict[str, Any]]]:
    """Return a function that gives the application of some settings and how it was configured.

    Hanging a hundred blueprints takes longer than most tests: it is done once for all of them.
    """

    @cache
    def application(settings: Settings) -> tuple[Flask, dict[str, Any]]:
        made = create_app(settings)
        made.test_client_class = LintedClient
        made.jinja_env.bytecode_cache = _compiled
        made.extensions["store"].close()
        return made, dict(made.config)

    return application


@pytest.fixture
def app(
    settings: Settings,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    _applications: Callable[[Settings], tuple[Flask, dict[str, Any]]],
) -> Flask:
    """The web application on the test's database, at NOW, as if just made."""
    settings = replace(settings, testing=True)
    any_database = replace(settings, database_url="sqlite:///:memory:", secret_key="k" * 40)
    made, config = _applications(any_database)
    made.config.clear()
    made.config.update(config, SECRET_KEY=settings.secret_key)
    made.extensions.update(store=store, settings=settings, shelf=freshness.Shelf())
    monkeypatch.setattr(here, "now", lambda: NOW)
    return made


@pytest.fixture
def cast(store: Store) -> Cast:
    """The people of the tests; see tests/people.py."""
    return make_cast(store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(store: Store) -> Callable[[FlaskClient, Viewer], FlaskClient]:
    """Return a function that signs a person in, without the form."""

    def enter(client: FlaskClient, person: Viewer) -> FlaskClient:
        from datetime import UTC, datetime

        token = secrets.token_hex(16)
        moment = datetime.now(UTC)
        assert person.account_id is not None
        with store.writing() as tx:
            people.add_session(
                tx,
                here.token_hash(token),
                person.account_id,
                now=moment,
                expires_at=moment + timedelta(hours=8),
            )
        with client.session_transaction() as session:
            session[here.SESSION] = token
        return client

    return enter


@pytest.fixture
def csrf() -> Callable[[FlaskClient, str], str]:
    """Return a function that reads the CSRF token of a page's form."""
    import re

    def read(client: FlaskClient, path: str) -> str:
        page = client.get(path).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, f"{path} has no form with a CSRF token"
        return found[1]

    return read


class Queries(list[str]):
    """The statements that ran while counting."""


@pytest.fixture
def count_queries(store: Store) -> Callable[[], Any]:
    """Return a context manager that lists the SQL statements run on the test's store."""

    @contextmanager
    def counting() -> Iterator[Queries]:
        seen = Queries()

        def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(store.engine, "before_cursor_execute", note)

    return counting
