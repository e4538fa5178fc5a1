"""Those who live by the sandbox's clock: the bot's scheduler (contract: the follower protocol)."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.clock import Clock
from sandbox.errors import Unusable

PATIENCE = 120.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back of a request: the status, headers in lower case, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, None when it is empty or none."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None


def only_loopback(url: str) -> str:
    """The url, if it stays on this machine; raises Unusable. The sandbox calls nobody else."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise Unusable("not_loopback", f"{url!r} is not an http address of this machine")
    return url


def request(method: str, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> HttpAnswer:
    """One blocking request to this machine; raises OSError or HTTPException."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=timeout)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body=body or None, headers=dict(headers))
        answer = connection.getresponse()
        return HttpAnswer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


class FollowerFailed(Exception):
    """A follower did not answer as the protocol says."""


class Followers:
    """The clock endpoints to tell of every move, and to ask when something is due next."""

    def __init__(self, clock: Clock, expected: int = 0) -> None:
        self._clock, self._expected = clock, expected
        self.urls: list[str] = []

    def add(self, url: str) -> None:
        """Follow from now on; twice is once."""
        if only_loopback(url) not in self.urls:
            self.urls.append(url)

    @property
    def are_here(self) -> bool:
        """Whether as many follow as were expected."""
        return len(self.urls) >= self._expected

    async def tell(self) -> datetime | None:
        """Tell all of the time; they answer once nothing that is due is left: the earliest next due instant."""
        answers = [await asyncio.to_thread(self._ask, url) for url in list(self.urls)]
        return min((answer for answer in answers if answer is not None), default=None)

    async def healthy(self) -> dict[str, bool]:
        """Each follower's own /healthz, by its address."""
        return {url: await asyncio.to_thread(_is_healthy, url) for url in list(self.urls)}

    def _ask(self, url: str) -> datetime | None:
        body = json.dumps({"now": self._clock.now().isoformat(), "flow": self._clock.flow}).encode()
        try:
            answer = request("POST", url, body, {"Content-Type": "application/json"}, PATIENCE)
        except (OSError, http.client.HTTPException) as error:
            raise FollowerFailed(f"{url}: {error}") from error
        found = answer.json()
        if answer.status != 200 or not isinstance(found, dict):
            raise FollowerFailed(f"{url}: HTTP {answer.status}")
        return _instant(found.get("next_at"))


def _instant(text: Any) -> datetime | None:
    if not text:
        return None
    instant = datetime.fromisoformat(str(text))
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _is_healthy(url: str) -> bool:
    parts = urlsplit(url)
    try:
        return request("GET", f"http://{parts.netloc}/healthz", b"", {}, 5.0).status == 200
    except (OSError, http.client.HTTPException):
        return False
