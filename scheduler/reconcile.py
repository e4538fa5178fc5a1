"""Reconciling: a send whose outcome nobody knows is looked up in Slack by its opaque key before anything is decided.

Slack has no idempotency key for posts, so a message is never resent on a guess: the conversation is read back, with
metadata, from before its first try on. Found: recorded as sent. Not found: it may be sent again. A read-back that
fails decides nothing, and is tried again; one that Slack will never allow is refused, for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from scheduler.delivery import after_sent, refuse, said_by
from scheduler.render import file_name
from scheduler.slack import EVENT_TYPE
from scheduler.sweep import ASSISTANT
from storage.changes.outbox import MAIL, record_retry, record_sent, record_unknown
from storage.engine import Store
from storage.queries.due import outbox_unknown
from storage.queries.people import person_by_id
from storage.records import OutboxRow

SETTLE = timedelta(seconds=90)  # Slack's history lags behind its posts, and its posts behind a dropped connection
_SLACK_CLOCK = timedelta(minutes=5)  # how far Slack's clock may be from ours
_REPEATABLE = frozenset({"card", "plan_refresh", "home", "reply", "ephemeral"})
_NEVER_READABLE = frozenset(
    {"channel_not_found", "thread_not_found", "not_in_channel", "missing_scope", "user_not_found", "user_disabled"}
    | {"cannot_dm_bot", "method_not_supported_for_channel_type"}
)

log = structlog.get_logger(__name__)


def reconcile(store: Store, client: WebClient, now: datetime) -> None:
    """Settle every send of unknown outcome whose settle time is over."""
    with store.read() as session:
        rows = outbox_unknown(session, now, SETTLE)
    for row in rows:
        try:
            _reconcile_one(store, client, row, now)
        except Exception as error:  # one row must not hold up the others
            log.exception("reconcile_failed", row=row.id, kind=row.kind)
            _still_unknown(store, row, f"reconcile: {type(error).__name__}", now)


def _reconcile_one(store: Store, client: WebClient, row: OutboxRow, now: datetime) -> None:
    if row.kind == MAIL:  # no mail server can be asked what it took, so it is never sent again
        _give_up(store, row, f"unknown outcome: {row.error or 'lease_expired'}", now)
        return
    try:
        found = None if row.kind in _REPEATABLE else _read_back(store, client, row)
    except SlackApiError as error:
        code = str(error.response.get("error") or "unreadable_answer")
        if code in _NEVER_READABLE:
            _give_up(store, row, f"unknown outcome: {code}", now)
        else:
            _still_unknown(store, row, f"read-back: {code}", now)
    except (SlackClientError, HTTPException, OSError) as error:
        _still_unknown(store, row, f"read-back: {type(error).__name__}", now)
    else:
        _decide(store, row, found, now)


def _still_unknown(store: Store, row: OutboxRow, error: str, now: datetime) -> None:
    log.warning("read_back_failed", row=row.id, kind=row.kind, error=error)
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        record_unknown(change, row.id, error)


def _give_up(store: Store, row: OutboxRow, error: str, now: datetime) -> None:
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        refuse(change, row, error, said_by(change, row))


def _decide(store: Store, row: OutboxRow, found: tuple[str, str] | None, now: datetime) -> None:
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        if found is None:
            record_retry(change, row.id, now, "read back: not in Slack")
            return
        channel, ts = found
        shown = said_by(change, row)
        if record_sent(change, row.id, ts, channel, {"nudges": list(shown)} if row.kind == "plan" else None):
            after_sent(change, row, shown, channel, ts)


def _read_back(store: Store, client: WebClient, row: OutboxRow) -> tuple[str, str] | None:
    """(channel, ts) of the message that is the row's, or None when it is certainly not there."""
    channel = row.destination.get("channel") or _dm_of(store, client, row.destination["user"])
    with store.read() as session:
        name = file_name(session, row)
    for message in _history(client, channel, row):
        if _is_ours(message, row.key) or (name and name in [file.get("name") for file in message.get("files") or []]):
            return channel, str(message["ts"])
    return None


def _is_ours(message: dict[str, Any], key: str) -> bool:
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == key


def _dm_of(store: Store, client: WebClient, user: str) -> str:
    with store.read() as session:
        person = person_by_id(session, user)
    if person is not None and person.dm_channel:
        return person.dm_channel
    return str(client.conversations_open(users=user)["channel"]["id"])


def _history(client: WebClient, channel: str, row: OutboxRow) -> Iterator[dict[str, Any]]:
    oldest = (row.send_at - _SLACK_CLOCK).timestamp()
    arguments: dict[str, Any] = {"channel": channel, "oldest": f"{oldest:.6f}", "include_all_metadata": True}
    thread = row.destination.get("thread_ts")
    cursor: str | None = None
    while True:
        page = {**arguments, "limit": 200, "cursor": cursor}
        read = partial(client.conversations_replies, ts=thread) if thread else client.conversations_history
        answer = read(**page)
        yield from answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
