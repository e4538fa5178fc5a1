"""What happened in the sandbox, numbered, for the page's server-sent events."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """One thing that happened.

    `kind`: message, message_changed, message_deleted, reaction, view, home, channel, person, file, clock.
    """

    id: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


class Changes:
    """A thread-safe hub: anybody publishes, anybody reads on from an id; ids increase by one."""

    def __init__(self) -> None:
        self._events: deque[ChangeEvent] = deque(maxlen=KEPT)
        self._news = threading.Condition()
        self._last = 0
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._closed = False

    @property
    def last_id(self) -> int:
        """The id of the newest event, 0 before the first."""
        return self._last

    def publish(self, kind: str, **data: Any) -> int:
        """Tell everybody; the answer is the event's id."""
        with self._news:
            self._last += 1
            self._events.append(ChangeEvent(self._last, kind, data))
            self._wake()
            return self._last

    def since(self, after: int) -> list[ChangeEvent]:
        """The events with an id above `after`, oldest first (as far back as they are kept)."""
        with self._news:
            return [event for event in self._events if event.id > after]

    def wait(self, after: int, timeout: float) -> list[ChangeEvent]:
        """As `since`, but waits up to `timeout` seconds for the first one. For threads."""
        with self._news:
            self._news.wait_for(lambda: self._last > after or self._closed, timeout)
        return self.since(after)

    async def listen(self, after: int | None = None) -> AsyncIterator[ChangeEvent]:
        """Every event above `after` (from now on by default), until the hub closes. For event loops."""
        seen = self._last if after is None else after
        listener = (asyncio.get_running_loop(), asyncio.Event())
        self._listeners.add(listener)
        try:
            while not self._closed:
                listener[1].clear()
                for event in self.since(seen):
                    seen = event.id
                    yield event
                if self._last <= seen and not self._closed:
                    await listener[1].wait()
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Let every listener end: the server stops."""
        with self._news:
            self._closed = True
            self._wake()

    def reopen(self) -> None:
        """Serve listeners again after a stop."""
        self._closed = False

    def _wake(self) -> None:
        self._news.notify_all()
        for loop, event in list(self._listeners):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
