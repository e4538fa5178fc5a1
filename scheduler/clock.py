"""The one place the time comes from: the machine's clock, or a clock that is set from outside."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FollowedClock:
    """A clock that another program sets (the sandbox, a test); between settings it stands, or flows with real time."""

    def __init__(self, now: datetime, *, flow: bool = False) -> None:
        self._lock = threading.Lock()
        self._set(now, flow)

    def set(self, now: datetime, *, flow: bool = False) -> None:
        """From here on it is `now` (aware)."""
        with self._lock:
            self._set(now, flow)

    def now(self) -> datetime:
        with self._lock:
            elapsed = time.monotonic() - self._anchor if self._flow else 0.0
            return self._now + timedelta(seconds=elapsed)

    def _set(self, now: datetime, flow: bool) -> None:
        if now.tzinfo is None:
            raise ValueError("the time needs a zone")
        self._now, self._flow, self._anchor = now.astimezone(UTC), flow, time.monotonic()
