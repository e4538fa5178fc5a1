"""What Slack tells unasked: mentions, Home, people and channels that change, the end of the installation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.conversation import converse
from bot.desk import Desk
from bot.enter import admitted, from_mention
from bot.errors import worded
from messages.home import refused_home
from messages.kit import Message
from storage.changes.outbox import enqueue
from storage.engine import Actor
from storage.errors import AlreadyDone

log = structlog.get_logger(__name__)

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def register(app: App, desk: Desk) -> None:
    handlers: dict[str, Callable[[Desk, dict[str, Any]], None]] = {
        "app_mention": mentioned,
        "app_home_opened": home_opened,
        "user_change": user_changed,
        "app_uninstalled": uninstalled,
        "tokens_revoked": uninstalled,
    }
    for event, handler in handlers.items():
        app.event(event)(_listener(desk, handler))
    for event in ("channel_archive", "channel_unarchive", "channel_rename", "channel_id_changed", "channel_shared"):
        app.event(event)(_listener(desk, channel_changed))


def mentioned(desk: Desk, body: dict[str, Any]) -> None:
    """The same grammar as the command; the answer is private, in the thread."""
    event = body["event"]
    if event.get("bot_id") or not event.get("user"):
        return
    reply = converse(lambda: from_mention(desk, body), spoken(event.get("text") or "", desk.ours.bot_user_id))
    message = reply.message
    if message is not None:
        desk.after.do(lambda: _whisper(desk, event, message))


def spoken(text: str, bot_user_id: str) -> str:
    """A mention's text from the bot's name on; what stands before it was not said to the bot."""
    for match in MENTION.finditer(text):
        if match[1] == bot_user_id:
            return text[match.end() :].lstrip(" ,:")
    return text


def home_opened(desk: Desk, body: dict[str, Any]) -> None:
    event = body["event"]
    if event.get("tab", "home") != "home":
        return
    now, user = desk.clock.now(), event["user"]
    try:
        person = admitted(desk, user, None, now)
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        view = refused_home(worded(error).message.text)
        desk.after.do(lambda: desk.client.views_publish(user_id=user, view=view))
        return
    actor, receipt = Actor("person", person.id, person.name), f"event:{body.get('event_id')}"
    try:
        with desk.store.change(actor=actor, via="home", now=now, receipt=receipt, hurry=True) as change:
            enqueue(change, "home", f"home:{receipt}", {"user": user}, {"page": 0, "scope": "mine"}, now)
    except AlreadyDone:
        return
    desk.wake()


def user_changed(desk: Desk, body: dict[str, Any]) -> None:
    """Names, zones, guests and leavers are known at once."""
    desk.people.keep(body["event"]["user"], desk.clock.now())


def channel_changed(desk: Desk, body: dict[str, Any]) -> None:
    """Nothing to change: sends find out by themselves, and doctor and Home show what Slack refused."""
    log.info("channel_changed", event_type=body["event"].get("type"))


def uninstalled(desk: Desk, body: dict[str, Any]) -> None:
    log.warning("installation_ended", event_type=body["event"].get("type"))


def _listener(desk: Desk, handler: Callable[[Desk, dict[str, Any]], None]) -> Callable[..., None]:
    def heard(body: dict[str, Any]) -> None:
        handler(desk, body)

    return heard


def _whisper(desk: Desk, event: dict[str, Any], message: Message) -> None:
    place = {"channel": event["channel"], "user": event["user"]}
    if event.get("thread_ts"):
        place["thread_ts"] = event["thread_ts"]
    try:
        desk.client.chat_postEphemeral(**place, text=message.text, blocks=message.blocks)
    except SlackApiError as error:
        log.warning("whisper_refused", error=error.response.get("error"))
