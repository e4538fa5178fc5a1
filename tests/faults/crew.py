"""Workers, or whole `onboard serve` processes, on one database, by a clock that this process moves."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

import structlog
from sqlalchemy import text

from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store
from tests.faults.machine import Replica, Slack, TooLate, ask, wait_until

BEAT = 0.1  # seconds
OK, HANGS = 200, 600.0  # seconds
TRIES, ENDS = 20, 1.0  # seconds in which everybody else's transaction is over
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


class SharedClock:
    """`start` and the seconds that every process sees alike."""

    def __init__(self, start: datetime, seconds: Synchronized[float]) -> None:
        self._start, self._seconds = start, seconds

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._seconds.value)


class Crew:
    """So many workers. A context: whatever happened to them, they are gone at the end."""

    def __init__(self, slack: Slack, url: str, size: int) -> None:
        self._slack, self._start = slack, slack.now
        self._seconds: Synchronized[float] = _context.Value("d", 0.0)
        stay, self._leave = _context.Pipe(duplex=False)  # closed, it tells all, dead ones or not
        clock = SharedClock(self._start, self._seconds)
        how = (url, slack.sandbox.bot_token, slack.sandbox.api_url, clock, stay)
        self._workers = [_context.Process(target=_work, args=how, daemon=True) for _ in range(size)]

    def __enter__(self) -> Crew:
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave.close()
        for worker in self._workers:
            if worker.is_alive() and worker.pid:
                _wake(worker.pid)
            worker.join(15)
            worker.kill()
            worker.join()

    def move(self, now: datetime) -> None:
        """It is `now`, for Slack and every worker."""
        self._slack.clock(to=now.isoformat())
        with self._seconds.get_lock():
            self._seconds.value = (now - self._start).total_seconds()


class Servers(Crew):
    """`onboard serve` processes in place of workers."""

    def __init__(self, slack: Slack, url: str, size: int) -> None:
        self._slack, self._open = slack, ExitStack()
        self._replicas = [Replica(slack, url) for _ in range(size)]
        self._telling = [ThreadPoolExecutor(1) for _ in range(size)]  # one hangs by itself
        self._told: list[Future[tuple[int, Any]]] = []

    def __enter__(self) -> Servers:
        for replica, telling in zip(self._replicas, self._telling, strict=True):
            self._open.callback(telling.shutdown, wait=False, cancel_futures=True)
            self._open.push(replica)
            replica.launch()
        for replica in self._replicas:
            replica.wait_ready()
        self._slack.sandbox.followers.urls.clear()  # it would tell one after the other, and wait for each
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def move(self, now: datetime) -> None:
        """It is `now`, for Slack and for every process; one that hangs is told when it goes on."""
        for told in [each for each in self._told if each.done()]:
            assert told.result()[0] == OK
            self._told.remove(told)
        self._slack.clock(to=now.isoformat())
        for replica, telling in zip(self._replicas, self._telling, strict=True):
            self._told.append(telling.submit(ask, f"{replica.url}/_clock", {"now": now.isoformat()}, HANGS))


@contextmanager
def paused(pid: int, store: Store) -> Iterator[None]:
    """That process hangs meanwhile, and not within a transaction, where all would have to wait for it."""
    for _ in range(TRIES):
        _is_in_no_transaction(store)  # nor does it come to the end of one that it is not left the time for
        os.kill(pid, signal.SIGSTOP)
        try:
            wait_until(lambda: _state_of(pid) == "T", "it hangs")
            if _is_in_no_transaction(store):
                yield
                return
        finally:
            os.kill(pid, signal.SIGCONT)
    raise TooLate("it is always within a transaction")


def _is_in_no_transaction(store: Store) -> bool:
    """Whether every transaction that there is ends by itself: SQLite's lock can be had, PostgreSQL's old ones end."""
    if store.dialect == "sqlite":
        with closing(sqlite3.connect(str(store.url.database), isolation_level=None, timeout=ENDS)) as other:
            try:
                other.execute("BEGIN IMMEDIATE").close()
            except sqlite3.OperationalError:
                return False
            return True
    with store.read() as session:
        now = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    try:
        wait_until(lambda: not _older(store, now), "older transactions end", ENDS)
    except TooLate:
        return False
    return True


def _older(store: Store, than: datetime) -> bool:
    with store.read() as session:
        wanted = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND xact_start < :than"
        return session.execute(text(wanted), {"than": than}).first() is not None


def _state_of(pid: int) -> str:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0]


def _work(url: str, token: str, api_url: str, clock: SharedClock, stay: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # our parent says when
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    store = Store(url)
    logging.disable(logging.CRITICAL)  # a beat that failed is made up for by the next, as in `serve`
    tick = Tick(store, make_client(token, api_url), clock, seconds=BEAT)
    tick.start()
    stay.poll(None)
    tick.stop()
    store.close()


def _wake(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it ended just now
        os.kill(pid, signal.SIGCONT)
