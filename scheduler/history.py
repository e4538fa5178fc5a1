"""A conversation of Slack read back: where the message of an outbox row is, known by its opaque key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from slack_sdk import WebClient

from scheduler.render import file_name
from scheduler.slack import EVENT_TYPE
from storage.engine import Store
from storage.queries.people import person_by_id
from storage.records import OutboxRow

NEVER_READABLE = frozenset(
    {"channel_not_found", "thread_not_found", "not_in_channel", "missing_scope", "user_not_found", "user_disabled"}
    | {"cannot_dm_bot", "method_not_supported_for_channel_type"}
)
SLACK_CLOCK = timedelta(minutes=5)  # how far Slack's clock may be from ours


class Place(NamedTuple):
    """Where a message is, and the marks of the nudges that it says: none where it tells of none."""

    channel: str
    ts: str
    marks: frozenset[str]


def places(store: Store, client: WebClient, row: OutboxRow) -> Iterator[Place]:
    """Each message that is the row's, read from before its first try on. Raises SlackApiError, SlackClientError,
    HTTPException, OSError."""
    channel = row.channel or row.destination.get("channel") or dm_of(store, client, row.destination["user"])
    with store.read() as session:
        name = file_name(session, row)
    for message in history(client, channel, row.send_at, row.destination.get("thread_ts")):
        if ours(message).get("key") == row.key or (
            name and name in [file.get("name") for file in message.get("files") or []]
        ):
            yield Place(channel, str(message["ts"]), frozenset(map(str, ours(message).get("nudges") or ())))


def ours(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """What delivery wrote into a message's metadata: the `key` of its row, the marks of its `nudges`; else nothing."""
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") or {} if metadata.get("event_type") == EVENT_TYPE else {}


def dm_of(store: Store, client: WebClient, user: str) -> str:
    """Where the assistant and this person talk; opened if we do not know."""
    with store.read() as session:
        person = person_by_id(session, user)
    if person is not None and person.dm_channel:
        return person.dm_channel
    return str(client.conversations_open(users=user)["channel"]["id"])


def history(client: WebClient, channel: str, since: datetime, thread: str | None = None) -> Iterator[dict[str, Any]]:
    """The messages of a conversation, or thread, from `since` on (and a little earlier: Slack has a clock of its own),
    page by page. Raises what the client raises."""
    oldest = (since - SLACK_CLOCK).timestamp()
    arguments: dict[str, Any] = {"channel": channel, "oldest": f"{oldest:.6f}", "include_all_metadata": True}
    cursor: str | None = None
    while True:
        page = {**arguments, "limit": 200, "cursor": cursor}
        read = partial(client.conversations_replies, ts=thread) if thread else client.conversations_history
        answer = read(**page)
        yield from answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
