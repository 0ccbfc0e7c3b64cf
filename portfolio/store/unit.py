"""The unit of work: one engine a process, one transaction a deed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from portfolio.store import freshness

BUSY_SECONDS = 10

# What a function of the store takes first. Actions and screens hand it on without knowing SQL.
Tx = Connection


class Contended(Exception):
    """Somebody else wrote in between: try again."""


class Store:
    """An open database. `reading()` and `writing()` hand out a transaction each."""

    faults = (DBAPIError,)  # what a database that is away or refuses raises

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        freshness.watch(engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded engine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a transaction that sees one state of the database; it is rolled back."""
        with self.engine.connect() as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a transaction that is committed at the end, or rolled back by an exception.

        On SQLite the write lock is taken at once, so that two writers wait for each other
        instead of failing half-way.
        """
        with self.engine.connect().execution_options(portfolio_writes=True) as tx, tx.begin():
            yield tx

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """Yield a transaction that sees one state of the database and is always rolled back.

        Unlike writing() it lets others write until it does so itself. Raises Contended where
        somebody did, so that what was read is no longer what is.
        """
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**level) as tx:
            try:
                yield tx
            except OperationalError as fault:
                raise Contended from fault
            finally:
                tx.rollback()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@contextmanager
def trial(tx: Connection) -> Iterator[Connection]:
    """Take back, at the end, whatever was written inside: to see what a change would do."""
    point = tx.begin_nested()
    try:
        yield tx
    finally:
        point.rollback()


def open_store(database_url: str) -> Store:
    """Open the database of `database_url`, making the folder of a SQLite file."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return Store(_sqlite_engine(database_url))
    return Store(_postgresql_engine(database_url))


def _sqlite_engine(database_url: str) -> Engine:
    from pathlib import Path

    path = make_url(database_url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        database_url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver must not begin transactions by itself: it would do so too late (at the first
    # write), and a read before it would have seen another state.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(tx: Connection) -> None:
    writes = tx.get_execution_options().get("portfolio_writes")
    tx.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(database_url: str) -> Engine:
    return create_engine(
        database_url,
        pool_pre_ping=True,
        connect_args={
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
            "options": "-c timezone=utc",
        },
    )
