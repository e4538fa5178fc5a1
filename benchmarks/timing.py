"""Taking times: ours and the yardstick in turns, so that a busy moment of the machine hits both alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Times:
    """Milliseconds of each run of one call: by the wall, and of this process's processor time."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, call: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)


def interleaved(
    runs: int, *calls: Callable[[], object], warm: int = 1, after: Callable[[], object] = bool
) -> list[Times]:
    """`runs` times of each call, in turns, after `warm` that do not count; `after` follows every turn."""
    for _ in range(warm):
        for call in calls:
            call()
    found = [Times() for _ in calls]
    gc.collect()
    for _ in range(runs):
        for call, times in zip(calls, found, strict=True):
            times.take(call)
        after()
    return found


def percentile(times: Sequence[float], share: float) -> float:
    """The time that `share` (0–1) of the runs did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(times: Sequence[float]) -> float:
    return percentile(times, 0.5)
