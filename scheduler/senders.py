"""What is on its way to Slack: a few messages at once, of each lane one at a time (docs/decisions/015)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Generic, TypeVar

from storage.changes.outbox import AWAITED
from storage.records import OutboxRow

SENDERS = 4  # Slack takes some ten posts a second of an app, and answers one in 100 to 300 ms
SCREENS = ("reply", "ephemeral")  # of any size: a report may take seconds to draw
DRAWING = 2  # of them at once: however many are asked for, other messages find a sender
T = TypeVar("T")


class Senders(Generic[T]):
    """Threads that send, for as long as this context lasts. To be used by one thread.

    It never waits for one to become free: what is taken begins at once, so that a claim looked at just before holds.
    """

    def __enter__(self) -> Senders[T]:
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
        self._on_way: dict[Future[T], OutboxRow] = {}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown()

    @property
    def busy(self) -> bool:
        """Whether anything is on its way, or not yet handed back by `arrived`."""
        return bool(self._on_way)

    @property
    def free(self) -> bool:
        """Whether one has nothing to do."""
        return len(self._on_way) < SENDERS

    def may_take(self, row: OutboxRow) -> bool:
        """Whether one is free, nothing of the row's lane is on its way, and nobody waits for an answer before it."""
        others = self._on_way.values()
        if not self.free or any(row.lane == other.lane for other in others):
            return False
        if row.kind in SCREENS:
            return sum(other.kind in SCREENS for other in others) < DRAWING
        return row.kind in AWAITED or not any(_goes_first(other) for other in others)

    def take(self, row: OutboxRow, work: Callable[[], T]) -> None:
        """Do the row's work in another thread, from now on."""
        self._on_way[self._pool.submit(work)] = row

    def arrived(self, seconds: float = 0) -> Iterator[T]:
        """What each work gave that is done, after waiting so long at most for the first; raises what one raised."""
        done, _ = wait(self._on_way, seconds, FIRST_COMPLETED)
        for each in [each for each in self._on_way if each in done]:
            del self._on_way[each]
            yield each.result()


def _goes_first(row: OutboxRow) -> bool:
    return row.kind in AWAITED and row.kind not in SCREENS
