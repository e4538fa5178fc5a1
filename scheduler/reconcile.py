"""Reconciling: a send whose outcome nobody knows is looked up in Slack by its opaque key before anything is decided.

Slack has no idempotency key for posts, so a message is never resent on a guess: the conversation is read back, with
metadata, from before the claim on. Found: recorded as sent. Not found, and the page of history reaches back far
enough: it may be sent again. A read-back that fails decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from scheduler.delivery import after_sent
from scheduler.slack import EVENT_TYPE
from scheduler.sweep import ASSISTANT
from storage.changes.outbox import record_retry, record_sent, record_unknown
from storage.engine import Change, Store
from storage.queries.due import nudges_for_plan, outbox_unknown
from storage.queries.people import person_by_id
from storage.records import OutboxRow

SETTLE = timedelta(seconds=30)  # Slack's history lags behind its posts
_SLACK_CLOCK = timedelta(minutes=5)  # how far Slack's clock may be from ours
_REPEATABLE = frozenset({"card", "plan_refresh", "home", "reply", "ephemeral"})

log = structlog.get_logger(__name__)


def reconcile(store: Store, client: WebClient, now: datetime) -> None:
    """Settle every send of unknown outcome whose settle time is over."""
    with store.read() as session:
        rows = outbox_unknown(session, now, SETTLE)
    for row in rows:
        try:
            found = None if row.kind in _REPEATABLE else _read_back(store, client, row)
        except (SlackApiError, HTTPException, OSError) as error:
            log.warning("read_back_failed", row=row.id, kind=row.kind, error=str(error)[:200])
            with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
                record_unknown(change, row.id, f"read-back: {type(error).__name__}")
            continue
        _decide(store, row, found, now)


def _decide(store: Store, row: OutboxRow, found: tuple[str, str] | None, now: datetime) -> None:
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        if found is None:
            record_retry(change, row.id, now, "read back: not in Slack")
            return
        channel, ts = found
        if record_sent(change, row.id, ts, channel):
            after_sent(change, row, _shown(change, row), channel, ts)


def _shown(change: Change, row: OutboxRow) -> tuple[int, ...]:
    """The nudges that the message showed: its own, or for a plan all that were due when it was claimed."""
    if row.kind == "plan":
        due = nudges_for_plan(change.session, row.destination["user"], row.claimed_at or change.now)
        return tuple(nudge.id for nudge in due)
    return (row.about["nudge"],) if "nudge" in row.about else ()


def _read_back(store: Store, client: WebClient, row: OutboxRow) -> tuple[str, str] | None:
    """(channel, ts) of the message that carries the row's key, or None when it is certainly not there."""
    channel = row.destination.get("channel") or _dm_of(store, client, row.destination["user"])
    for message in _history(client, channel, row):
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == row.key:
            return channel, str(message["ts"])
    return None


def _dm_of(store: Store, client: WebClient, user: str) -> str:
    with store.read() as session:
        person = person_by_id(session, user)
    if person is not None and person.dm_channel:
        return person.dm_channel
    return str(client.conversations_open(users=user)["channel"]["id"])


def _history(client: WebClient, channel: str, row: OutboxRow) -> Iterator[dict[str, Any]]:
    oldest = ((row.claimed_at or row.send_at) - _SLACK_CLOCK).timestamp()
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
