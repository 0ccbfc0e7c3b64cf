"""Settings: what is wrong stops the start, in a sentence."""

import os
from pathlib import Path

import pytest

from portfolio import settings as module
from portfolio.domain.errors import Misconfigured
from portfolio.settings import environment_with_file, settings_from

KEY = "a" * 16 + "b" * 16 + "1"


@pytest.fixture(autouse=True)
def _instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INSTANCE", tmp_path / "instance")


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    found = settings_from({})
    assert found.database_url.endswith("portfolio.sqlite")
    assert (found.host, found.port, found.demo) == ("127.0.0.1", 8000, False)


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    first = settings_from({})
    path = tmp_path / "instance" / "secret-key"
    assert settings_from({}).secret_key == first.secret_key
    assert len(first.secret_key) == 64
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": "short"}, "at least 32"),
        ({"SECRET_KEY": KEY, "PORTFOLIO_DEMO": "1", "PORTFOLIO_HOST": "0.0.0.0"}, "loopback"),
        ({"SECRET_KEY": KEY, "PORTFOLIO_DEMO": "perhaps"}, "write 1 or 0"),
        ({"SECRET_KEY": KEY, "PORTFOLIO_PORT": "many"}, "from 1 to 65535"),
        ({"SECRET_KEY": KEY, "PORTFOLIO_PORT": "70000"}, "from 1 to 65535"),
        ({"SECRET_KEY": KEY, "PORTFOLIO_TIME_ZONE": "Europe/Nowhere"}, "no time zone"),
        ({"SECRET_KEY": KEY, "DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "does not exist"),
    ],
)
def test_a_wrong_value_stops_the_start(environment: dict[str, str], words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        settings_from(environment)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(KEY)
    os.chmod(path, 0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        settings_from({"SECRET_KEY_FILE": str(path)})


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    assert KEY not in repr(settings_from({"SECRET_KEY": KEY}))


def test_the_environment_is_stronger_than_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("PORTFOLIO_PORT=1\nPORTFOLIO_TIME_ZONE=Europe/Zagreb\n")
    monkeypatch.setenv("PORTFOLIO_PORT", "2")
    found = environment_with_file(file)
    assert (found["PORTFOLIO_PORT"], found["PORTFOLIO_TIME_ZONE"]) == ("2", "Europe/Zagreb")
