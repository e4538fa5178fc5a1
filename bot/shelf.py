"""Things kept for half an hour, in memory on purpose: where a modal came from, a file between preview and Create.

Slack sends neither with a submission, and honours a response_url no longer than this. What is lost with a restart is
asked for again, or told in Home instead.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

GOOD_FOR = timedelta(minutes=30)
MOST = 2_000

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Keeps the latest things by key, each for GOOD_FOR. Safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[datetime, Thing]] = OrderedDict()
        self._most = most

    def put(self, key: str, thing: Thing, now: datetime) -> None:
        with self._lock:
            self._kept[key] = (now, thing)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def get(self, key: str, now: datetime) -> Thing | None:
        """None when it was never kept, or too long ago."""
        with self._lock:
            put_at, thing = self._kept.get(key, (now, None))
        return thing if now - put_at < GOOD_FOR else None


@dataclass(frozen=True, slots=True)
class Origin:
    """The place a modal was opened from: a message (`ts`, None when private) or a command.

    `card_page` is set when it was a private status card, which is then replaced by itself anew.
    """

    channel: str | None = None
    ts: str | None = None
    response_url: str | None = None
    card_page: int | None = None
    is_home: bool = False
    is_message: bool = False  # a message was clicked; false for a command
