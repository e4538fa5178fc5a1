"""What comes from outside: files behind links, bodies of any size, words for labels, a Slack that does not answer."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.requests import Request

from bot import http
from bot.files import texts_of
from bot.http import LARGEST, body_of
from messages.errors import error_text
from playbook.errors import BadFile
from tests.bot.conftest import Hands, SignedHeaders
from tests.shared import finish

SLOW = 0.7  # seconds a file takes


class Host(BaseHTTPRequestHandler):
    """A file host with moods: the path says which."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/login")
            self.end_headers()
            return
        time.sleep({"/slow": SLOW, "/never": 5}.get(self.path, 0))
        self.send_response(403 if self.path == "/forbidden" else 200)
        self.end_headers()
        with contextlib.suppress(OSError):  # they did not wait
            self.wfile.write(b"milestones: []")

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def host() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    asked: list[tuple[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OurHost", (Host,), {"asked": asked}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def fetched(base: str, *paths: str) -> tuple[tuple[str, str], ...]:
    client = WebClient(token="xoxb-1", base_url=f"{base}/api/")
    return texts_of(client, [{"name": f"{path}.yaml", "url_private_download": f"{base}{path}"} for path in paths])


def test_files_are_fetched_side_by_side(host: tuple[str, list[tuple[str, str]]]) -> None:
    began = time.monotonic()
    texts = fetched(host[0], *["/slow"] * 5)
    assert [text for _, text in texts] == ["milestones: []"] * 5
    assert time.monotonic() - began < 3 * SLOW


def test_a_file_that_does_not_come_does_not_hold_up_the_answer(host: tuple[str, list[tuple[str, str]]]) -> None:
    began = time.monotonic()
    with pytest.raises(BadFile) as refused:
        fetched(host[0], "/quick", "/never")
    assert time.monotonic() - began < 2.8
    assert "could not be fetched" in error_text(refused.value)


def test_the_token_follows_no_redirect(host: tuple[str, list[tuple[str, str]]]) -> None:
    with pytest.raises(BadFile):
        fetched(host[0], "/moved")
    assert [path for path, _ in host[1]] == ["/moved"]


def test_a_file_that_slack_does_not_hand_out_is_a_fault_of_the_file(host: tuple[str, list[tuple[str, str]]]) -> None:
    with pytest.raises(BadFile, match="forbidden"):
        fetched(host[0], "/forbidden")


def reading(headers: list[tuple[bytes, bytes]]) -> tuple[Request, list[int]]:
    """A request whose body never ends, and how often it was asked for more."""
    asked: list[int] = []

    async def receive() -> dict[str, Any]:
        asked.append(1)
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive), asked


def test_a_body_is_read_no_further_than_is_allowed() -> None:
    request, asked = reading([])
    assert finish(body_of(request)) is None
    assert len(asked) == 3
    request, asked = reading([(b"content-length", str(LARGEST + 1).encode())])
    assert finish(body_of(request)) is None
    assert asked == []


@pytest.fixture
def web(hands: Hands) -> Iterator[httpx.Client]:
    hands.bot.start()
    with httpx.Client(base_url=hands.bot.url, trust_env=False) as client:
        yield client


def post(hands: Hands, web: httpx.Client, kind: str, *, signed: bool = True) -> int:
    body = json.dumps({"type": kind, "team_id": "T0SANDBOX01", "event": {"type": "team_join"}})
    headers = {
        name: value[0] for name, value in SignedHeaders(hands.slack.signing_secret, body, "application/json").items
    }
    wrong = {} if signed else {"x-slack-signature": "v0=" + "0" * 64}
    return web.post("/slack/events", content=body, headers={**headers, **wrong}).status_code


def test_nobody_grows_the_metrics_from_outside(hands: Hands, web: httpx.Client) -> None:
    for number in range(3):
        assert post(hands, web, f"kind-{number}", signed=False) == 401
        post(hands, web, f"signed-{number}")
    shown = web.get("/metrics").text
    assert "kind-" not in shown
    assert "signed-" not in shown
    assert 'onboard_rejected_total{why="signature"} 3.0' in shown
    assert 'onboard_ack_seconds_count{kind="other"} 3.0' in shown


def test_too_large_a_delivery_is_refused(hands: Hands, web: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST", 10)
    assert post(hands, web, "event_callback") == 400
    assert 'onboard_rejected_total{why="too_large"} 1.0' in web.get("/metrics").text


def broken(error: Exception) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        raise error

    return call


FAILURES = [OSError("no route"), SlackApiError("limited", {"error": "ratelimited"})]


@pytest.mark.parametrize("error", FAILURES)
def test_a_menu_that_cannot_be_filled_is_empty(hands: Hands, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(hands.bot.desk.people, "ask", broken(error))
    payload = {
        "type": "block_suggestion",
        "user": {"id": hands.user("jane"), "team_id": hands.bot.desk.ours.team_id},
        "team": {"id": hands.bot.desk.ours.team_id},
        "action_id": "account",
        "block_id": "account",
        "value": "",
        "view": {"private_metadata": "", "state": {"values": {}}},
    }
    assert hands.interaction(payload) == {"options": []}
