"""What can be read of a sandbox over the control API; nothing here changes anything."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sandbox.errors import Unusable
from sandbox.hands.payloads import place_of
from sandbox.people import APP_ID, BOT_ID, TEAM_ID
from sandbox.workspace import Sandbox

Json = dict[str, Any]


def messages_of(sandbox: Sandbox, query: Json) -> Json:
    """`channel`, `viewer?`, `thread_ts?` → the messages that viewer sees (all without), oldest first."""
    channel = place_of(sandbox, query.get("channel"))
    viewer = query.get("viewer")
    viewer_id = sandbox.world.person(viewer).id if viewer else None
    if viewer_id is not None and viewer_id not in channel.members:
        raise Unusable("not_in_channel", f"{viewer} is not in {sandbox.world.channel_name(channel)}")
    posts = sandbox.world.posts
    messages = [
        posts.with_thread(message, with_metadata=True) | message.as_control()
        for message in sandbox.world.messages(channel.id, viewer_id)
    ]
    if thread := query.get("thread_ts"):
        messages = [one for one in messages if thread in (one["thread_ts"], one["ts"])]
    return {"ok": True, "channel": channel.id, "messages": messages}


def views_of(sandbox: Sandbox, query: Json) -> Json:
    """`user` → their open modals, the topmost last, and their Home."""
    person = sandbox.world.person(query.get("user", ""))
    home = sandbox.world.views.home(person.id)
    views = [view.as_api() for view in sandbox.world.views.stack(person.id)]
    return {"ok": True, "views": views, "home": home.as_api() if home else None}


def state_of(sandbox: Sandbox, _: Json) -> Json:
    """People, channels, clock, the app and what is pending."""
    world, now = sandbox.world, sandbox.clock.now()
    return {
        "ok": True,
        "now": now.isoformat(),
        "clock": {"now": now.isoformat(), "flow": sandbox.clock.flow},
        "team_id": TEAM_ID,
        "app": {"app_id": APP_ID, "bot_id": BOT_ID, "user_id": world.bot.id, "name": world.bot.name},
        "people": [_person(sandbox, person.id) for person in world.people.values() if not person.is_bot],
        "channels": [_channel(sandbox, channel_id) for channel_id in list(world.channels)],
        "delivery": {
            "mode": sandbox.deliveries.mode,
            "url": sandbox.deliveries.http_url,
            "sockets": sandbox.sockets.connected,
        },
        "followers": list(sandbox.followers.urls),
        "faults": [fault.as_json() for fault in sandbox.faults.pending()],
        "scopes": sorted(sandbox.tokens.scopes),
        "last_change": sandbox.changes.last_id,
        "refusals": len(sandbox.refusals),
    }


def calls_of(sandbox: Sandbox, query: Json) -> Json:
    """`method?`, `after?` (a call's id) → the Web API calls with their answers and times, oldest first."""
    after = int(query.get("after") or 0)
    return {"ok": True, "calls": [one.as_json() for one in sandbox.calls.all(query.get("method")) if one.id > after]}


def refusals_of(sandbox: Sandbox, _: Json) -> Json:
    """Every payload that failed validation."""
    return {"ok": True, "refusals": [asdict(one) for one in sandbox.refusals]}


def _person(sandbox: Sandbox, user_id: str) -> Json:
    person = sandbox.world.people[user_id]
    return asdict(person) | {"is_guest": person.is_guest, "dm": f"@{person.name}"}


def _channel(sandbox: Sandbox, channel_id: str) -> Json:
    channel = sandbox.world.channels[channel_id]
    members = [sandbox.world.people[one].name for one in channel.members]
    return asdict(channel) | {"name": sandbox.world.channel_name(channel), "member_names": members}
