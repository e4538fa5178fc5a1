"""Whether the machine's clock may be acted on (docs/decisions/013): it is held against Slack's when it jumps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from scheduler.clock import Clock

APART = timedelta(minutes=5)  # Slack's signatures are good for as long

log = structlog.get_logger(__name__)


class Watch:
    """Asks `slack_time` at the start, and whenever the clock has moved otherwise than `monotonic` seconds did."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float], slack_time: Callable[[], datetime | None]) -> None:
        self._clock, self._monotonic, self._slack_time = clock, monotonic, slack_time
        self._right = False
        self._seen, self._seen_at = clock.now(), monotonic()

    def is_right(self) -> bool:
        """Whether what the clock says may be acted on now. While Slack cannot be asked about a jump it may not."""
        now, at = self._clock.now(), self._monotonic()
        jumped = abs(now - self._seen - timedelta(seconds=at - self._seen_at)) > APART
        self._seen, self._seen_at = now, at
        if jumped or not self._right:
            self._right = self._agrees(now)
        return self._right

    def _agrees(self, now: datetime) -> bool:
        try:
            slacks = self._slack_time()
        except (SlackApiError, HTTPException, OSError) as error:
            log.warning("clock_unchecked", error=type(error).__name__)
            return False
        if slacks is not None and abs(slacks - now) > APART:
            log.error("clock_wrong", ours=now.isoformat(), slacks=slacks.isoformat())
            return False
        return True


def slack_time(client: WebClient) -> datetime | None:
    """What time Slack has, to the second; None from a server that does not say. Raises SlackApiError, OSError."""
    headers = {name.lower(): value for name, value in client.auth_test().headers.items()}
    value = headers.get("date")
    text = value[0] if isinstance(value, list) and value else value
    return parsedate_to_datetime(str(text)) if text else None
