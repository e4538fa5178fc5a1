"""Cases that need no machine to themselves, two at a time, each in a process of its own."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import structlog

from tests.faults.figures import Progress

PROCESSES = 2
Case = TypeVar("Case")
Found = TypeVar("Found")


def two_at_a_time(
    work: Callable[[Case], Found], cases: Sequence[Case], progress: Progress
) -> Iterator[tuple[Case, Found]]:
    """Each case (of those that `--only` names by its text) with what `work`, a module's function, found of it."""
    wanted = [case for case in cases if progress.only in (None, str(case))]
    progress.expect(len(wanted))
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(PROCESSES, len(wanted)) or 1, _begin) as pool:
        for case, found in zip(wanted, pool.imap(work, wanted), strict=True):
            progress.step()
            yield case, found
        pool.close()  # to be ended is for those who gave up
        pool.join()


def _begin() -> None:
    """Quiet, and leaving nothing behind when it is ended."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
