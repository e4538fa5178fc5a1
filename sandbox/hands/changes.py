"""What an administrator does to people and channels, and the events that tell the app of it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.api.users import as_seen
from sandbox.errors import SlackError, Unusable
from sandbox.hands.payloads import emit, place_of
from sandbox.people import Person
from sandbox.places import Channel
from sandbox.workspace import Sandbox

FIELDS = ("tz", "real_name", "title", "deleted", "is_admin", "is_restricted", "is_ultra_restricted")


async def change_person(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{user, do?: deactivate|activate|guest|member|add, tz?, real_name?, title?, is_admin? …}` → user_change."""
    do = body.get("do")
    if do == "add":
        name = str(body.get("user") or "").lstrip("@")
        person = sandbox.world.add_person(name, str(body.get("real_name") or name.title()))
    else:
        person = _anybody(sandbox, body.get("user"))
    changes = {key: body[key] for key in FIELDS if key in body} | _meant(do)
    _check_zone(changes.get("tz"))
    for key, value in changes.items():
        setattr(person, key, value)
    person.updated = int(sandbox.clock.now().timestamp())
    sandbox.changes.publish("person", user=person.id)
    if do == "add" and not changes:
        return {"ok": True, "user": person.id}
    stamp = sandbox.world.stamps.next()
    event = {"type": "user_change", "user": as_seen(sandbox, person), "cache_ts": person.updated, "event_ts": stamp}
    return {"ok": True, "user": person.id, "delivery": await emit(sandbox, event)}


async def change_channel(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """`{channel, do: archive|unarchive|rename|delete|create|remove_bot|invite_bot|add|remove, name?, user?}`."""
    do = str(body.get("do") or "")
    if do == "create":
        return _created(sandbox, body)
    channel = place_of(sandbox, body.get("channel"))
    event = _changed(sandbox, channel, do, body)
    sandbox.changes.publish("channel", channel=channel.id)
    delivery = await emit(sandbox, event, channel) if event else None
    return {"ok": True, "channel": channel.id, "delivery": delivery}


async def uninstall(sandbox: Sandbox, _: dict[str, Any]) -> dict[str, Any]:
    """The workspace throws the app out: its tokens stop working, and it hears so."""
    stamp, bot = sandbox.world.stamps.next(), sandbox.world.bot.id
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}, "event_ts": stamp}
    sandbox.tokens.revoked = True
    first = await emit(sandbox, revoked)
    second = await emit(sandbox, {"type": "app_uninstalled", "event_ts": sandbox.world.stamps.next()})
    return {"ok": True, "delivery": [first, second]}


def _changed(sandbox: Sandbox, channel: Channel, do: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Make the change; the event that tells of it, if any."""
    family = "group" if channel.kind == "group" else "channel"
    stamp, lena = sandbox.world.stamps.next(), sandbox.world.person("lena").id
    if do in ("archive", "unarchive"):
        channel.is_archived = do == "archive"
        return {"type": f"{family}_{do}", "channel": channel.id, "user": lena, "is_moved": 0, "event_ts": stamp}
    if do == "rename":
        return _renamed(channel, str(body.get("name") or "").lstrip("#"), family, stamp)
    if do == "delete":
        channel.is_deleted = True
        return {"type": f"{family}_deleted", "channel": channel.id, "actor_id": lena, "event_ts": stamp}
    if do in ("remove_bot", "invite_bot", "add", "remove"):
        return _membership(sandbox, channel, do, body)
    raise Unusable("bad_do", "do is archive, unarchive, rename, delete, create, remove_bot, invite_bot, add or remove")


def _renamed(channel: Channel, name: str, family: str, stamp: str) -> dict[str, Any]:
    if not name:
        raise Unusable("no_name", "rename needs a name")
    channel.previous_names.append(channel.name)
    channel.name = name
    is_channel = family == "channel"
    named = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    kinds = {"is_channel": is_channel, "is_group": not is_channel, "is_private": not is_channel, "is_mpim": False}
    return {"type": f"{family}_rename", "channel": named | kinds, "event_ts": stamp}


def _membership(sandbox: Sandbox, channel: Channel, do: str, body: dict[str, Any]) -> dict[str, Any] | None:
    person = sandbox.world.bot if do.endswith("_bot") else _anybody(sandbox, body.get("user"))
    if do in ("invite_bot", "add"):
        if person.id not in channel.members:
            channel.members.append(person.id)
    elif person.id in channel.members:
        channel.members.remove(person.id)
    return None


def _created(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    name = str(body.get("name") or body.get("channel") or "").lstrip("#")
    if not name or any(one.name == name for one in sandbox.world.channels.values()):
        raise Unusable("bad_name", "a new channel needs a name of its own")
    wanted = body.get("members") or [one.name for one in sandbox.world.people.values() if not one.is_stranger]
    members = [_anybody(sandbox, one).id for one in wanted]
    channel = sandbox.world.add_channel(name, members, "group" if body.get("private") else "channel")
    return {"ok": True, "channel": channel.id, "delivery": None}


def _meant(do: Any) -> dict[str, bool]:
    meanings: dict[Any, dict[str, bool]] = {
        None: {},
        "add": {},
        "deactivate": {"deleted": True},
        "activate": {"deleted": False},
        "guest": {"is_restricted": True},
        "member": {"is_restricted": False, "is_ultra_restricted": False},
    }
    if do not in meanings:
        raise Unusable("bad_do", "do is deactivate, activate, guest, member or add")
    return meanings[do]


def _check_zone(zone: Any) -> None:
    if zone is None:
        return
    try:
        ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unusable("bad_tz", f"{zone!r} is no time zone") from error


def _anybody(sandbox: Sandbox, name_or_id: Any) -> Person:
    try:
        return sandbox.world.person(str(name_or_id or ""))
    except SlackError as error:
        raise Unusable("user_not_found", f"nobody is called {name_or_id!r}") from error
