"""The parts that Slack's payloads have in common, and the envelope of an event."""

from __future__ import annotations

import itertools
from typing import Any

from sandbox.errors import SlackError, Unusable
from sandbox.people import APP_ID, STRANGER_TEAM_DOMAIN, TEAM_DOMAIN, TEAM_ID, Person
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.workspace import Sandbox

SUBSCRIBED = frozenset(
    {"app_home_opened", "app_mention", "app_uninstalled", "tokens_revoked", "user_change", "channel_archive"}
    | {"channel_unarchive", "channel_rename", "channel_id_changed", "channel_shared", "group_archive"}
    | {"group_unarchive", "group_rename"}
)
_events = itertools.count(1)


def person_of(sandbox: Sandbox, name_or_id: Any) -> Person:
    """Who acts; raises Unusable for somebody who is not there, left, or is the bot."""
    try:
        person = sandbox.world.person(str(name_or_id or ""))
    except SlackError as error:
        raise Unusable("user_not_found", f"nobody is called {name_or_id!r}") from error
    if person.deleted or person.is_bot:
        raise Unusable("user_deactivated" if person.deleted else "is_bot", f"{person.name} cannot act")
    return person


def place_of(sandbox: Sandbox, name_or_id: Any, person: Person | None = None) -> Channel:
    """Where; raises Unusable if it is not there, or `person` is not in it."""
    try:
        channel = sandbox.world.channel(str(name_or_id or ""))
    except SlackError as error:
        raise Unusable("channel_not_found", f"there is no channel {name_or_id!r}") from error
    if person is not None and person.id not in channel.members:
        raise Unusable("not_in_channel", f"{person.name} is not in {sandbox.world.channel_name(channel)}")
    return channel


def message_of(sandbox: Sandbox, channel: Channel, ts: Any, person: Person) -> Message:
    """A message that the person sees; raises Unusable."""
    message = sandbox.world.posts.find(channel.id, str(ts))
    if message is None or message.ephemeral_to not in (None, person.id):
        raise Unusable("message_not_found", f"{person.name} sees no message {ts!r} there")
    return message


def interaction(sandbox: Sandbox, kind: str, person: Person) -> dict[str, Any]:
    """What every interactive payload starts with."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": APP_ID,
        "token": sandbox.tokens.verification,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_part(channel: Channel) -> dict[str, Any]:
    """The channel as payloads name it."""
    return {"id": channel.id, "name": payload_name(channel)}


def payload_name(channel: Channel) -> str:
    """directmessage and privategroup for what is not public."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)


def domain_of(person: Person) -> str:
    """The domain of the person's own workspace."""
    return STRANGER_TEAM_DOMAIN if person.is_stranger else TEAM_DOMAIN


def event_payload(sandbox: Sandbox, event: dict[str, Any], channel: Channel | None = None) -> dict[str, Any]:
    """The event_callback around an event."""
    now = sandbox.clock.now().timestamp()
    bot = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": sandbox.world.bot.id, "is_bot": True}
    return {
        "token": sandbox.tokens.verification,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev0{next(_events):09d}",
        "event_time": int(now),
        "authorizations": [bot | {"is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{event['type']}",
    }


async def emit(sandbox: Sandbox, event: dict[str, Any], channel: Channel | None = None) -> dict[str, Any] | None:
    """Send an event if the app is subscribed to its kind; the outcome for the control API."""
    if event["type"] not in SUBSCRIBED:
        return None
    answer = await sandbox.deliveries.send_event(event_payload(sandbox, event, channel))
    return answer.as_json()
