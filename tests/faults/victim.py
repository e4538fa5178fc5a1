"""Processes to be killed: a warm mother forks one for each job, which kills itself at the point named.

`python -m tests.faults.victim` reads what to do (JSON) a line from standard input and answers each with a line.
"""

from __future__ import annotations

import gc
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
from typing import Any

import structlog
from sqlalchemy import create_engine

import storage.engine
from bot.running import Bot, Connection
from scheduler.clock import FollowedClock
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store
from tests.faults.fate import Fate, Point
from tests.faults.machine import ROOT, ask
from tests.shared import share_statements, sharing

NEVER = 86_400.0  # seconds between ticks that nobody asked for
STEPS = 2_000  # moves of the clock before a run is called restless
Json = dict[str, Any]


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
class Service:
    """A bot that takes deliveries over HTTP; its points are those of the `delivery`-th one, up to the ack."""

    database: str
    slack: str
    token: str
    secret: str
    now: str
    delivery: int = 0
    kill: Point | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a job: whether it was killed; else how many points of each kind it passed, or why it failed."""

    killed: bool
    sql: int = 0
    http: int = 0
    failed: str = ""


class Mother:
    """A mother process; use it from one thread at a time. A context: she and her children are gone afterwards."""

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
        ran = Ran(**self._ask("run", asdict(job)))
        assert not ran.failed, ran.failed
        return ran

    def serve(self, service: Service) -> str:
        """A process serves; its address. Raises AssertionError when it cannot."""
        said = self._ask("serve", asdict(service))
        assert "url" in said, said
        return str(said["url"])

    def end(self, url: str) -> None:
        """SIGKILL for the process that serves there, which may have killed itself before."""
        self._ask("end", url)

    def _ask(self, what: str, about: Any) -> Json:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, about]) + "\n")
        self._process.stdin.flush()
        answer: Json = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    """The mother: warm, single-threaded, forking a child for each job."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    storage.engine.create_engine = sharing(create_engine)  # type: ignore[attr-defined]
    serving: dict[str, int] = {}
    for line in sys.stdin:
        what, about = json.loads(line)
        print(json.dumps(_DEEDS[what](about, serving)), flush=True)


def _run(about: Json, serving: dict[str, int]) -> Json:
    job = Job(**_with_point(about))
    if job.warm:
        return asdict(_warm(job))
    child, answer = _fork(lambda say: _tick_on(job, say))
    said = str(answer.read())
    answer.close()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return asdict(Ran(killed=True))
    found: Json = json.loads(said) if said else {"failed": f"it ended with {status}"}
    return {"killed": False, **found}


def _serve(about: Json, serving: dict[str, int]) -> Json:
    service = Service(**_with_point(about))
    child, answer = _fork(lambda say: _serve_on(service, say))
    said: Json = json.loads(answer.readline() or "{}")
    answer.close()
    serving[said.get("url", "")] = child
    return said


def _end(about: str, serving: dict[str, int]) -> Json:
    child = serving.pop(about)
    os.kill(child, signal.SIGKILL)  # it is there, if only to be waited for
    os.waitpid(child, 0)
    return {}


_DEEDS: dict[str, Callable[[Any, dict[str, int]], Json]] = {"run": _run, "serve": _serve, "end": _end}


def _with_point(about: Json) -> Json:
    return {**about, "kill": Point(**about["kill"]) if about["kill"] else None}


def _warm(job: Job) -> Ran:
    """What every child would otherwise compile and read anew."""
    store = Store(job.database)
    with store.connect():
        share_statements(store.engine)
    store.close()
    _live_through(job, Fate(None, blind=True))
    gc.collect()
    gc.freeze()
    return Ran(killed=False)


def _fork(do: Callable[[Callable[[Json], object]], None]) -> tuple[int, Any]:
    """A child, and a file with what it says; whatever goes wrong in it is said as `failed`."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.close(read)

        def say(what: Json) -> None:
            os.write(write, json.dumps(what).encode() + b"\n")

        try:
            do(say)
        except BaseException:  # noqa: BLE001 - whatever it is, the mother tells of it
            say({"failed": traceback.format_exc()[-3000:]})
        os._exit(0)
    os.close(write)
    return child, os.fdopen(read)


def _tick_on(job: Job, say: Callable[[Json], object]) -> None:
    fate = Fate(job.kill)
    _live_through(job, fate)
    say({"sql": fate.counts["sql"], "http": fate.counts["http"]})


def _live_through(job: Job, fate: Fate) -> None:
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


def _serve_on(service: Service, say: Callable[[Json], object]) -> None:
    """Until it is killed: by itself, or from outside."""
    fate, store = Fate(service.kill), Store(service.database)
    connection = Connection(
        bot_token=service.token, signing_secret=service.secret, api_url=f"{service.slack}/api/", tick_seconds=NEVER
    )
    bot = Bot(connection, store, FollowedClock(datetime.fromisoformat(service.now)))
    fate.watch_delivery(bot, service.delivery)
    fate.watch(store, "slack")
    bot.start()
    say({"url": bot.url})
    signal.pause()


if __name__ == "__main__":
    main()
