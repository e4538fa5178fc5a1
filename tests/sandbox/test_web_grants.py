"""Which tokens, scopes and bodies the Web API takes, and how many calls."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
from conftest import NOW, Hands, RealTime
from interacting import error_of
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.api.registry import METHODS
from sandbox.clock import Limits
from sandbox.grants import FAMILY, scope_for
from sandbox.server import Sandbox, SandboxServer


def raw(sandbox: Sandbox, method: str, body: bytes, **headers: str) -> dict[str, Any]:
    with urlopen(Request(f"{sandbox.url}/api/{method}", body, headers)) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-1-real-looking", "auth.test", "invalid_auth"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
    ],
)
def test_only_its_own_tokens_are_good(sandbox: Sandbox, token: str, method: str, error: str) -> None:
    real = {"app": sandbox.app_token, "bot": sandbox.bot_token}.get(token, token)
    assert raw(sandbox, method, b"", Authorization=f"Bearer {real}" if real else "")["error"] == error


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"x", "application/xml", "invalid_post_type"),
    ],
)
def test_bodies_that_are_none(sandbox: Sandbox, body: bytes, kind: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": kind}
    assert raw(sandbox, "chat.postMessage", body, **headers)["error"] == error


def test_a_token_may_do_everything_unless_told_otherwise() -> None:
    asked = {scope for method in METHODS.values() for scope in method.scopes}
    reached = {scope_for(kind, ending) for kind in FAMILY for ending in ("read", "history")}
    assert (asked | reached) - Sandbox(NOW).tokens.scopes == set()


def test_granted_scopes_are_in_the_headers(slack: WebClient) -> None:
    assert "chat:write" in slack.auth_test().headers["x-oauth-scopes"].split(",")


def test_a_channel_takes_a_burst_then_a_post_a_second(slack: WebClient, real_time: RealTime) -> None:
    for _ in range(5):
        slack.chat_postMessage(channel="general", text="x")
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel="general", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    assert slack.chat_postMessage(channel="cs-digest", text="another channel")["ok"]
    real_time.now += 1
    assert slack.chat_postMessage(channel="general", text="x")["ok"]


def test_a_method_has_its_calls_a_minute(slack: WebClient, hands: Hands) -> None:
    for _ in range(20):
        slack.conversations_list()
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_list()
    assert int(caught.value.response.headers["Retry-After"]) == 60
    hands("clock", advance="1m")
    assert slack.conversations_list()["ok"]


def test_the_strict_reading_has_no_burst() -> None:
    strict = Sandbox(NOW, limits=Limits(posts_burst=1, monotonic=RealTime()))
    with SandboxServer(strict):
        slack = WebClient(strict.bot_token, base_url=strict.api_url, retry_handlers=[])
        slack.chat_postMessage(channel="general", text="x")
        assert error_of(lambda: slack.chat_postMessage(channel="general", text="x")) == "ratelimited"


def test_calls_are_recorded_with_their_answers(slack: WebClient, hands: Hands) -> None:
    slack.chat_postMessage(channel="general", text="x")
    error_of(lambda: slack.api_call("chat.unfurl"))
    posted, refused = hands.see("calls")["calls"]
    assert (posted["method"], posted["args"]["text"], posted["answer"]["ok"]) == ("chat.postMessage", "x", True)
    assert (refused["method"], refused["answer"]["error"]) == ("chat.unfurl", "unknown_method")
    assert posted["at"] == NOW.isoformat()
    assert "token" not in posted["args"]


def test_it_binds_this_machine_only() -> None:
    with pytest.raises(ValueError, match="this machine"):
        SandboxServer(Sandbox(NOW), host="0.0.0.0")
