"""Time in the sandbox: it stands still until somebody moves it, or flows when told to; and the limits in real time."""

from __future__ import annotations

import heapq
import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SPAN = re.compile(r"(\d+)([smhdw])")


@dataclass(slots=True)
class Limits:
    """Slack's limits in real time (SLACK.md, Timing), injectable so that tests need not wait for them.

    `monotonic` gives seconds; `wall` gives seconds since the epoch, for signatures.
    """

    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5
    event_retries: tuple[timedelta, ...] = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
    sockets: int = 10
    posts_burst: int = 5
    late_seconds: float = 35.0
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class Clock:
    """The sandbox's now, aware UTC. With `flow` it runs on with real time from where it was set."""

    def __init__(self, now: datetime, *, flow: bool = False, monotonic: Callable[[], float] = time.monotonic) -> None:
        if now.tzinfo is None:
            raise ValueError("the sandbox's clock wants an aware datetime")
        self.flow = flow
        self._monotonic = monotonic
        self._base = now.astimezone(UTC)
        self._set_at = monotonic()

    def now(self) -> datetime:
        """The sandbox's time, aware UTC."""
        if not self.flow:
            return self._base
        return self._base + timedelta(seconds=self._monotonic() - self._set_at)

    def set(self, instant: datetime) -> None:
        """Move to that instant; never back, since a ts must not come twice."""
        self._base = max(self.now(), instant.astimezone(UTC))
        self._set_at = self._monotonic()


def span(text: str) -> timedelta:
    """A length of time such as "1d", "90m" or "1d12h"; raises ValueError."""
    parts = SPAN.findall(text.strip())
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != text.strip():
        raise ValueError(f"not a length of time: {text!r} (try 1h, 1d, 90m)")
    return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta(0))


@dataclass(order=True, slots=True)
class Due:
    """Something the sandbox itself must do at a time: a scheduled message, a retry, a late store."""

    at: datetime
    order: int
    do: Callable[[], object] = field(compare=False)
    key: str = field(compare=False, default="")


class Agenda:
    """What the sandbox itself has yet to do, by sandbox time."""

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._order = itertools.count()

    def add(self, at: datetime, do: Callable[[], object], key: str = "") -> None:
        """Do it once the clock has reached `at`; `do` may return an awaitable."""
        heapq.heappush(self._heap, Due(at, next(self._order), do, key))

    def pop_due(self, now: datetime) -> Due | None:
        """The earliest thing that is due, taken off the agenda, or None."""
        return heapq.heappop(self._heap) if self._heap and self._heap[0].at <= now else None

    def next_at(self) -> datetime | None:
        """When the next thing is due."""
        return self._heap[0].at if self._heap else None


class Stamps:
    """Message timestamps: unique and increasing over the whole workspace, taken from the sandbox's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A new ts such as `1769158800.000001`."""
        self._last = max(int(self._clock.now().timestamp()) * 1_000_000 + 1, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
