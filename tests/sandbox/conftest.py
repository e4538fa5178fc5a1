"""A served sandbox, a person's hands on it, and the real Bolt connected in both ways."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer

NOW = datetime(2026, 1, 23, 14, 0, tzinfo=UTC)


class Hands:
    """The control API as a test uses it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, name: str, body: Any = None, /, **fields: Any) -> Any:
        """POST /_control/<name>."""
        data = json.dumps(fields if body is None else body).encode()
        return self._ask(Request(f"{self._url}/_control/{name}", data, {"Content-Type": "application/json"}))

    def see(self, name: str, **query: Any) -> Any:
        """GET /_control/<name>."""
        return self._ask(Request(f"{self._url}/_control/{name}?{urlencode(query)}"))

    def texts(self, channel: str, viewer: str) -> list[str]:
        """The texts that a person sees in a channel."""
        return [message["text"] for message in self.see("messages", channel=channel, viewer=viewer)["messages"]]

    def _ask(self, request: Request) -> Any:
        try:
            with urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            with error:
                return json.loads(error.read()) | {"status": error.code}


class RealTime:
    """Real time that stands still until a test moves it, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Web(ThreadingHTTPServer):
    """Bolt's HTTP mode, and any other small endpoint: `answer(path, body, headers)` gives status, headers, body."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Callable[[str, str, dict[str, str]], tuple[int, dict[str, Any], str]]) -> None:
        self.answer = answer
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/slack/events"
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        status, headers, text = self.server.answer(self.path, body, dict(self.headers.items()))
        self.send_response(status)
        for key, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(key, one)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def real_time() -> RealTime:
    return RealTime()


@pytest.fixture
def sandbox(real_time: RealTime) -> Iterator[Sandbox]:
    made = Sandbox(NOW, limits=Limits(monotonic=real_time, ack_seconds=2.0))
    with SandboxServer(made):
        yield made


@pytest.fixture
def hands(sandbox: Sandbox) -> Hands:
    return Hands(sandbox.url)


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def bare_app(sandbox: Sandbox, slack: WebClient) -> App:
    """A real Bolt App that is not connected yet."""
    logger = logging.getLogger("bolt-under-test")
    logger.setLevel(logging.CRITICAL)
    return App(
        client=slack,
        token=sandbox.bot_token,
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
        logger=logger,
    )


def over_socket(app: App, sandbox: Sandbox) -> SocketModeHandler:
    """Connect an app by Socket Mode."""
    handler = SocketModeHandler(app, sandbox.app_token, logger=app.logger)
    handler.connect()
    assert Hands(sandbox.url)("socket", do="wait")["ok"]
    return handler


def hang_up(handler: SocketModeHandler) -> None:
    """Close without the SDK's wait: it closes only after a receive of up to three seconds has returned."""
    client: Any = handler.client
    client.closed, client.auto_reconnect_enabled = True, False
    client.current_session_state.terminated = True
    if client.current_session.sock is not None:
        client.current_session.sock.shutdown(socket.SHUT_RDWR)
    client.message_processor.event.set()
    client.message_queue.put("")
    handler.close()


def over_http(app: App, hands: Hands) -> Web:
    """Connect an app by signed HTTP."""

    def answer(_: str, body: str, headers: dict[str, str]) -> tuple[int, dict[str, Any], str]:
        response = app.dispatch(BoltRequest(body=body, headers=headers))
        return response.status, dict(response.headers), response.body or ""

    web = Web(answer)
    assert hands("delivery", mode="http", url=web.url)["ok"]
    return web


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest, bare_app: App, sandbox: Sandbox, hands: Hands) -> Iterator[App]:
    """A real Bolt App, connected by Socket Mode and by HTTP."""
    if request.param == "socket":
        handler = over_socket(bare_app, sandbox)
        yield bare_app
        hang_up(handler)
    else:
        web = over_http(bare_app, hands)
        yield bare_app
        web.stop()


@pytest.fixture
def http_app(bare_app: App, hands: Hands) -> Iterator[App]:
    """A real Bolt App over HTTP only."""
    web = over_http(bare_app, hands)
    yield bare_app
    web.stop()
