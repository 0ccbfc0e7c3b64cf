"""A backup is consistent while the database is written to, and is checked before it replaces."""

import threading
from pathlib import Path

import pytest

from portfolio.domain.errors import Refused
from portfolio.store import backup, product
from portfolio.store.unit import Store, open_store


@pytest.fixture
def sqlite(sqlite_url: str) -> Store:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def test_a_backup_holds_what_was_there_while_others_write(sqlite: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with sqlite.writing() as tx:
                product.say(tx, "company", f"Company {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup.backup(sqlite, tmp_path / "copy")
    finally:
        stop.set()
        writer.join()
    assert backup.faults(open_store(f"sqlite:///{tmp_path / 'copy'}")) == []


def test_a_backup_comes_back(sqlite: Store, tmp_path: Path) -> None:
    with sqlite.writing() as tx:
        product.say(tx, "company", "Before")
    backup.backup(sqlite, tmp_path / "copy")
    with sqlite.writing() as tx:
        product.say(tx, "company", "After")
    backup.restore(sqlite, tmp_path / "copy")
    with sqlite.reading() as tx:
        assert product.said(tx)["company"] == "Before"


def test_a_broken_copy_replaces_nothing(sqlite: Store, tmp_path: Path) -> None:
    with sqlite.writing() as tx:
        product.say(tx, "company", "Kept")
    (tmp_path / "copy").write_bytes(b"a photograph" * 100)
    with pytest.raises(Refused, match="no backup"):
        backup.restore(sqlite, tmp_path / "copy")
    with sqlite.reading() as tx:
        assert product.said(tx)["company"] == "Kept"


def test_no_backup_is_overwritten(sqlite: Store, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(Refused, match="exists already"):
        backup.backup(sqlite, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "precious"
