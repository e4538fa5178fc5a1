"""What a listener leaves for after its ack: private answers through a response_url, and refreshing cached people."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

log = structlog.get_logger(__name__)


class After:
    """A small pool off the ack path. What is in it may be lost in a crash, so nothing of record goes through it."""

    def __init__(self, workers: int = 4) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="after")
        self._lock = threading.Lock()
        self._open: set[Future[None]] = set()

    def do(self, work: Callable[[], object]) -> None:
        """Run `work` soon; its failure is logged and nobody's problem."""
        with self._lock:
            future = self._pool.submit(_guarded, work)
            self._open.add(future)
        future.add_done_callback(self._forget)

    def drain(self, seconds: float = 5.0) -> bool:
        """Wait until nothing is left to do; False when that took too long."""
        with self._lock:
            pending = set(self._open)
        return not wait(pending, timeout=seconds).not_done

    def close(self) -> None:
        self.drain()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forget(self, future: Future[None]) -> None:
        with self._lock:
            self._open.discard(future)


def _guarded(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        log.error("after_ack_failed", error=type(error).__name__, exc_info=error)
