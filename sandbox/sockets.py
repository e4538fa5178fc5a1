"""The Socket Mode side of the app's connections (SLACK.md, Timing): tickets, hello, envelopes, acks, disconnects."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.clock import Limits
from sandbox.errors import SlackError
from sandbox.people import APP_ID

HOST = "applink-sandbox"


class ConnectionLost(Exception):
    """The socket closed before it acknowledged."""


@dataclass(eq=False, slots=True)
class Link:
    """One connected WebSocket; `draining` ones get nothing new. `waiting` are envelope ids without an ack yet."""

    number: int
    socket: WebSocket
    draining: bool = False
    closed: bool = False
    waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = field(default_factory=dict)

    async def say(self, message: dict[str, Any]) -> None:
        """Send one JSON message; raises ConnectionLost."""
        try:
            await self.socket.send_text(json.dumps(message))
        except (RuntimeError, WebSocketDisconnect, OSError) as error:
            raise ConnectionLost from error

    async def close(self, code: int = 1000) -> None:
        """Close it from this side, once."""
        if not self.closed:
            self.closed = True
            with contextlib.suppress(RuntimeError):
                await self.socket.close(code)


class Sockets:
    """Every connection of the app. Used from the server's event loop only."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._links: list[Link] = []
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._refusals = 0
        self._news = asyncio.Event()

    @property
    def connected(self) -> int:
        """How many sockets would get a payload now."""
        return len(self._open())

    def ticket(self) -> str:
        """The right to connect once, for apps.connections.open; raises SlackError while connections are refused."""
        if self._refusals:
            self._refusals -= 1
            raise SlackError("internal_error")
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection from hello to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=4401)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        link = Link(next(self._numbers), socket)
        if len(self._links) >= self._limits.sockets:
            await link.say(_disconnect("too_many_websockets"))
            await link.close()
            return
        await self._hold(link)

    async def send(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        """Give an envelope to any one socket; the payload of its ack. Raises TimeoutError, ConnectionLost."""
        links = self._open()
        if not links:
            raise ConnectionLost
        link = links[next(self._turn) % len(links)]
        answer: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = answer
        try:
            await link.say(envelope)
            return await asyncio.wait_for(answer, self._limits.ack_seconds)
        finally:
            link.waiting.pop(envelope["envelope_id"], None)
            await self._close_drained()

    async def order(self, what: str, times: int = 1) -> int:
        """`refresh`, `warning`, `link_disabled` or `drop` all, or `refuse` the next `times`; how many it met."""
        links = list(self._links)
        if what == "refuse":
            self._refusals = times
            return 0
        for link in links:
            if what == "drop":
                await link.close(1011)
                continue
            link.draining = what != "warning"
            await link.say(_disconnect("refresh_requested" if what == "refresh" else what))
        return len(links)

    async def wait_for(self, count: int, timeout: float) -> bool:
        """Whether at least `count` sockets are ready, waiting for them up to `timeout` real seconds."""
        try:
            async with asyncio.timeout(timeout):
                while self.connected < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def _hold(self, link: Link) -> None:
        self._links.append(link)
        try:
            await link.say(self._hello())
            self._news.set()
            await self._close_drained()
            while True:
                self._heard(link, await link.socket.receive_text())
        except (WebSocketDisconnect, ConnectionLost, RuntimeError):
            pass  # receive_text raises RuntimeError when this side closed first
        finally:
            self._links.remove(link)
            for answer in link.waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionLost())

    async def _close_drained(self) -> None:
        """Close what was told to go, once the app is connected anew and nothing is unanswered, as Slack does."""
        for link in [one for one in self._links if one.draining and not one.waiting]:
            if self.connected:
                await link.close()

    def _heard(self, link: Link, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        answer = link.waiting.get(str(envelope_id))
        if answer is not None and not answer.done():
            answer.set_result(message.get("payload"))

    def _open(self) -> list[Link]:
        return [link for link in self._links if not (link.draining or link.closed)]

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
