"""The sandbox as a web server on loopback: Web API, Socket Mode, response_urls, files, control API, and the page."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.api.dispatch import call
from sandbox.control import control_routes
from sandbox.doorkeeper import Doorkeeper
from sandbox.followers import LOOPBACK, FollowerFailed
from sandbox.outcomes import Dropped
from sandbox.responses import answer_response_url
from sandbox.workspace import Sandbox

FLOW_SECONDS = 1.0
START_SECONDS = 20.0

__all__ = ["Sandbox", "SandboxServer", "build_app"]


class Connections:
    """The open HTTP connections by the caller's address, so that a fault can cut one off."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.BaseTransport] = {}

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's HTTP protocol, which also notes its connections here."""
        known = self._open

        class Noting(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client:
                    known[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client:
                    known.pop(self.client, None)
                super().connection_lost(exc)

        return Noting

    def cut(self, client: tuple[str, int] | None) -> None:
        """Close that caller's connection without a word."""
        transport = self._open.get(client) if client else None
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class Doors:
    """The endpoints that an app uses."""

    def __init__(self, sandbox: Sandbox, connections: Connections) -> None:
        self._sandbox, self._connections = sandbox, connections

    async def api(self, request: Request) -> Response:
        """/api/<method>."""
        return await self._cut_if_dropped(request, call(self._sandbox, request.path_params["method"], request))

    async def response_url(self, request: Request) -> Response:
        """/actions/<team>/<token>."""
        return await self._cut_if_dropped(request, answer_response_url(self._sandbox, request))

    async def upload(self, request: Request) -> Response:
        """/upload/v1/<ticket>: the bytes of an announced file."""
        file = self._sandbox.world.files.by_ticket(request.path_params["ticket"])
        content = await request.body()
        if file is None or file.complete or len(content) != file.length:
            return PlainTextResponse("bad upload", 400 if file else 404)
        file.content = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """/files-pri/…: a file's bytes, for a bearer of the bot token with files:read."""
        word, _, token = request.headers.get("authorization", "").partition(" ")
        allowed = word == "Bearer" and token == self._sandbox.bot_token and "files:read" in self._sandbox.tokens.scopes
        file = self._sandbox.world.files.find(request.path_params["file"])
        if file is None or file.content is None or not allowed:
            return PlainTextResponse("not found" if allowed else "sign in", 404 if allowed else 403)
        return Response(file.content, media_type=file.mimetype)

    async def link(self, websocket: WebSocket) -> None:
        """/link/: Socket Mode."""
        await self._sandbox.sockets.serve(websocket)

    async def healthz(self, _: Request) -> Response:
        """200 when the sandbox and its followers, all that are expected, are well."""
        followers = await self._sandbox.followers.healthy()
        well = self._sandbox.followers.are_here and all(followers.values())
        return JSONResponse({"ok": well, "followers": followers}, 200 if well else 503)

    async def _cut_if_dropped(self, request: Request, answering: Any) -> Response:
        try:
            response: Response = await answering
        except Dropped:
            client = request.client
            self._connections.cut((client.host, client.port) if client else None)
            return Response(status_code=500)
        return response


def build_app(sandbox: Sandbox, connections: Connections | None = None) -> Starlette:
    """Everything the sandbox serves, as an ASGI app; the page too, when it is there."""
    doors = Doors(sandbox, connections or Connections())
    routes: list[BaseRoute] = [
        Route("/api/{method}", doors.api, methods=["GET", "POST"]),
        Route("/actions/{team}/{token}", doors.response_url, methods=["POST"]),
        Route("/upload/v1/{ticket}", doors.upload, methods=["POST"]),
        Route("/files-pri/{file}/{name:path}", doors.download),
        Route("/healthz", doors.healthz),
        WebSocketRoute("/link/", doors.link),
        *control_routes(sandbox),
    ]
    if importlib.util.find_spec("sandbox.page") is not None:
        routes += importlib.import_module("sandbox.page").routes(sandbox)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        flowing = asyncio.create_task(_flow(sandbox))
        yield
        flowing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flowing

    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Doorkeeper)])


async def _flow(sandbox: Sandbox) -> None:
    """While the clock flows by itself, do what the sandbox itself has due."""
    while True:
        await asyncio.sleep(FLOW_SECONDS)
        if sandbox.clock.flow:
            with contextlib.suppress(FollowerFailed):
                await sandbox.settle()


class SandboxServer:
    """Serves a sandbox from a thread of its own. Port 0 takes a free one; `url` is known before `start`."""

    def __init__(self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox serves on this machine only, not on {host}")
        self.sandbox = sandbox
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._socket.getsockname()[1]}"
        sandbox.url = self.url
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    def start(self) -> SandboxServer:
        """Serve; returns once it answers. Raises RuntimeError when it does not."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            self._thread.join(0.005)
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self.sandbox.changes.close()
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(10)
        self._socket.close()

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _config(self) -> uvicorn.Config:
        connections = Connections()
        return uvicorn.Config(
            build_app(self.sandbox, connections),
            http=connections.protocol(),
            ws="websockets-sansio",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])
