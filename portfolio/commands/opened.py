"""What a command needs of the process: settings and store, opened when first asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import cast

import click
from flask import current_app

from portfolio.actions.keep_time_zone import keep_time_zone
from portfolio.domain.errors import PortfolioError
from portfolio.domain.people import SYSTEM
from portfolio.screens import shell
from portfolio.settings import Settings
from portfolio.store import schema
from portfolio.store.unit import Store


def settings() -> Settings:
    """The settings, read from the environment; a wrong value ends the command."""
    _open()
    return cast(Settings, current_app.extensions["settings"])


def store() -> Store:
    """The open database, as it stands; `ready_store` for one at this program's schema."""
    _open()
    return cast(Store, current_app.extensions["store"])


def ready_store() -> Store:
    """The open database at this program's schema, made where it is empty; an older one refuses."""
    found = store()
    at = schema.revision_of(found.engine)
    if at is None:
        schema.upgrade(found.engine)
    elif at != schema.head():
        raise click.ClickException(
            f"The database stands at schema {at}, this program needs {schema.head()}. "
            "Make a backup, then run: flask db upgrade"
        )
    keep_time_zone(found, SYSTEM, settings().time_zone, now=clock())
    return found


def clock() -> datetime:
    """The machine's own moment: what links and tokens are measured by."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment; in the demo the time of day on the day it was made."""
    moment = clock()
    with store().reading() as tx:
        made_on = shell.load(tx).demo_made_on
    return moment if made_on is None else moment + timedelta(days=(made_on - moment.date()).days)


def today() -> date:
    """This day in the product's time zone; the demo's own day in the demo."""
    return now().astimezone(settings().zone).date()


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the product's own errors into one sentence on standard error and exit status 1."""
    try:
        yield
    except PortfolioError as fault:
        raise click.ClickException(str(fault)) from fault


def _open() -> None:
    with refusals():
        current_app.extensions["open"]()
