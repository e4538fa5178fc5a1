"""Serving until Ctrl-C or SIGTERM."""

from __future__ import annotations

import contextlib
import math
import signal
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

BEAT = 0.5  # seconds: a signal that comes just as the main thread falls asleep does not wake it


def until_stopped() -> Callable[..., None]:
    """From now on the signals are heard; call what is returned to wait for one, or for so many seconds.

    A queue that takes puts from within a signal handler: an Event's lock may be held by the very thread it interrupts.
    """
    heard: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, _: heard.put(signum))

    def wait(seconds: float = math.inf) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(Empty):
                heard.get(timeout=min(BEAT, left))
                return

    return wait
