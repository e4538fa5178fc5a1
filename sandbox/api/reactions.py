"""reactions.add, remove, get."""

from __future__ import annotations

import re

from sandbox.api.access import message_at, visible
from sandbox.api.arguments import Arguments
from sandbox.api.registry import TIER_2, TIER_3, Answered, method
from sandbox.errors import SlackError
from sandbox.posts import Message
from sandbox.workspace import Sandbox

NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


@method("reactions.add", "reactions:write", per_minute=TIER_3)
def add(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Put the bot's reaction on a message."""
    message, name, bot = _message(sandbox, arguments), _name(arguments), sandbox.world.bot.id
    users = message.reactions.setdefault(name, [])
    if bot in users:
        raise SlackError("already_reacted")
    users.append(bot)
    sandbox.changes.publish("reaction", channel=message.channel, ts=message.ts)
    return {}


@method("reactions.remove", "reactions:write", per_minute=TIER_2)
def remove(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Take the bot's reaction away."""
    message, name, bot = _message(sandbox, arguments), _name(arguments), sandbox.world.bot.id
    users = message.reactions.get(name, [])
    if bot not in users:
        raise SlackError("no_reaction")
    users.remove(bot)
    if not users:
        del message.reactions[name]
    sandbox.changes.publish("reaction", channel=message.channel, ts=message.ts)
    return {}


@method("reactions.get", "reactions:read", per_minute=TIER_3, takes_json=False)
def get(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """A message with its reactions."""
    message = _message(sandbox, arguments)
    return {"type": "message", "channel": message.channel, "message": message.as_api()}


def _message(sandbox: Sandbox, arguments: Arguments) -> Message:
    if "channel" not in arguments or "timestamp" not in arguments:
        raise SlackError("no_item_specified")
    return message_at(sandbox, visible(sandbox, arguments.text("channel")), arguments.text("timestamp"))


def _name(arguments: Arguments) -> str:
    name = arguments.required("name").strip(":")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name
