"""Rows two at a time, each in a process of its own that says how far it has come and what it found."""

from __future__ import annotations

import logging
import multiprocessing
import queue
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any

import structlog

from tests.faults.figures import Figure, Row, Size

AT_ONCE = 2
Hear = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the size, one case only, and how many seeds and customers; None for what the size has."""

    size: Size
    only: str | None = None
    seeds: int | None = None
    customers: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a row, the seconds that it took, and those that processors worked for it (without PostgreSQL)."""

    figures: tuple[Figure, ...]
    seconds: float
    worked: float


@dataclass(slots=True)
class Far:
    """A row's progress, told to the process that shows it."""

    key: str
    said: Any
    only: str | None
    seeds: int | None
    customers: int | None

    def expect(self, steps: int) -> None:
        self.said.put((self.key, steps, 0, None))

    def step(self, steps: int = 1) -> None:
        self.said.put((self.key, 0, steps, None))


def side_by_side(rows: Sequence[Row], asked: Asked, hear: Hear) -> Iterator[tuple[Row, Found]]:
    """Each row with what it found, as they end; `hear` is told of steps to come and steps done, by the row's key."""
    context = multiprocessing.get_context("spawn")
    said, waiting, running = context.Queue(), list(rows), dict[str, tuple[Row, SpawnProcess]]()
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                row = _next([one for one, _ in running.values()], waiting)
                process = context.Process(target=_run, args=(row.key, asked, said))
                running[row.key] = row, process
                process.start()
            key, coming, done, found = _heard(said, running)
            hear(key, coming, done)
            if found is not None:
                row, process = running.pop(key)
                process.join()
                yield row, found
    finally:
        for _, process in running.values():
            process.terminate()
        for _, process in running.values():
            process.join()


def _next(running: Sequence[Row], waiting: list[Row]) -> Row:
    """One that waits beside one that works, as long as there are both."""
    wanted = not any(row.waits for row in running)
    found = next((row for row in waiting if row.waits is wanted), waiting[0])
    waiting.remove(found)
    return found


def _heard(said: Any, running: dict[str, tuple[Row, SpawnProcess]]) -> tuple[str, int, int, Found | None]:
    while True:
        try:
            heard: tuple[str, int, int, Found | None] = said.get(timeout=1)
            return heard
        except queue.Empty:
            for key, (_, process) in running.items():
                if not process.is_alive() and said.empty():
                    return key, 0, 0, Found((_broken(f"its process ended with {process.exitcode}"),), 0, 0)


def _broken(why: str) -> Figure:
    return Figure("the row itself", why, "it runs", False)


def _run(key: str, asked: Asked, said: Any) -> None:
    """In the row's own process. Ctrl-C reaches the one that shows; that one ends this, which leaves nothing behind."""
    from tests.faults.rows import ALL  # each of them imports much

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    row, begun = next(row for row in ALL if row.key == key), time.monotonic()
    figures = list[Figure]()
    try:
        for figure in row.run(asked.size, Far(key, said, asked.only, asked.seeds, asked.customers)):
            figures.append(figure)
    except Exception as error:  # noqa: BLE001 - the other rows go on; it is a miss
        traceback.print_exc()
        figures.append(_broken(f"{type(error).__name__} after {len(figures)} figures"))
    said.put((key, 0, 0, Found(tuple(figures), time.monotonic() - begun, _worked())))


def _worked() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
