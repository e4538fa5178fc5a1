"""Processes to be killed: a warm mother forks one for each job, which kills itself with SIGKILL at the point named.

`python -m tests.faults.victim` reads a job (JSON) a line from standard input and answers each with a line.
"""

from __future__ import annotations

import gc
import http.client
import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import structlog
from sqlalchemy import create_engine, event

import storage.engine
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store
from tests.faults.machine import ROOT, ask
from tests.shared import share_statements, sharing

Kind = Literal["sql", "http"]
STEPS = 2_000  # moves of the clock before a run is called restless


@dataclass(frozen=True, slots=True)
class Point:
    """Where to die: at the `number`-th event (from 1) of its kind.

    sql: before a statement, before a commit, after a commit. http: before a request leaves, once it has left, once
    its answer is here.
    """

    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Job:
    """Ticks over a database against a Slack from `now` on, through every due instant, until `until` (ISO)."""

    database: str
    slack: str
    token: str
    now: str
    until: str
    kill: Point | None = None
    warm: bool = False  # done by the mother herself, so that her children find everything compiled and read


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a job: whether it was killed; else how many points of each kind it passed, or why it failed."""

    killed: bool
    sql: int = 0
    http: int = 0
    failed: str = ""


class Mother:
    """A mother process; use it from one thread at a time. A context."""

    def __enter__(self) -> Mother:
        command = [sys.executable, "-m", "tests.faults.victim"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def run(self, job: Job) -> Ran:
        """A process does the job. Raises AssertionError when it failed by itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        ran = Ran(**json.loads(self._process.stdout.readline()))
        assert not ran.failed, ran.failed
        return ran


class Fate:
    """Counts the points that this process passes, and ends it at the one that was named."""

    def __init__(self, kill: Point | None, *, blind: bool = False) -> None:
        self._kill, self._blind = kill, blind
        self.counts, self.watching = {"sql": 0, "http": 0}, True

    def pass_by(self, kind: Kind) -> None:
        if not self.watching:
            return
        self.counts[kind] += 1
        if self._kill is not None and (kind, self.counts[kind]) == (self._kill.kind, self._kill.number):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, store: Store) -> None:
        """The statements and commits of a store, and every HTTP request of this process."""
        if self._blind:
            return
        event.listen(store.engine, "before_cursor_execute", lambda *_: self.pass_by("sql"))
        event.listen(store.engine, "commit", lambda *_: self.pass_by("sql"))
        event.listen(store.engine.pool, "reset", lambda *_: self.pass_by("sql"))
        connection: Any = http.client.HTTPConnection
        request, getresponse = connection.request, connection.getresponse

        def asked(*given: Any, **more: Any) -> None:
            self.pass_by("http")
            request(*given, **more)
            self.pass_by("http")

        def answered(*given: Any, **more: Any) -> Any:
            answer = getresponse(*given, **more)
            self.pass_by("http")
            return answer

        connection.request, connection.getresponse = asked, answered


def tick_on(job: Job, fate: Fate) -> None:
    """Do all that is due, move Slack's clock to what is due next, and so on."""
    store, clock = Store(job.database), FollowedClock(datetime.fromisoformat(job.now))
    fate.watch(store)
    tick, until = Tick(store, make_client(job.token, f"{job.slack}/api/"), clock), datetime.fromisoformat(job.until)
    for _ in range(STEPS):
        due = tick.run()
        fate.watching = False
        to = min(due, until) if due is not None else until
        status, found = ask(f"{job.slack}/_control/clock", {"to": to.isoformat()})
        assert status == 200, found
        fate.watching = True
        clock.set(to)
        if to == until:
            tick.run()
            store.close()
            return
    raise AssertionError("the tick never comes to rest")


def main() -> None:
    """The mother: warm, single-threaded, forking a child for each job."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    storage.engine.create_engine = sharing(create_engine)  # type: ignore[attr-defined]
    for line in sys.stdin:
        job = _job(json.loads(line))
        print(json.dumps(asdict(_warm(job) if job.warm else _in_child(job))), flush=True)


def _job(read: dict[str, Any]) -> Job:
    kill = read.pop("kill")
    return Job(**read, kill=Point(**kill) if kill else None)


def _warm(job: Job) -> Ran:
    """What every child would otherwise compile and read anew."""
    store = Store(job.database)
    with store.connect():
        share_statements(store.engine)
    store.close()
    tick_on(job, Fate(None, blind=True))
    gc.collect()
    gc.freeze()
    return Ran(killed=False)


def _in_child(job: Job, do: Callable[[Job, Fate], None] = tick_on) -> Ran:
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.close(read)
        _live(job, do, write)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return Ran(killed=True)
    return Ran(**json.loads(said)) if said else Ran(killed=False, failed=f"it ended with {status}")


def _live(job: Job, do: Callable[[Job, Fate], None], write: int) -> None:
    fate, ran = Fate(job.kill), Ran(killed=False)
    try:
        do(job, fate)
        ran = Ran(False, fate.counts["sql"], fate.counts["http"])
    except BaseException:  # noqa: BLE001 - whatever it is, the mother tells of it
        ran = Ran(False, failed=traceback.format_exc()[-3000:])
    os.write(write, json.dumps(asdict(ran)).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
