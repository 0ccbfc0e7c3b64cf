"""The front door: reads the settings, opens the store, hangs the blueprints and the commands."""

from datetime import timedelta
from threading import Event
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from portfolio.commands import registry as commands
from portfolio.settings import LOOPBACK, Settings, environment_with_file, settings_from
from portfolio.store.unit import Store, open_store

LARGEST_UPLOAD = 200 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application; without settings they are read from the environment.

    Under the `flask` command the same call returns the commands alone: `solve`, `check` and
    every `--help` work without a database, and the others open it when they first ask for it.
    """
    app = Flask(__name__)
    commands.install(app)
    app.extensions["open"] = lambda: _open(app, settings)
    app.extensions.update(create_app=create_app, serve=_serve, work=_work, make_demo=_make_demo)
    app.extensions["preview"] = _preview
    if not (settings is None and _is_command()):
        _open(app, settings)
        _hang_web(app)
    return app


def _open(app: Flask, settings: Settings | None) -> None:
    if "store" in app.extensions:
        return
    settings = settings or settings_from(environment_with_file())
    app.extensions["settings"] = settings
    app.extensions["store"] = open_store(settings.database_url)


def _hang_web(app: Flask) -> None:
    from flask_wtf.csrf import CSRFProtect

    from portfolio.web import access, errors, freshness, headers, here, registry

    settings: Settings = app.extensions["settings"]
    secure = settings.host not in LOOPBACK
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        SESSION_COOKIE_NAME="__Host-portfolio" if secure else "portfolio",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open for a day; the session limits it
    )
    here.install(app)
    freshness.install(app)
    headers.install(app)
    errors.install(app)
    CSRFProtect(app)
    access.install(app)
    registry.install(app)


def _serve(app: Flask, *, host: str, port: int) -> None:
    from portfolio.web.server import serve

    serve(app, host=host, port=port)


def _work(store: Store, settings: Settings, name: str, stop: Event) -> None:
    from portfolio.jobs import post
    from portfolio.jobs.worker import run
    from portfolio.web.letters import WebPen

    with post.beside(store, settings, stop, WebPen(lambda: create_app(settings))):
        run(store, settings, name, stop)


def _preview(store: Store, settings: Settings, stop: Event) -> None:
    from portfolio.jobs.lane import run

    run(store, settings, stop)


def _make_demo(store: Store, settings: Settings, **options: Any) -> None:
    from seed.demo import make

    make(store, settings, **options)


def _is_command() -> bool:
    context = click.get_current_context(silent=True)
    if context is None or context.find_object(ScriptInfo) is None:
        return False
    return context.info_name != "run"


def main() -> None:
    """Run a command where `flask` is not on the path: `python app.py demo`."""
    FlaskGroup(create_app=create_app).main(prog_name="flask")


if __name__ == "__main__":
    main()
