"""Many sandboxes behind one server: a fresh Slack for each case, in a millisecond."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.manifest import SCOPES
from sandbox.clock import Limits
from sandbox.faults import fault_from
from sandbox.looks import calls_of, messages_of
from sandbox.server import Connections, Sandbox, build_app
from tests.faults.machine import wait_until

Json = dict[str, Any]


class Stage:
    """One sandbox of many, under an address of its own. Its looks are the control API's."""

    def __init__(self, sandbox: Sandbox, app: ASGIApp) -> None:
        self.sandbox, self.app = sandbox, app
        self.busy = 0

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def fault(self, **order: Any) -> None:
        """Order a fault (sandbox/faults.py)."""
        self.sandbox.faults.order([fault_from(order)])

    def wait_idle(self) -> None:
        """Until no call of a caller that is gone is still at work."""
        wait_until(lambda: self.busy == 0, "the sandbox has answered every call", every=0.001)

    def messages(self) -> list[Json]:
        """Every message of every conversation, oldest first in each."""
        channels = list(self.sandbox.world.channels)
        return [one for channel in channels for one in messages_of(self.sandbox, {"channel": channel})["messages"]]

    def calls(self, method: str) -> list[Json]:
        """The calls of a method, oldest first, with their answers and sandbox times."""
        found: list[Json] = calls_of(self.sandbox, {"method": method})["calls"]
        return found


class Stages:
    """The server. A context; `open` makes a stage, `close` forgets it."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}
        self._numbers = itertools.count(1)
        self._connections = Connections()
        self._socket = socket.create_server(("127.0.0.1", 0))
        protocol = self._connections.protocol()
        config = uvicorn.Config(
            self._serve, http=protocol, log_level="error", access_log=False, lifespan="off", interface="asgi3"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Stages:
        self._thread.start()
        wait_until(lambda: self._server.started, "the stages are served", every=0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    @contextlib.contextmanager
    def stage(self, now: datetime) -> Iterator[Stage]:
        """A fresh sandbox whose clock stands at `now` until it is moved over its control API."""
        name = f"s{next(self._numbers)}"
        sandbox = Sandbox(now, scopes=SCOPES, limits=Limits(trigger_seconds=60))  # of a busy machine
        sandbox.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/{name}"
        self._stages[name] = Stage(sandbox, build_app(sandbox, self._connections))
        try:
            yield self._stages[name]
        finally:
            del self._stages[name]

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        name, _, path = scope["path"].removeprefix("/").partition("/")
        stage = self._stages[name]
        stage.busy += 1
        try:
            await stage.app({**scope, "path": f"/{path}", "raw_path": f"/{path}".encode()}, receive, send)
        finally:
            stage.busy -= 1
