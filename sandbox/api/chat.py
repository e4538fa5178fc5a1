"""chat.postMessage, update, delete, postEphemeral, getPermalink, scheduleMessage."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.api.access import message_at, target_of_post, visible
from sandbox.api.arguments import Arguments
from sandbox.api.content import read_content
from sandbox.api.registry import POSTS, TIER_3, TIER_4, Answered, method
from sandbox.errors import SlackError
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.workspace import Sandbox

SCHEDULE_MOST = timedelta(days=120)
_scheduled = itertools.count(1)


@method("chat.postMessage", "chat:write", per_minute=POSTS)
def post_message(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Post into a channel, or to a user id."""
    channel = target_of_post(sandbox, arguments.required("channel"))
    content, thread = read_content(arguments), _thread(sandbox, channel, arguments)
    sandbox.rates.count_post(channel.id)
    broadcast = bool(thread) and arguments.flag("reply_broadcast")
    message = _store(sandbox, channel, content, reply_broadcast=broadcast, thread_ts=thread)
    if broadcast:
        message.subtype = "thread_broadcast"
    return {"channel": channel.id, "ts": message.ts, "message": message.as_api()}


@method("chat.update", "chat:write", per_minute=TIER_3)
def update(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Replace the text, blocks or metadata of the app's own message; blocks that are not sent stay."""
    channel = visible(sandbox, arguments.required("channel"))
    message = message_at(sandbox, channel, arguments.required("ts"))
    if not message.by_app or message.subtype == "tombstone":
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    sandbox.world.edit(message, read_content(arguments, update=True))
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_api()}


@method("chat.delete", "chat:write", per_minute=TIER_3)
def delete(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Take away the app's own message; one with replies leaves a tombstone."""
    channel = visible(sandbox, arguments.required("channel"))
    message = message_at(sandbox, channel, arguments.required("ts"))
    if not message.by_app:
        raise SlackError("cant_delete_message")
    if sandbox.world.posts.replies(channel.id, message.ts) and not message.is_reply:
        gone: dict[str, Any] = {
            "text": "This message was deleted.",
            "blocks": [],
            "metadata": None,
            "subtype": "tombstone",
        }
        sandbox.world.edit(message, gone, mark=False)
    else:
        sandbox.world.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral", "chat:write", per_minute=TIER_4)
def post_ephemeral(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Show a message to one member of a channel until they reload."""
    channel = target_of_post(sandbox, arguments.required("channel"))
    user = arguments.required("user")
    content = read_content(arguments)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    thread = _thread(sandbox, channel, arguments)
    message = _store(sandbox, channel, content, ephemeral_to=user, thread_ts=thread)
    return {"message_ts": message.ts}


@method("chat.getPermalink", per_minute=POSTS, takes_json=False)
def get_permalink(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """The address of a message."""
    channel = visible(sandbox, arguments.required("channel"))
    message = message_at(sandbox, channel, arguments.required("message_ts"))
    return {"channel": channel.id, "permalink": permalink(sandbox, message)}


@method("chat.scheduleMessage", "chat:write", per_minute=TIER_3)
def schedule_message(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Post at a later time of the sandbox's clock."""
    channel = target_of_post(sandbox, arguments.required("channel"))
    content, thread = read_content(arguments), _thread(sandbox, channel, arguments)
    arguments.required("post_at")
    at = datetime.fromtimestamp(arguments.number("post_at", 0), UTC)
    if at <= sandbox.clock.now():
        raise SlackError("time_in_past")
    if at - sandbox.clock.now() > SCHEDULE_MOST:
        raise SlackError("time_too_far")
    scheduled_id = f"Q0{next(_scheduled):09d}"
    sandbox.agenda.add(at, lambda: _store(sandbox, channel, content, thread_ts=thread), key=scheduled_id)
    preview = {"text": content.get("text", ""), "user": sandbox.world.bot.id, "type": "delayed_message"}
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled_id,
        "post_at": int(at.timestamp()),
        "message": preview | ({"blocks": content["blocks"]} if content.get("blocks") else {}),
    }


def permalink(sandbox: Sandbox, message: Message) -> str:
    """The address of a message on this server, in Slack's form."""
    address = f"{sandbox.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{address}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else address


def _store(sandbox: Sandbox, channel: Channel, content: dict[str, Any], **more: Any) -> Message:
    return sandbox.world.post(
        channel.id,
        sandbox.world.bot.id,
        str(content.get("text") or ""),
        blocks=content.get("blocks"),
        attachments=content.get("attachments") or [],
        metadata=content.get("metadata"),
        **more,
    )


def _thread(sandbox: Sandbox, channel: Channel, arguments: Arguments) -> str | None:
    """The parent's ts; a reply's ts stands for its own parent. Raises thread_not_found."""
    wanted = arguments.text("thread_ts")
    if not wanted:
        return None
    parent = sandbox.world.posts.find(channel.id, wanted)
    if parent is None or parent.ephemeral_to is not None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts
