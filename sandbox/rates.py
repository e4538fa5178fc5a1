"""How often an app may call: a method so many times a minute, posts once a second a channel (SLACK.md, Timing)."""

from __future__ import annotations

import math
from collections import deque

from sandbox.clock import Clock, Limits

MINUTE = 60.0


class RateLimited(Exception):
    """Answered 429; `seconds` go into Retry-After."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class Rates:
    """Counts calls. Time passes for a limit both when real time does and when the sandbox's clock is moved.

    Slack tolerates short bursts of posts to a channel: `Limits.posts_burst` of them (1 is the strict reading).
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._calls: dict[str, deque[float]] = {}
        self._buckets: dict[str, tuple[float, float]] = {}

    def count(self, method: str, per_minute: int) -> None:
        """One call of a method; raises RateLimited."""
        now, calls = self._now(), self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= per_minute:
            raise RateLimited(max(1, math.ceil(MINUTE - (now - calls[0]))))
        calls.append(now)

    def count_post(self, channel: str) -> None:
        """One post into a channel; raises RateLimited."""
        now = self._now()
        left, counted_at = self._buckets.get(channel, (float(self._limits.posts_burst), now))
        left = min(float(self._limits.posts_burst), left + (now - counted_at))
        if left < 1:
            self._buckets[channel] = (left, now)
            raise RateLimited(max(1, math.ceil(1 - left)))
        self._buckets[channel] = (left - 1, now)

    def _now(self) -> float:
        passed = 0.0 if self._clock.flow else self._limits.monotonic()
        return self._clock.now().timestamp() + passed
