"""A browser, a running site with the demo company, and pages opened as somebody."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app import create_app
from portfolio.settings import Settings
from portfolio.store import people
from portfolio.store.unit import Store
from portfolio.web import here
from tests.browser.company import fill
from tests.browser.find import chromium

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"en": "en-GB", "es": "es-ES"}
SCREENSHOTS = Path(__file__).resolve().parents[1] / "screenshots"


@dataclass
class Site:
    """A running server and its database."""

    url: str
    app: Flask
    store: Store

    def cookie_of(self, role: str) -> dict[str, str]:
        """Return the session cookie of the first account with the role."""
        token, moment = secrets.token_hex(16), datetime.now(UTC)
        with self.store.writing() as tx:
            account = next(one for one in people.all_accounts(tx) if one.role == role)
            people.add_session(
                tx,
                here.token_hash(token),
                account.id,
                now=moment,
                expires_at=moment + timedelta(hours=8),
            )
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {"name": name, "value": signer.dumps({here.SESSION: token}), "url": self.url}


@dataclass
class Opened:
    """A page, with what its console complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)


Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; the tests are skipped, by name, where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium or Chrome on this machine: run make browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company behind a real server on a free port."""
    from waitress import create_server

    file = tmp_path_factory.mktemp("site") / "site.sqlite"
    settings = Settings(f"sqlite:///{file}", secret_key=secrets.token_hex(32), demo=True)
    app = create_app(settings)
    store: Store = app.extensions["store"]
    fill(store, settings)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app, store)
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=5)
    store.close()


@pytest.fixture(scope="module")
def looks(browser: Browser, site: Site) -> Iterator[Callable[[str | None, str], BrowserContext]]:
    """Return a context by role and language that keeps what it has loaded: for looking only."""
    kept: dict[tuple[str | None, str], BrowserContext] = {}

    def context_of(role: str | None, lang: str) -> BrowserContext:
        if (role, lang) not in kept:
            opened = browser.new_context(locale=LOCALES[lang])
            if role is not None:
                opened.add_cookies([site.cookie_of(role)])  # type: ignore[list-item]
            kept[role, lang] = opened
        return kept[role, lang]

    yield context_of
    for one in kept.values():
        one.close()


@pytest.fixture
def look(site: Site, looks: Callable[[str | None, str], BrowserContext]) -> Visit:
    """Return a context manager that opens a path like `visit`, for tests that change nothing."""

    @contextmanager
    def open_page(
        path: str, *, as_: str | None = "planner", width: int = 1280, lang: str = "en"
    ) -> Iterator[Opened]:
        opened = Opened(looks(as_, lang).new_page())
        opened.page.set_viewport_size({"width": width, "height": 900})
        _listen(opened)
        opened.page.goto(site.url + path)
        try:
            yield opened
        finally:
            opened.page.close()

    return open_page


def _listen(opened: Opened) -> None:
    opened.page.on(
        "console",
        lambda said: opened.complaints.append(said.text) if said.type == "error" else None,
    )
    opened.page.on("pageerror", lambda fault: opened.complaints.append(str(fault)))


@pytest.fixture
def visit(browser: Browser, site: Site) -> Visit:
    """Return a context manager that opens a path as a role: visit("/", as_="planner")."""

    @contextmanager
    def open_page(
        path: str,
        *,
        as_: str | None = "planner",
        width: int = 1280,
        scheme: str = "light",
        lang: str = "en",
        **options: Any,
    ) -> Iterator[Opened]:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=LOCALES[lang],
            **options,
        )
        if as_ is not None:
            context.add_cookies([site.cookie_of(as_)])  # type: ignore[list-item]
        opened = Opened(context.new_page())
        _listen(opened)
        opened.page.goto(site.url + path)
        try:
            yield opened
        finally:
            context.close()

    return open_page
