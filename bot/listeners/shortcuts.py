"""The message shortcut "Add to onboarding"."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.desk import Desk
from bot.enter import from_interaction
from bot.errors import worded
from bot.opening import open_view
from bot.shelf import Origin
from bot.words import plain
from messages.forms import add_form, refused_view
from messages.ids import Form

log = structlog.get_logger(__name__)


def register(app: App, desk: Desk) -> None:
    @app.shortcut({"type": "message_action", "callback_id": str(Form.SHORTCUT)})
    def used(ack: Ack, body: dict[str, Any]) -> None:
        add_message(desk, body)
        ack()


def add_message(desk: Desk, body: dict[str, Any]) -> None:
    """Opens the form with the message's text and ids in it, or says why not. Never raises."""
    message = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or "")
    try:
        scene = from_interaction(desk, body, "shortcut", f"shortcut:{body.get('trigger_id')}")
        view = add_form(plain(str(message.get("text") or "")), f"{channel}:{message.get('ts')}")
        open_view(desk, scene.trigger_id, view, Origin(channel, response_url=scene.response_url))
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        refused = refused_view(worded(error).message)
        try:
            open_view(desk, body.get("trigger_id"), refused, Origin())
        except Exception as untold:  # noqa: BLE001 - there is no other place left to tell
            log.warning("error_untold", error=type(untold).__name__)
