"""A person posts, uses a shortcut, opens Home, uploads a file, reloads."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.errors import Unusable
from sandbox.hands.payloads import channel_part, emit, interaction, message_of, person_of, place_of
from sandbox.hands.typing import rich, typed
from sandbox.people import Person
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.responses import response_url
from sandbox.workspace import Sandbox


async def post_message(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, channel, text, thread_ts?}` → `{ok, ts, channel, delivery}`; a mention of the bot becomes app_mention."""
    person = person_of(sandbox, body.get("user"))
    channel = place_of(sandbox, body.get("channel"), person)
    if channel.is_archived:
        raise Unusable("is_archived", "nobody can post there any more")
    thread = _thread(sandbox, channel, body.get("thread_ts"), person)
    text = typed(sandbox.world, str(body.get("text") or ""), labels=False)
    message = sandbox.world.post(channel.id, person.id, text, blocks=rich(text), thread_ts=thread)
    delivery = None
    if _mentions_bot(sandbox, channel, text):
        delivery = await emit(sandbox, mention(sandbox, person, message), channel)
    return {"ok": True, "ts": message.ts, "channel": channel.id, "delivery": delivery}


async def use_shortcut(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, channel, ts, callback_id?}` → `{ok, ack_ms}`; the app's first shortcut unless another is named."""
    person = person_of(sandbox, body.get("user"))
    channel = place_of(sandbox, body.get("channel"), person)
    message = message_of(sandbox, channel, body.get("ts"), person)
    callback_ids = [callback_id for callback_id, _ in sandbox.shortcuts]
    callback_id = body.get("callback_id") or next(iter(callback_ids), None)
    if callback_id not in callback_ids:
        raise Unusable("no_such_shortcut", f"the shortcuts are {callback_ids}")
    if message.ephemeral_to is not None:
        raise Unusable("is_ephemeral", "an ephemeral message has no shortcuts")
    payload = interaction(sandbox, "message_action", person) | {
        "action_ts": sandbox.world.stamps.next(),
        "channel": channel_part(channel),
        "callback_id": callback_id,
        "trigger_id": sandbox.triggers.issue(person.id),
        "response_url": response_url(sandbox, channel.id, person.id, message.ts),
        "message_ts": message.ts,
        "message": message.as_api(),
    }
    return (await sandbox.deliveries.send("interactive", payload)).as_json()


async def open_home(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, tab?}` → `{ok, view}`: the Home as it is once the app has heard of it."""
    person = person_of(sandbox, body.get("user"))
    if person.is_stranger:
        raise Unusable("not_allowed", "people of another company have no Home of this app")
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": sandbox.world.dm_with(person.id).id,
        "tab": body.get("tab") or "home",
        "event_ts": sandbox.world.stamps.next(),
    }
    before = sandbox.world.views.home(person.id)
    if before is not None and event["tab"] == "home":
        event["view"] = before.as_api()
    return await emit(sandbox, event) or {"ok": True, "ack_ms": 0.0}


async def upload(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, name, content}` → `{ok, file}`: a file id to give to a file_input."""
    person = person_of(sandbox, body.get("user"))
    content = str(body.get("content") or "").encode()
    made = int(sandbox.clock.now().timestamp())
    file = sandbox.world.files.announce(str(body.get("name") or "file.txt"), len(content), person.id, made)
    file.content, file.complete = content, True
    return {"ok": True, "file": file.id}


async def reload(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user}`: their ephemeral messages and modals vanish, and the app hears nothing of it."""
    person = person_of(sandbox, body.get("user"))
    sandbox.world.views.clear(person.id)
    for channel in list(sandbox.world.channels):
        for message in sandbox.world.posts.of(channel):
            if message.ephemeral_to == person.id:
                sandbox.world.delete(message)
    sandbox.changes.publish("view", user=person.id, view_id=None)
    return {"ok": True}


def mention(sandbox: Sandbox, person: Person, message: Message) -> dict[str, Any]:
    """The app_mention event of a message."""
    event: dict[str, Any] = {
        "user": person.id,
        "type": "app_mention",
        "ts": message.ts,
        "client_msg_id": str(uuid.uuid5(uuid.NAMESPACE_OID, message.ts)),
        "text": message.text,
        "team": person.team_id,
        "blocks": message.blocks,
        "channel": message.channel,
        "event_ts": message.ts,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    return event | ({"user_team": person.team_id, "source_team": person.team_id} if person.is_stranger else {})


def _mentions_bot(sandbox: Sandbox, channel: Channel, text: str) -> bool:
    """Slack tells of mentions where the app is a member; in a DM with it there are none."""
    bot = sandbox.world.bot.id
    return f"<@{bot}" in text and bot in channel.members and not channel.is_im


def _thread(sandbox: Sandbox, channel: Channel, thread_ts: Any, person: Person) -> str | None:
    if not thread_ts:
        return None
    parent = message_of(sandbox, channel, thread_ts, person)
    return parent.thread_ts or parent.ts
