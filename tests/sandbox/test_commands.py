"""A person runs /onboard and a real Bolt app answers, by Socket Mode and by HTTP."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from conftest import Hands, RealTime
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox


def heard(app: App) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    @app.command("/onboard")
    def hear(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        ack()

    return bodies


def test_the_ack_answers_privately(app: App, hands: Hands) -> None:
    @app.command("/onboard")
    def answer(ack: Any) -> None:
        ack("Acme is healthy")

    answered = hands("command", user="jane", channel="general", text="/onboard status acme")
    assert answered["ok"]
    assert answered["response"]["text"] == "Acme is healthy"
    assert hands.texts("general", "jane") == ["Acme is healthy"]
    assert hands.texts("general", "omar") == []


def test_an_ack_may_answer_in_the_channel_with_blocks(app: App, hands: Hands) -> None:
    @app.command("/onboard")
    def answer(ack: Any) -> None:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Acme*"}}
        ack(text="Acme", blocks=[section], response_type="in_channel")

    hands("command", user="jane", channel="general", text="/onboard share")
    [message] = hands.see("messages", channel="general", viewer="omar")["messages"]
    assert message["blocks"][0]["block_id"]
    assert message["ephemeral_to"] is None


def test_the_payload_is_slacks(app: App, hands: Hands) -> None:
    bodies = heard(app)
    assert hands("command", user="jane", channel="cs-digest", text="/onboard assign acme @omar in #general <!here>")[
        "ok"
    ]
    [body] = bodies
    assert body["text"] == "assign acme <@U0OMAR00000|omar> in <#C0GENERAL00|general> &lt;!here&gt;"
    assert {name: body[name] for name in ("command", "user_id", "user_name", "channel_name", "team_id")} == {
        "command": "/onboard",
        "user_id": "U0JANE00000",
        "user_name": "jane",
        "channel_name": "cs-digest",
        "team_id": "T0SANDBOX01",
    }
    assert set(body) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text",
        "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip


def test_a_command_without_channel_runs_in_the_dm(http_app: App, hands: Hands) -> None:
    bodies = heard(http_app)
    hands("command", user="jane", text="/onboard")
    assert (bodies[0]["channel_name"], bodies[0]["text"]) == ("directmessage", "")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ({"user": "exa", "channel": "acme-shared", "text": "/onboard"}, "not_allowed"),
        ({"user": "jane", "channel": "general", "text": "/onboard", "thread_ts": "1.2"}, "command_in_thread"),
        ({"user": "jane", "channel": "general", "text": "/deploy"}, "unknown_command"),
        ({"user": "exa", "channel": "general", "text": "/onboard"}, "not_in_channel"),
        ({"user": "nobody", "channel": "general", "text": "/onboard"}, "user_not_found"),
        ({"user": "jane", "channel": "@omar", "text": "/onboard"}, "not_in_channel"),
    ],
)
def test_slack_itself_refuses(http_app: App, hands: Hands, call: dict[str, Any], error: str) -> None:
    bodies = heard(http_app)
    answered = hands("command", call)
    assert (answered["ok"], answered["error"]) == (False, error)
    assert bodies == []


def test_an_app_that_is_not_there_is_told_to_the_person(hands: Hands) -> None:
    answered = hands("command", user="jane", channel="general", text="/onboard status acme")
    assert answered["error"] == "dispatch_failed"
    assert "dispatch_failed" in hands.texts("general", "jane")[0]


def test_a_late_ack_is_a_timeout(app: App, hands: Hands, sandbox: Sandbox) -> None:
    sandbox.limits.ack_seconds = 0.05
    go_on = threading.Event()

    @app.command("/onboard")
    def slow(ack: Any) -> None:
        go_on.wait(5)
        ack()

    answered = hands("command", user="jane", channel="general", text="/onboard")
    go_on.set()
    assert answered["error"] == "operation_timeout"
    assert hands.texts("general", "jane") == ['/onboard failed with the error "operation_timeout"']


def test_a_failing_listener_is_not_acked(http_app: App, hands: Hands) -> None:
    @http_app.command("/onboard")
    def fail() -> None:
        raise ValueError("broken")

    assert hands("command", user="jane", channel="general", text="/onboard")["error"] == "dispatch_failed"


def test_an_ack_that_slack_would_not_show_is_a_refusal(http_app: App, hands: Hands, sandbox: Sandbox) -> None:
    @http_app.command("/onboard")
    def answer(ack: Any) -> None:
        ack(text="x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}])

    hands("command", user="jane", channel="general", text="/onboard")
    assert [(one.where, one.error) for one in sandbox.refusals] == [("ack", "invalid_blocks")]


def test_a_response_url_serves_five_times(http_app: App, hands: Hands, sandbox: Sandbox) -> None:
    answers: list[tuple[int, str]] = []

    @http_app.command("/onboard")
    def answer(ack: Any, respond: Any) -> None:
        for number in range(6):
            response = respond(f"number {number}")
            answers.append((response.status_code, response.body))
        ack()

    hands("command", user="jane", channel="general", text="/onboard")
    assert answers[:5] == [(200, "ok")] * 5
    assert answers[5][0] == 404
    assert "used_url" in answers[5][1]
    assert hands.texts("general", "jane") == [f"number {number}" for number in range(5)]
    assert hands.texts("general", "omar") == []


def test_a_response_url_ends_after_half_an_hour(http_app: App, hands: Hands) -> None:
    responds: list[Any] = []

    @http_app.command("/onboard")
    def answer(ack: Any, respond: Any) -> None:
        responds.append(respond)
        ack()

    hands("command", user="jane", channel="general", text="/onboard")
    assert responds[0]("in time", response_type="in_channel").status_code == 200
    hands("clock", advance="31m")
    assert responds[0]("too late").status_code == 404
    assert hands.texts("general", "omar") == ["in time"]


@pytest.mark.parametrize(
    ("wait", "tries", "errors"),
    [(0, 1, []), (0, 2, ["exchanged_trigger_id"]), (4, 1, ["expired_trigger_id"])],
)
def test_a_trigger_opens_one_modal_within_three_seconds(
    http_app: App, hands: Hands, slack: WebClient, real_time: RealTime, wait: float, tries: int, errors: list[str]
) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "New"}, "blocks": []}
    failed: list[str] = []

    @http_app.command("/onboard")
    def open_twice(ack: Any, body: dict[str, Any]) -> None:
        real_time.now += wait
        for _ in range(tries):
            try:
                slack.views_open(trigger_id=body["trigger_id"], view=view)
            except SlackApiError as error:
                failed.append(error.response["error"])
        ack()

    hands("command", user="jane", channel="general", text="/onboard new")
    assert failed == errors
    assert len(hands.see("views", user="jane")["views"]) == (0 if wait else 1)


def test_a_made_up_trigger_is_invalid(slack: WebClient) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "New"}, "blocks": []}
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        slack.views_open(trigger_id="1.2.3", view=view)
