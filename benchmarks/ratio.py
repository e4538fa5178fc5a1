"""A measured ratio and how it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ours` against `yardstick` in milliseconds; met when ours / yardstick is at most `aim`."""

    what: str
    against: str
    ours: float
    yardstick: float
    aim: float

    @property
    def value(self) -> float:
        return self.ours / self.yardstick

    @property
    def is_met(self) -> bool:
        return self.value <= self.aim

    def row(self) -> str:
        """A line of the table."""
        word = "met" if self.is_met else "MISSED"
        return (
            f"| {self.what} | {self.ours:.3f} ms | {self.against} | {self.yardstick:.3f} ms"
            f" | {self.value:.2f} | ≤ {self.aim} | {word} |"
        )


def interleaved(runs: int, *calls: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of each call, taken in turns so that a busy moment of the machine hits all of them alike."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for call, taken in zip(calls, times, strict=True):
            begun = time.perf_counter()
            call()
            taken.append((time.perf_counter() - begun) * 1000)
    return times


def percentile(times: Sequence[float], share: float) -> float:
    """The time that `share` (0–1) of the runs did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
