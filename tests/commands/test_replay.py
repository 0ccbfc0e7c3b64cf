"""`flask replay`: a past quarter planned again, for people and for programs."""

import json
import secrets

from app import create_app
from portfolio.settings import Settings
from portfolio.store import product
from portfolio.store.unit import open_store
from tests.people import NOW, make_cast
from tests.replaying import make_past, make_plan


def test_a_past_quarter_is_replayed_and_told(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    past = make_past(store, make_cast(store))
    make_plan(store, past)
    with store.writing() as tx:
        product.say(tx, "demo_made_on", NOW.date().isoformat())  # the day that it is
    store.close()
    settings = Settings(database_url=sqlite_url, secret_key=secrets.token_hex(32), testing=True)
    app = create_app(settings)
    runner = app.test_cli_runner()
    with app.app_context():
        made = runner.invoke(args=["replay", "2026Q4", "--seconds", "2", "--json"])
        runs = runner.invoke(args=["replay", "2099Q1"])
        wrong = runner.invoke(args=["replay", "soon"])
    assert made.exit_code == 0, made.output
    said = json.loads(made.stdout)
    assert [one["name"] for one in said["outcomes"]] == ["made", "best", "hindsight", "done"]
    assert said["basis"] == "published"
    assert runs.exit_code == 1 and "once it is over" in runs.output
    assert wrong.exit_code == 2
