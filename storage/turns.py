"""Turns at a SQLite file for the writers of one process: its own lock is asked again and again, in no order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import OperationalError as Locked
from threading import Event, Lock
from time import monotonic
from weakref import WeakValueDictionary

from sqlalchemy.exc import OperationalError


class Turns:
    """One writer at a time, in the order in which they came. A turn may end in another thread than it began in."""

    def __init__(self) -> None:
        self._queue: deque[Event] = deque()
        self._lock = Lock()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._queue)

    @contextmanager
    def turn(self, most_ms: int) -> Iterator[int]:
        """Wait for it, and hold it; gives what is left of `most_ms` for other processes. OperationalError when it did
        not come in that time: as SQLite says it, and nothing was begun."""
        begun = monotonic()
        if not self._take(most_ms / 1000):
            raise OperationalError("BEGIN IMMEDIATE", None, Locked("database is locked"))
        try:
            yield max(most_ms - round((monotonic() - begun) * 1000), 0)
        finally:
            self._pass_on()

    def start_afresh(self) -> None:
        """In a forked child, where those who held or awaited a turn are not there."""
        self._queue, self._lock, self._taken = deque(), Lock(), False

    def _take(self, seconds: float) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Event()
            self._queue.append(mine)
        try:
            mine.wait(seconds)
        except BaseException:  # interrupted: whoever comes next must not wait for us
            if not self._leave(mine):
                self._pass_on()
            raise
        return not self._leave(mine)

    def _leave(self, mine: Event) -> bool:
        """Out of the queue; False where the turn has come."""
        with self._lock:
            if mine.is_set():
                return False
            self._queue.remove(mine)
            return True

    def _pass_on(self) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._taken = False


_of_files: WeakValueDictionary[str, Turns] = WeakValueDictionary()
_finding = Lock()


def turns_of(path: str) -> Turns:
    """The turns at this file, the same for everybody in this process."""
    with _finding:
        return _of_files.setdefault(os.path.realpath(path), Turns())


def _start_afresh() -> None:
    global _finding
    _finding = Lock()  # the parent's may be held by a thread that the child does not have
    for turns in list(_of_files.values()):
        turns.start_afresh()


os.register_at_fork(after_in_child=_start_afresh)
