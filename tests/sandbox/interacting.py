"""Blocks to click and fill in, and an app that hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Hands
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "milestone.complete", value: str = "7") -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Done"), "value": value}


def actions(*elements: Json, block_id: str = "ways") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(name: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": name}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **more}


def modal(*blocks: Json, title: str = "Touch", **more: Any) -> Json:
    shown = {"type": "modal", "callback_id": "touch", "title": plain(title), "submit": plain("Save")}
    return {**shown, "blocks": list(blocks), **more}


def listen(app: App, kind: str, what: Any) -> list[Json]:
    """Every body that the app heard of that kind."""
    bodies: list[Json] = []

    def hear(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack()

    getattr(app, kind)(what)(hear)
    return bodies


def open_modal(app: App, slack: WebClient, hands: Hands, view: Json) -> str:
    """Have jane open a modal by a command; its id."""

    def open_it(ack: Any, body: Json) -> None:
        slack.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    command = f"/onboard {view['title']['text']} {len(hands.see('calls')['calls'])}"
    app.command("/onboard", matchers=[lambda body: f"/onboard {body['text']}" == command])(open_it)
    hands("command", user="jane", channel="general", text=command)
    return str(hands.see("views", user="jane")["views"][-1]["id"])


def chooser(kind: str, **more: Any) -> Json:
    return field(kind, element={"type": kind, "action_id": kind, **more}, optional=True)


def error_of(call: Callable[[], Any]) -> str:
    """What Slack refuses a call with."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])
