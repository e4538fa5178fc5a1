"""Cases that need no machine to themselves, two at a time, each in a process of its own."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import structlog

from tests.faults.figures import Progress

PROCESSES = 2
HEARING = 1.0  # seconds between two looks at how far they are
Case = TypeVar("Case")
Found = TypeVar("Found")
_far: Any = None  # in a case's process: where it says that it came further


def two_at_a_time(
    work: Callable[[Case], Found], cases: Sequence[Case], progress: Progress, steps: int = 1
) -> Iterator[tuple[Case, Found]]:
    """Each case (of those that `--only` names by its text) with what `work`, a module's function, found of it.

    A case of more than one of the `steps` of progress calls `step` for all but the last.
    """
    wanted = [case for case in cases if progress.only in (None, str(case))]
    progress.expect(len(wanted) * steps)
    context = multiprocessing.get_context("spawn")
    far = context.SimpleQueue()
    with context.Pool(min(PROCESSES, len(wanted)) or 1, _begin, (far,)) as pool:
        coming = [pool.apply_async(work, (case,)) for case in wanted]
        for case, found in zip(wanted, coming, strict=True):
            while not found.ready():
                found.wait(HEARING)
                _hear(far, progress)
            yield case, found.get()
            progress.step()
        pool.close()  # to be ended is for those who gave up
        pool.join()


def step() -> None:
    """In a case's process: it came a step further."""
    _far.put(None)


def _hear(far: Any, progress: Progress) -> None:
    while not far.empty():
        far.get()
        progress.step()


def _begin(far: Any) -> None:
    """Quiet, and leaving nothing behind when it is ended."""
    global _far
    _far = far
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # hypothesis would take an exit for an example that fails
