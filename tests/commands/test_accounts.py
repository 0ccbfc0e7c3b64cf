"""Accounts and tokens from the terminal, and the check of the trail."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from portfolio.store.unit import Store


def _run(app: Flask, *words: str) -> tuple[int, str]:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=list(words))
    return done.exit_code, done.output


def test_the_first_administrator_gets_a_link_that_works_once(app: Flask) -> None:
    status, said = _run(app, "user", "add", "ada@example.org", "--role", "administrator")
    assert status == 0
    path = said.split("8000", 1)[1].split()[0]
    assert path.startswith("/welcome/")
    assert app.test_client().get(path).status_code == 200


def test_the_same_address_twice_is_refused(app: Flask) -> None:
    _run(app, "user", "add", "ada@example.org", "--role", "planner")
    status, said = _run(app, "user", "add", "ADA@example.org", "--role", "planner")
    assert (status, "already" in said) == (1, True)


def test_accounts_are_listed_for_programs(app: Flask) -> None:
    _run(app, "user", "add", "ada@example.org", "--role", "planner", "--name", "Ada")
    _, said = _run(app, "user", "list", "--json")
    assert json.loads(said) == [
        {
            "email": "ada@example.org",
            "name": "Ada",
            "role": "planner",
            "disabled": False,
            "has_password": False,
        }
    ]


def test_a_token_is_printed_once_and_kept_as_a_hash(app: Flask, store: Store) -> None:
    status, said = _run(app, "token", "create", "pipeline", "--scope", "deploy:write")
    token = said.strip()
    assert (status, token[:3]) == (0, "pf_")
    with store.reading() as tx:
        kept = tx.execute(text("SELECT token_hash FROM tokens")).scalar_one()
    assert token not in kept


def test_an_unknown_scope_is_wrong_words(app: Flask) -> None:
    assert _run(app, "token", "create", "pipeline", "--scope", "everything")[0] == 2


def test_the_trail_is_verified_in_the_database_and_in_an_export(app: Flask, tmp_path: Path) -> None:
    _run(app, "user", "add", "ada@example.org", "--role", "planner")
    assert _run(app, "audit", "verify") == (0, "1 entries, an unbroken chain.\n")
    (tmp_path / "export.jsonl").write_text('{"seq": 1}\n')
    status, said = _run(app, "audit", "verify", str(tmp_path / "export.jsonl"))
    assert (status, "line 1" in said) == (1, True)
