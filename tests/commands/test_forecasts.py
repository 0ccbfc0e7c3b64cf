"""`flask forecast`: a quarter's forecasts at once, for people and for programs."""

import json
import secrets

from app import create_app
from portfolio.settings import Settings
from portfolio.store import product
from portfolio.store.unit import open_store
from tests.people import NOW, make_cast
from tests.planned import make_company


def test_a_quarter_is_forecast_from_the_terminal(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    make_company(store, make_cast(store))
    with store.writing() as tx:
        product.say(tx, "demo_made_on", NOW.date().isoformat())  # the day that it is
    store.close()
    settings = Settings(database_url=sqlite_url, secret_key=secrets.token_hex(32), testing=True)
    app = create_app(settings)
    runner = app.test_cli_runner()
    with app.app_context():
        made = runner.invoke(args=["forecast", "2027Q1", "--json"])
        over = runner.invoke(args=["forecast", "2026Q4"])
        wrong = runner.invoke(args=["forecast", "soon"])
    assert made.exit_code == 0, made.output
    said = json.loads(made.stdout)
    assert said["forecasts"] > 5 and said["cycle"] == "2027Q1"
    assert over.exit_code == 1 and "is over" in over.output
    assert wrong.exit_code == 2
