"""Where an app may read and write: membership, archives, scopes (SLACK.md, Errors)."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.grants import scope_for
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.workspace import Sandbox


def target_of_post(sandbox: Sandbox, wanted: str) -> Channel:
    """Where a message to `wanted` (a channel id or name, or a user id for a DM) goes.

    Raises channel_not_found, not_in_channel, is_archived. A DM to a user id needs no im:write; a deactivated user
    can still be written to, as in the real Slack (their DM simply is read by nobody).
    """
    if wanted in sandbox.world.people:
        return dm_target(sandbox, wanted)
    if wanted.startswith("@"):
        raise SlackError("channel_not_found")
    channel = sandbox.world.channel(wanted)
    if channel.kind == "group" and sandbox.world.bot.id not in channel.members:
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if sandbox.world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def dm_target(sandbox: Sandbox, user_id: str) -> Channel:
    """The DM with a user id; not with bots and people of another company."""
    person = sandbox.world.people[user_id]
    if person.is_bot or person.is_stranger:
        raise SlackError("channel_not_found")
    return sandbox.world.dm_with(user_id)


def visible(sandbox: Sandbox, channel_id: str) -> Channel:
    """A conversation that the app can see at all, by id; raises channel_not_found."""
    channel = sandbox.world.channels.get(channel_id)
    if channel is None or channel.is_deleted:
        raise SlackError("channel_not_found")
    if channel.kind == "group" and sandbox.world.bot.id not in channel.members:
        raise SlackError("channel_not_found")
    return channel


def readable(sandbox: Sandbox, channel_id: str, *, ending: str = "history") -> Channel:
    """A conversation whose messages the app may read; raises missing_scope, not_in_channel, channel_not_found."""
    channel = visible(sandbox, channel_id)
    sandbox.tokens.need(scope_for(channel.kind, ending))
    if sandbox.world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def message_at(sandbox: Sandbox, channel: Channel, ts: str) -> Message:
    """A lasting message; raises message_not_found. Ephemeral ones cannot be reached over the API."""
    message = sandbox.world.posts.find(channel.id, ts)
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    return message
