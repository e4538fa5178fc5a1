"""Reconciling: a send whose outcome nobody knows is looked up in Slack by its opaque key before anything is decided.

Slack has no idempotency key for posts, so a message is never resent on a guess: the conversation is read back, with
metadata, from before its first try on. Found: recorded as sent. Not found: it may be sent again. A read-back that
fails decides nothing, and is tried again; one that Slack will never allow is refused, for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from scheduler.history import NEVER_READABLE, Place, places
from scheduler.settling import after_sent, refuse, said_by
from scheduler.sweep import ASSISTANT
from storage.changes.nudges import put_back_nudges
from storage.changes.outbox import MAIL, record_retry, record_sent, record_unknown
from storage.engine import Change, Store
from storage.queries.due import nudges_by_ids, outbox_unknown
from storage.records import OutboxRow

SETTLE = timedelta(seconds=90)  # Slack's history lags behind its posts, and its posts behind a dropped connection
SELDOM = timedelta(minutes=15) - SETTLE  # between two read-backs of what Slack refused to show for hours
_REPEATABLE = frozenset({"card", "card_gone", "plan_refresh", "home", "reply", "ephemeral"})

log = structlog.get_logger(__name__)


def reconcile(store: Store, client: WebClient, now: datetime, going: Callable[[], bool] = lambda: True) -> None:
    """Settle every send of unknown outcome whose settle time is over, while `going()`: a Slack that does not answer
    takes ten seconds a row."""
    with store.read() as session:
        rows = outbox_unknown(session, now, SETTLE)
    for row in rows:
        try:
            _reconcile_one(store, client, row, now)
        except Exception as error:  # one row must not hold up the others
            log.exception("reconcile_failed", row=row.id, kind=row.kind)
            _still_unknown(store, row, f"reconcile: {type(error).__name__}", now)
        if not going():
            return


def _reconcile_one(store: Store, client: WebClient, row: OutboxRow, now: datetime) -> None:
    if row.kind == MAIL:  # no mail server can be asked what it took, so it is never sent again
        _give_up(store, row, f"unknown outcome: {row.error or 'lease_expired'}", now)
        return
    try:
        found = None if row.kind in _REPEATABLE else next(places(store, client, row), None)
    except SlackApiError as error:
        code = str(error.response.get("error") or "unreadable_answer")
        if code in NEVER_READABLE:
            _give_up(store, row, f"unknown outcome: {code}", now)
        else:
            _still_unknown(store, row, f"read-back: {code}", now)
    except (SlackClientError, HTTPException, OSError) as error:
        _still_unknown(store, row, f"read-back: {type(error).__name__}", now)
    else:
        _decide(store, row, found, now)


def _still_unknown(store: Store, row: OutboxRow, error: str, now: datetime) -> None:
    """To be read back again: soon at first, and in an outage of a day every quarter of an hour."""
    log.warning("read_back_failed", row=row.id, kind=row.kind, error=error)
    age = now - (row.claimed_at or now)
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        record_unknown(change, row, error, quiet=max(timedelta(0), min(age / 4, SELDOM)))


def _give_up(store: Store, row: OutboxRow, error: str, now: datetime) -> None:
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        refuse(change, row, error, said_by(change, row))


def _decide(store: Store, row: OutboxRow, found: Place | None, now: datetime) -> None:
    with store.change(actor=ASSISTANT, via="reconcile", now=now) as change:
        if found is None:
            record_retry(change, row, now, "read back: not in Slack", doubtful=row.kind not in _REPEATABLE)
            return
        meant = said_by(change, row)
        shown = _told(change, meant, found)
        about = {"nudges": list(shown)} if row.kind == "plan" or shown != meant else None
        if record_sent(change, row, found.ts, found.channel, about, found=True):
            after_sent(change, row, shown, found.channel, found.ts)
            if "user" in row.destination:  # what the message had no room for has its turn
                put_back_nudges(change, [each for each in meant if each not in shown], now)


def _told(change: Change, meant: Sequence[int], found: Place) -> tuple[int, ...]:
    """Those whose marks the message carries; all where it carries none."""
    if not found.marks:
        return tuple(meant)
    marks = {nudge.id: nudge.mark for nudge in nudges_by_ids(change.session, meant)}
    return tuple(each for each in meant if marks.get(each) in found.marks)
