"""conversations.open, info, list, members, history, replies, join."""

from __future__ import annotations

from sandbox.api.access import dm_target, readable, visible
from sandbox.api.arguments import Arguments, missing
from sandbox.api.registry import TIER_2, TIER_3, TIER_4, Answered, method
from sandbox.errors import SlackError
from sandbox.grants import scope_for
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.workspace import Sandbox

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
HISTORY_MOST = 999


@method("conversations.open", "im:write", "mpim:write")
def open_dm(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Open the DM with one user id."""
    users = arguments.listed("users")
    if not users and "channel" not in arguments:
        raise missing("users")
    if not users:
        return {"channel": {"id": visible(sandbox, arguments.text("channel")).id}}
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    if users[0] not in sandbox.world.people:
        raise SlackError("user_not_found")
    person = sandbox.world.people[users[0]]
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    channel = dm_target(sandbox, person.id)
    body = channel.as_api(sandbox.world.bot.id) if arguments.flag("return_im") else {"id": channel.id}
    return {"no_op": False, "already_open": False, "channel": body}


@method("conversations.info", "channels:read", "groups:read", "im:read", takes_json=False)
def info(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """One conversation."""
    channel = visible(sandbox, arguments.required("channel"))
    sandbox.tokens.need(scope_for(channel.kind, "read"))
    return {"channel": channel.as_api(sandbox.world.bot.id, num_members=arguments.flag("include_num_members"))}


@method("conversations.list", "channels:read", "groups:read", "im:read", per_minute=TIER_2, takes_json=False)
def list_conversations(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """The conversations of these types that the app can see, by page."""
    kinds = []
    for wanted in arguments.listed("types") or ["public_channel"]:
        if wanted not in TYPES:
            raise SlackError("invalid_types")
        if wanted == "mpim":
            sandbox.tokens.need("mpim:read")
            continue
        kinds.append(TYPES[wanted])
        sandbox.tokens.need(scope_for(TYPES[wanted], "read"))
    items, cursor = arguments.page(_listed(sandbox, kinds, arguments.flag("exclude_archived")))
    viewer = sandbox.world.bot.id
    return {
        "channels": [one.as_api(viewer, num_members=not one.is_im) for one in items],
        "response_metadata": {"next_cursor": cursor},
    }


@method("conversations.members", "channels:read", "groups:read", "im:read", per_minute=TIER_4, takes_json=False)
def members(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """The user ids in a conversation, by page."""
    channel = visible(sandbox, arguments.required("channel"))
    sandbox.tokens.need(scope_for(channel.kind, "read"))
    items, cursor = arguments.page(channel.members)
    return {"members": items, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history", "channels:history", "groups:history", "im:history", takes_json=False)
def history(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Messages outside threads, newest first."""
    channel = readable(sandbox, arguments.required("channel"))
    shown = [one for one in _between(_lasting(sandbox, channel), arguments) if not one.is_reply or one.reply_broadcast]
    items, cursor = arguments.page(shown[::-1], most=HISTORY_MOST)
    with_metadata = arguments.flag("include_all_metadata")
    body: Answered = {
        "messages": [sandbox.world.posts.with_thread(one, with_metadata=with_metadata) for one in items],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


@method("conversations.replies", "channels:history", "groups:history", "im:history", takes_json=False)
def replies(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """A thread: the parent, then its replies, oldest first."""
    channel = readable(sandbox, arguments.required("channel"))
    ts = arguments.required("ts")
    messages = _lasting(sandbox, channel)
    parent = next((one for one in messages if one.ts == ts), None)
    if parent is None:
        raise SlackError("thread_not_found")
    thread = [one for one in messages if one.thread_ts == ts and one.is_reply]
    items, cursor = arguments.page([parent, *_between(thread, arguments)], default=1000)
    with_metadata = arguments.flag("include_all_metadata")
    body: Answered = {
        "messages": [sandbox.world.posts.with_thread(one, with_metadata=with_metadata) for one in items],
        "has_more": bool(cursor),
    }
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


@method("conversations.join", "channels:join", per_minute=TIER_3)
def join(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Join a public channel."""
    channel = visible(sandbox, arguments.required("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    bot, already = sandbox.world.bot.id, sandbox.world.bot.id in channel.members
    if not already:
        channel.members.append(bot)
        sandbox.changes.publish("channel", channel=channel.id)
    return {"channel": channel.as_api(bot)} | ({"warning": "already_in_channel"} if already else {})


def _listed(sandbox: Sandbox, kinds: list[str], exclude_archived: bool) -> list[Channel]:
    bot = sandbox.world.bot.id
    return [
        one
        for one in sandbox.world.channels.values()
        if one.kind in kinds
        and not one.is_deleted
        and not (exclude_archived and one.is_archived)
        and (one.kind == "channel" or bot in one.members)
    ]


def _lasting(sandbox: Sandbox, channel: Channel) -> list[Message]:
    now = sandbox.clock.now()
    return [
        one
        for one in sandbox.world.posts.of(channel.id)
        if one.ephemeral_to is None and (one.hidden_until is None or one.hidden_until <= now)
    ]


def _between(messages: list[Message], arguments: Arguments) -> list[Message]:
    try:
        oldest = float(arguments.text("oldest") or 0)
        latest = float(arguments.text("latest") or "inf")
    except ValueError as error:
        raise SlackError("invalid_ts_latest") from error
    if arguments.flag("inclusive"):
        return [one for one in messages if oldest <= float(one.ts) <= latest]
    return [one for one in messages if oldest < float(one.ts) < latest]
