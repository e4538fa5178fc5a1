"""Copies: a message that was sent again is looked at for some minutes more, and what a late Slack added is deleted.

Read-back found nothing and the message was sent again; then the first try appeared after all. Its key tells both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from scheduler.history import NEVER_READABLE, places
from scheduler.sweep import ASSISTANT
from storage.changes.copies import claim_looks, record_looked, record_not_looked
from storage.engine import Store
from storage.records import OutboxRow

BATCH = 10  # conversations read in one go: Slack allows fifty a minute
_DONE = frozenset({"message_not_found", "cant_delete_message"})  # somebody was first, or it is not ours

log = structlog.get_logger(__name__)


def remove_copies(store: Store, client: WebClient, now: datetime, going: Callable[[], bool] = lambda: True) -> None:
    """Look at the sent messages whose look is due, and leave one of each, while `going()`: the lease of a look that
    was not made brings it back."""
    for row in claim_looks(store, now, ASSISTANT, BATCH):
        try:
            _leave_one(store, client, row)
        except SlackApiError as error:
            code = str(error.response.get("error") or "unreadable_answer")
            _not_looked(store, row, code, now, ever=code not in NEVER_READABLE)
        except (SlackClientError, HTTPException, OSError) as error:
            _not_looked(store, row, type(error).__name__, now)
        else:
            with store.change(actor=ASSISTANT, via="copies", now=now) as change:
                record_looked(change, row)
        if not going():
            return


def _leave_one(store: Store, client: WebClient, row: OutboxRow) -> None:
    """The one whose place we know stays, else the first."""
    found = sorted(places(store, client, row), key=lambda place: (place[1] != row.ts, place[1]))
    for channel, ts, _ in found[1:]:
        try:
            client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if error.response.get("error") not in _DONE:
                raise
        log.info("copy_deleted", row=row.id, kind=row.kind)


def _not_looked(store: Store, row: OutboxRow, error: str, now: datetime, *, ever: bool = True) -> None:
    log.warning("look_failed", row=row.id, kind=row.kind, error=error)
    with store.change(actor=ASSISTANT, via="copies", now=now) as change:
        record_not_looked(change, row, ever=ever)
