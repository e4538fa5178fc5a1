"""The database: opening it, reading from it, changing it, bringing its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.images import RecordedSession
from storage.records import Check
from storage.transaction import Actor, Change

__all__ = ["Actor", "Change", "Store"]

BUSY_MS = 10_000  # how long a SQLite writer waits for another
WAL_TRIES = 20


class Store:
    """One database by its URL (`sqlite:///path` or `postgresql://…`). Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.dialect = self.url.get_backend_name()
        self.engine = _sqlite_engine(self.url) if self.dialect == "sqlite" else _postgresql_engine(self.url)
        self._reading, self._changing = self.engine, self.engine
        if self.dialect == "sqlite":
            self._changing = self.engine.execution_options(begin="IMMEDIATE")
        else:
            self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session over one consistent moment."""
        with Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def change(self, *, actor: Actor, via: str, now: datetime, receipt: str | None = None) -> Iterator[Change]:
        """One transaction: all or nothing. `receipt` is the delivery's dedupe key: a known one raises AlreadyDone."""
        with RecordedSession(self._changing, autoflush=False, expire_on_commit=False) as session, session.begin():
            change = Change(session, actor=actor, via=via, now=now)
            if receipt is not None:
                change.take_receipt(receipt)
            yield change
            change.finish()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A bare connection in one writing transaction, for schema and backup."""
        with self._changing.begin() as connection:
            yield connection

    def upgrade(self) -> None:
        """Bring the tables up to date."""
        from storage.schema import upgrade  # Alembic is slow to import, and only this needs it

        with self.connect() as connection:
            upgrade(connection)

    def current(self) -> str | None:
        """The schema revision the database has, None when it is empty."""
        with self._reading.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def check(self) -> Check:
        """What `doctor` and `/readyz` want to know; never raises."""
        from storage.schema import head, knows

        newest = head()
        try:
            current = self.current()
        except SQLAlchemyError as error:
            detail = str(getattr(error, "orig", None) or error)
            return Check(
                ok=False, dialect=self.dialect, revision=None, head=newest, problem="unreachable", detail=detail
            )
        problem = None if current == newest else "not_upgraded" if current is None or knows(current) else "newer"
        return Check(ok=problem is None, dialect=self.dialect, revision=current, head=newest, problem=problem)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _url(text_url: str) -> URL:
    """The URL with the driver this program uses."""
    url = make_url(text_url.replace("postgres://", "postgresql://", 1))
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"{backend} is not supported: use sqlite:///PATH or postgresql://USER@HOST/NAME")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("SQLite needs a file: sqlite:///PATH")
    return url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url


def _sqlite_engine(url: URL) -> Engine:
    Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and lost increments (DESIGN)
        for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine


def _use_wal(connection: Any) -> None:
    """Readers beside a writer. The switch does not wait for its turn, so wait for the other's and look again."""
    for _ in range(WAL_TRIES):
        try:
            if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal":
                return
        except OperationalError as busy:
            if "locked" not in str(busy):
                raise
        connection.execute("BEGIN IMMEDIATE").close()
        connection.execute("ROLLBACK").close()


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True)
