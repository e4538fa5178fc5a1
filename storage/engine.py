"""The database: opening it, reading from it, changing it, bringing its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from select import POLLIN, poll
from sqlite3 import OperationalError as Locked
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import AWAY, OutcomeUnknown
from storage.images import RecordedSession
from storage.records import Check
from storage.transaction import Actor, Change
from storage.turns import turns_of

__all__ = ["Actor", "Change", "Store"]

BUSY_MS = 10_000  # how long a writer waits for another
HURRY_MS = 2_000  # and one for whom Slack waits: its three seconds leave a second for the answer
NETWORK = {"connect_timeout": 3, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
IDLE_MS = 60_000  # in the middle of a change: who hangs so long loses it, and others need not wait for its locks
SENT_MS = 10_000  # for what was sent to a PostgreSQL to be acknowledged by its machine
WAL_TRIES = 20
# How a reading and a writing transaction begin. We say it, since SQLite's driver says it too late and lost increments
# (DESIGN), and PostgreSQL's not together with how long to wait.
BEGIN = {
    "sqlite": ("BEGIN DEFERRED", "BEGIN IMMEDIATE"),
    "postgresql": ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN ISOLATION LEVEL READ COMMITTED"),
}


class Store:
    """One database by its URL (`sqlite:///path` or `postgresql://…`). Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.dialect = self.url.get_backend_name()
        self.engine = _sqlite_engine(self.url) if self.dialect == "sqlite" else _postgresql_engine(self.url)
        self._begin_reading, self._begin_writing = BEGIN[self.dialect]
        self._turns = turns_of(str(self.url.database)) if self.dialect == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session over one consistent moment."""
        with Session(self.engine, autoflush=False) as session:
            session.connection(execution_options={"begin": self._begin_reading})
            yield session

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """A session for one statement, which is its own transaction: two round trips less than `read`."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def change(
        self, *, actor: Actor, via: str, now: datetime, receipt: str | None = None, hurry: bool = False
    ) -> Iterator[Change]:
        """One transaction: all or nothing. `receipt` is the delivery's dedupe key: a known one raises AlreadyDone.

        One of AWAY when nothing was changed, OutcomeUnknown when it went away under the COMMIT. In a `hurry`, as for
        whoever waits for an ack, locks of others are waited for two seconds, else ten.
        """
        opened = RecordedSession(self.engine, autoflush=False, expire_on_commit=False)
        with self._turn(HURRY_MS if hurry else BUSY_MS) as lock_ms, opened as session:
            change = Change(session, actor=actor, via=via, now=now)
            session.connection(execution_options={"begin": self._begin_writing, "lock_ms": lock_ms})
            if receipt is not None:
                change.take_receipt(receipt)
            yield change
            change.finish()
            try:
                session.commit()
            except AWAY as error:
                raise OutcomeUnknown from error

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A bare connection in one writing transaction, for schema and backup. On PostgreSQL it waits for any lock."""
        with self._turn(BUSY_MS), self.engine.connect() as connection:
            connection = connection.execution_options(begin=self._begin_writing)
            with connection.begin():
                yield connection

    def upgrade(self) -> None:
        """Bring the tables up to date. TooNew for those of a program more than one release ahead."""
        from storage.schema import head, upgrade  # Alembic is slow to import, and only this needs it

        if self.current() == head():
            return  # without a lock: a copy is taken, and a replica starts, while others write
        with self.connect() as connection:
            upgrade(connection)

    def current(self) -> str | None:
        """The schema revision the database has, None when it is empty."""
        from storage.schema import revision_of

        with self.engine.connect() as connection:
            return revision_of(connection)

    def check(self) -> Check:
        """What `doctor` and `/readyz` want to know; never raises. Tables of the next release will do."""
        from storage.schema import head, is_next, knows

        newest = head()
        try:
            current = self.current()
        except SQLAlchemyError as error:
            detail = str(getattr(error, "orig", None) or error)
            return Check(
                ok=False, dialect=self.dialect, revision=None, head=newest, problem="unreachable", detail=detail
            )
        will_do = current == newest or (current is not None and is_next(current))
        problem = None if will_do else "not_upgraded" if current is None or knows(current) else "newer"
        return Check(ok=problem is None, dialect=self.dialect, revision=current, head=newest, problem=problem)

    def compact(self) -> bool:
        """Make unreadable what was erased: SQLite keeps it in free pages and in its log until both are rewritten.

        Waits for others, no longer than a writer does; False when somebody was reading all that time. PostgreSQL sees
        to it itself (autovacuum).
        """
        if self.dialect != "sqlite":
            return True
        with self._turn(BUSY_MS), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            connection.info["lock_ms"] = BUSY_MS
            cursor.execute("VACUUM")
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _turn(self, most_ms: int) -> AbstractContextManager[int]:
        """Its turn at a SQLite file, which one process at a time writes; the milliseconds left to wait for others."""
        return self._turns.turn(most_ms) if self._turns else nullcontext(most_ms)


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
    def _prepare(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["lock_ms"] = BUSY_MS
        connection.isolation_level = None
        for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        lock_ms = options.get("lock_ms", BUSY_MS)
        if connection.info.get("lock_ms") != lock_ms:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA busy_timeout={lock_ms}").close()
            connection.info["lock_ms"] = lock_ms
        if begin := options.get("begin"):
            connection.exec_driver_sql(begin)

    return engine


def _use_wal(connection: Any) -> None:
    """Readers beside a writer. The switch does not wait for its turn, so wait for the other's and look again."""
    for _ in range(WAL_TRIES):
        try:
            if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal":
                return
        except Locked as busy:
            if "locked" not in str(busy):
                raise
        connection.execute("BEGIN IMMEDIATE").close()
        connection.execute("ROLLBACK").close()


def _postgresql_engine(url: URL) -> Engine:
    from psycopg.errors import IdleInTransactionSessionTimeout  # imported with this engine, and slow

    network = {**NETWORK, "tcp_user_timeout": SENT_MS}
    ours = {name: value for name, value in network.items() if name not in url.query}
    engine = create_engine(url, hide_parameters=True, connect_args=ours)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.autocommit = True

    @event.listens_for(engine, "checkout")
    def _require_alive(connection: Any, *_: Any) -> None:
        """A server that hung up has said so, unasked: to look for that costs no round trip, as a ping would."""
        if connection.closed or _has_unasked(connection.fileno()):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if begin := options.get("begin"):
            lock_ms = options.get("lock_ms")
            waits = {"lock_timeout": lock_ms, "idle_in_transaction_session_timeout": IDLE_MS} if lock_ms else {}
            connection.exec_driver_sql("; ".join([begin, *(f"SET LOCAL {name} = {ms}" for name, ms in waits.items())]))

    @event.listens_for(engine, "handle_error", retval=True)
    def _hung(context: ExceptionContext) -> OperationalError | None:
        """A change that was idle for too long is gone, as with a connection that broke."""
        original, lost = context.original_exception, context.is_disconnect
        if not isinstance(original, IdleInTransactionSessionTimeout):
            return None
        return OperationalError(
            context.statement, context.parameters, original, hide_parameters=True, connection_invalidated=lost
        )

    return engine


def _has_unasked(socket: int) -> bool:
    waiting = poll()
    waiting.register(socket, POLLIN)
    return bool(waiting.poll(0))
