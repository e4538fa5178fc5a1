"""How payloads reach an app: sockets and their ends, signatures, repeats, redeliveries."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from conftest import Hands, Web, hang_up, over_socket
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from sandbox.server import Sandbox

Json = dict[str, Any]


def plug(sandbox: Sandbox) -> ClientConnection:
    """A bare socket, as apps.connections.open hands it out."""
    client = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    return connect(client.apps_connections_open(app_token=sandbox.app_token)["url"], proxy=None)


def heard(socket: ClientConnection) -> Json:
    found: Json = json.loads(socket.recv(timeout=5))
    return found


def ack(socket: ClientConnection, envelope: Json, payload: Json | None = None) -> None:
    socket.send(json.dumps({"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})))


def in_background(hands: Hands, name: str, **fields: Any) -> tuple[threading.Thread, list[Any]]:
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(hands(name, **fields)))
    thread.start()
    return thread, answers


def test_hello_and_an_envelope(sandbox: Sandbox, hands: Hands) -> None:
    with plug(sandbox) as socket:
        hello = heard(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"]["app_id"].startswith("A")
        thread, answers = in_background(hands, "command", user="jane", channel="general", text="/onboard help")
        envelope = heard(socket)
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert envelope["payload"]["text"] == "help"
        ack(socket, envelope, {"text": "Here"})
        thread.join()
        assert answers[0]["response"]["text"] == "Here"


def test_a_ticket_is_good_for_one_socket(sandbox: Sandbox) -> None:
    client = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    with connect(url, proxy=None) as socket:
        assert heard(socket)["type"] == "hello"
        with pytest.raises(Exception, match="403"):
            connect(url, proxy=None)


def test_the_eleventh_socket_is_one_too_many(sandbox: Sandbox) -> None:
    with ExitStack() as open_sockets:
        hellos = [heard(open_sockets.enter_context(plug(sandbox))) for _ in range(10)]
        assert [hello["num_connections"] for hello in hellos] == list(range(1, 11))
        with plug(sandbox) as late:
            assert heard(late)["reason"] == "too_many_websockets"


def test_a_payload_goes_to_one_of_the_sockets(sandbox: Sandbox, hands: Hands) -> None:
    with plug(sandbox) as one, plug(sandbox) as two:
        heard(one), heard(two)
        for socket in (one, two):
            thread, answers = in_background(hands, "command", user="jane", channel="general", text="/onboard")
            ack(socket, heard(socket))
            thread.join()
            assert answers[0]["ok"]


@pytest.mark.parametrize(
    ("do", "reason"),
    [("refresh", "refresh_requested"), ("warning", "warning"), ("link_disabled", "link_disabled")],
)
def test_disconnects_are_announced(sandbox: Sandbox, hands: Hands, do: str, reason: str) -> None:
    with plug(sandbox) as socket:
        heard(socket)
        hands("socket", do=do)
        assert (message := heard(socket))["type"] == "disconnect"
        assert message["reason"] == reason


def test_a_real_client_comes_back_after_a_refresh(sandbox: Sandbox, hands: Hands, bare_app: App) -> None:
    @bare_app.command("/onboard")
    def answer(ack: Any) -> None:
        ack("Still here")

    handler = over_socket(bare_app, sandbox)
    hands("socket", do="refresh")
    assert hands("socket", do="wait")["ok"]
    answered = hands("command", user="jane", channel="general", text="/onboard")
    assert answered["response"]["text"] == "Still here"
    hang_up(handler)


def test_a_dropped_socket_loses_the_command(sandbox: Sandbox, hands: Hands) -> None:
    with plug(sandbox) as socket:
        heard(socket)
        thread, answers = in_background(hands, "command", user="jane", channel="general", text="/onboard")
        heard(socket)
        hands("socket", do="drop")
        thread.join()
        assert answers[0]["error"] == "dispatch_failed"
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_connections_are_refused_on_demand(sandbox: Sandbox, hands: Hands) -> None:
    hands("socket", do="refuse", times=1)
    with pytest.raises(Exception, match="internal_error"):
        plug(sandbox)
    with plug(sandbox) as socket:
        assert heard(socket)["type"] == "hello"


def test_an_event_without_ack_comes_again_at_0_1_and_5_minutes(sandbox: Sandbox, hands: Hands) -> None:
    sandbox.limits.ack_seconds = 0.03
    with plug(sandbox) as socket:
        heard(socket)
        hands("message", user="jane", channel="general", text="@onboard status acme")
        for span in ("1m", "5m", "1h"):
            hands("clock", advance=span)
        envelopes = [heard(socket) for _ in range(4)]
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0)
    assert [one["retry_attempt"] for one in envelopes] == [0, 1, 2, 3]
    assert [one["retry_reason"] for one in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({one["payload"]["event_id"] for one in envelopes}) == 1


@pytest.fixture
def requests(hands: Hands) -> Iterator[list[tuple[str, dict[str, str]]]]:
    """An HTTP app that answers 200 until told otherwise by the first entry of `statuses`."""
    seen: list[tuple[str, dict[str, str]]] = []

    def answer(_: str, body: str, headers: dict[str, str]) -> tuple[int, Json, str]:
        seen.append((body, headers))
        return (500, {}, "") if "fail" in body else (200, {}, "")

    web = Web(answer)
    hands("delivery", mode="http", url=web.url)
    yield seen
    web.stop()


def test_http_requests_are_signed(sandbox: Sandbox, hands: Hands, requests: list[tuple[str, dict[str, str]]]) -> None:
    hands("message", user="jane", channel="general", text="@onboard hello")
    [(body, headers)] = requests
    assert SignatureVerifier(sandbox.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another secret").is_valid_request(body, headers)


def test_http_events_come_again_with_their_number(hands: Hands, requests: list[tuple[str, dict[str, str]]]) -> None:
    posted = hands("message", user="jane", channel="general", text="@onboard fail")
    assert posted["delivery"]["error"] == "dispatch_failed"
    hands("clock", advance="1h")
    numbers = [headers.get("X-Slack-Retry-Num") for _, headers in requests]
    assert numbers == [None, "1", "2", "3"]
    assert requests[-1][1]["X-Slack-Retry-Reason"] == "http_error"


def test_the_last_payload_can_be_sent_again(
    hands: Hands, slack: WebClient, requests: list[tuple[str, dict[str, str]]]
) -> None:
    button = {"type": "button", "action_id": "done", "text": {"type": "plain_text", "text": "Done"}}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = slack.chat_postMessage(channel="general", text="Acme", blocks=blocks)["ts"]
    hands("click", user="jane", channel="general", ts=ts, action_id="done")
    assert len(hands("redeliver", n=2)["answers"]) == 2
    assert len({body for body, _ in requests}) == 1
    assert len(requests) == 3


def test_addresses_elsewhere_are_refused(hands: Hands) -> None:
    assert hands("delivery", mode="http", url="http://example.com/")["error"] == "not_loopback"
    assert hands("followers", url="https://example.com/_clock")["error"] == "not_loopback"
