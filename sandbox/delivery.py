"""How a payload reaches the app: over a socket when one is connected, else by signed HTTP (SLACK.md, Timing)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from sandbox.clock import Agenda, Clock, Limits
from sandbox.errors import Unusable
from sandbox.followers import HttpAnswer, only_loopback, request
from sandbox.grants import Tokens
from sandbox.sockets import ConnectionLost, Sockets

Kind = Literal["slash_commands", "interactive", "events_api"]
Mode = Literal["auto", "socket", "http"]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app made of a payload. `error`: operation_timeout or dispatch_failed, as the user would see it."""

    ok: bool
    ack_ms: float
    body: Any = None
    error: str | None = None
    reason: str = ""
    no_retry: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the control API."""
        return {"ok": self.ok, "ack_ms": self.ack_ms} | ({"error": self.error} if self.error else {})


@dataclass(frozen=True, slots=True)
class Sent:
    """A payload that was given to the app, kept to be sent again."""

    kind: Kind
    payload: dict[str, Any]
    accepts_response: bool
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Deliveries:
    """Sends payloads, waits for their acks, and repeats events that got none."""

    def __init__(self, sockets: Sockets, tokens: Tokens, limits: Limits, agenda: Agenda, clock: Clock) -> None:
        self._sockets, self._tokens, self._limits = sockets, tokens, limits
        self._agenda, self._clock = agenda, clock
        self.mode: Mode = "auto"
        self.http_url: str | None = None
        self.sent: deque[Sent] = deque(maxlen=100)

    def use(self, mode: str, url: str | None) -> None:
        """`socket`, `http` (with a loopback request URL) or `auto`: a socket if there is one, else HTTP."""
        if mode not in ("auto", "socket", "http"):
            raise Unusable("bad_mode", "mode is socket, http or auto")
        if url:
            self.http_url = only_loopback(url)
        if mode == "http" and not self.http_url:
            raise Unusable("no_url", "http needs the url of the app")
        self.mode = mode  # type: ignore[assignment]

    async def send(self, kind: Kind, payload: dict[str, Any], *, accepts_response: bool = False) -> Answer:
        """One payload and its ack; no repeats."""
        sent = Sent(kind, payload, accepts_response)
        self.sent.append(sent)
        return await self._deliver(sent)

    async def send_event(self, payload: dict[str, Any]) -> Answer:
        """An event; when it is not acknowledged it comes again at about 0, 1 and 5 minutes of sandbox time."""
        answer = await self.send("events_api", payload)
        if not answer.ok and not answer.no_retry:
            self._plan_retry(self.sent[-1], 1, answer.reason)
        return answer

    async def send_again(self, times: int = 1, back: int = 1) -> list[Answer]:
        """The `back`-th last payload (1 is the last) `times` more, as a redelivery would; raises Unusable."""
        if len(self.sent) < back:
            raise Unusable("nothing_sent", "nothing was delivered yet")
        sent = self.sent[-back]
        retries = sent.kind == "events_api"
        return [
            await self._deliver(sent, attempt=number if retries else 0, reason="timeout" if retries else "")
            for number in range(1, times + 1)
        ]

    def _plan_retry(self, sent: Sent, attempt: int, reason: str) -> None:
        if attempt > len(self._limits.event_retries):
            return
        at = self._clock.now() + self._limits.event_retries[attempt - 1]
        self._agenda.add(at, lambda: self._retry(sent, attempt, reason), key="event_retry")

    async def _retry(self, sent: Sent, attempt: int, reason: str) -> None:
        answer = await self._deliver(sent, attempt=attempt, reason=reason)
        if not answer.ok and not answer.no_retry:
            self._plan_retry(sent, attempt + 1, answer.reason)

    async def _deliver(self, sent: Sent, *, attempt: int = 0, reason: str = "") -> Answer:
        started = self._limits.monotonic()

        def elapsed() -> float:
            return round((self._limits.monotonic() - started) * 1000, 3)

        try:
            if self._over_socket():
                body = await self._sockets.send(_envelope(sent, attempt, reason))
                return Answer(True, elapsed(), body)
            return self._judge(await self._over_http(sent, attempt, reason), elapsed())
        except TimeoutError:
            late = "operation_timeout"
            return Answer(False, elapsed(), error=late, reason="timeout" if self._over_socket() else "http_timeout")
        except (ConnectionLost, OSError, http.client.HTTPException):
            return Answer(False, elapsed(), error="dispatch_failed", reason="connection_failed")

    def _over_socket(self) -> bool:
        return self.mode == "socket" or (self.mode == "auto" and self._sockets.connected > 0)

    async def _over_http(self, sent: Sent, attempt: int, reason: str) -> HttpAnswer:
        if not self.http_url:
            raise ConnectionLost
        body, content_type = _http_body(sent)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **self._signature(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        asked = asyncio.to_thread(request, "POST", self.http_url, body, headers, self._limits.ack_seconds)
        return await asyncio.wait_for(asked, self._limits.ack_seconds)

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._limits.wall()))
        signed = hmac.new(self._tokens.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed.hexdigest()}"}

    def _judge(self, answer: HttpAnswer, ack_ms: float) -> Answer:
        if not 200 <= answer.status < 300:
            no_retry = answer.headers.get("x-slack-no-retry") == "1"
            return Answer(False, ack_ms, error="dispatch_failed", reason="http_error", no_retry=no_retry)
        if answer.headers.get("content-type", "").startswith(JSON):
            return Answer(True, ack_ms, answer.json())
        text = answer.body.decode(errors="replace")
        return Answer(True, ack_ms, {"text": text} if text else None)


def _envelope(sent: Sent, attempt: int, reason: str) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": sent.envelope_id,
        "type": sent.kind,
        "payload": sent.payload,
        "accepts_response_payload": sent.accepts_response,
    }
    if sent.kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope


def _http_body(sent: Sent) -> tuple[bytes, str]:
    if sent.kind == "events_api":
        return json.dumps(sent.payload).encode(), JSON
    fields: Mapping[str, Any] = sent.payload if sent.kind == "slash_commands" else {"payload": json.dumps(sent.payload)}
    return urlencode(fields).encode(), FORM
