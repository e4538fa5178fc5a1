"""`/onboard`: one transaction, and the ack carries the answer."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.conversation import Reply, converse
from bot.desk import Desk
from bot.enter import from_command
from bot.errors import worded
from bot.opening import open_view
from bot.shelf import Origin

COMMAND = "/onboard"


def register(app: App, desk: Desk) -> None:
    @app.command(COMMAND)
    def typed(ack: Ack, body: dict[str, Any]) -> None:
        reply = converse(lambda: from_command(desk, body), body.get("text") or "")
        reply = _opened(desk, body, reply) if reply.view else reply
        if reply.message is None:
            ack()
        else:
            ack(text=reply.message.text, blocks=reply.message.blocks, response_type="ephemeral")


def _opened(desk: Desk, body: dict[str, Any], reply: Reply) -> Reply:
    """The view is open (nothing to say), or why it is not."""
    origin = Origin(body.get("channel_id"), response_url=body.get("response_url"))
    try:
        open_view(desk, body.get("trigger_id"), reply.view or {}, origin)
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        return Reply(worded(error).message)
    return Reply()
