"""Delivery: claim what is due, check its cause again, send it once, record what happened (DESIGN.md, "A nudge")."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from messages.digest import digest_needs_file
from scheduler.clock import Clock
from scheduler.render import render
from scheduler.slack import Fate, Outcome, Outgoing, send
from scheduler.sweep import ASSISTANT
from storage.changes.nudges import drop_nudges, mark_nudges_sent
from storage.changes.outbox import (
    claim_due,
    enqueue,
    hold_channel,
    record_dropped,
    record_refused,
    record_retry,
    record_sent,
    record_unknown,
)
from storage.changes.people import forget_card, remember_card
from storage.engine import Change, Store
from storage.queries.portfolio import digest_counts
from storage.records import OutboxRow

LEASE = timedelta(minutes=3)  # longer than a batch of time-outs
BATCH = 10
_BACKOFF = (5, 15, 60, 300, 900)  # seconds; the last one for ever, so that a day's outage loses nothing
_LOST_MESSAGE = frozenset({"message_not_found", "cant_update_message", "channel_not_found", "is_archived"})

log = structlog.get_logger(__name__)


def deliver(store: Store, client: WebClient, clock: Clock, worker: str) -> int:
    """Send everything in the outbox whose time has come; returns how many rows were taken up."""
    taken = 0
    while rows := claim_due(store, clock.now(), worker, LEASE, BATCH):
        for row in rows:
            _deliver_one(store, client, row, clock.now())
        taken += len(rows)
    return taken


def _deliver_one(store: Store, client: WebClient, row: OutboxRow, now: datetime) -> None:
    try:
        with store.read() as session:
            outgoing = render(session, row, now)
    except Exception as error:  # a row that cannot be rendered must not hold up the others
        log.exception("render_failed", row=row.id, kind=row.kind)
        _settle(store, row, None, Outcome(Fate.RETRY, error=f"render: {type(error).__name__}"), now)
        return
    outcome = send(client, outgoing) if outgoing and outgoing.method else None
    _settle(store, row, outgoing, outcome, now)


def _settle(store: Store, row: OutboxRow, outgoing: Outgoing | None, outcome: Outcome | None, now: datetime) -> None:
    """Write down how it went, with all that follows from it, in one transaction."""
    with store.change(actor=ASSISTANT, via="delivery", now=now) as change:
        if outgoing is not None:
            drop_nudges(change, outgoing.gone)
        if outcome is None:
            record_dropped(change, row.id, "nothing to say")
        else:
            _record(change, row, outgoing, outcome)


def _record(change: Change, row: OutboxRow, outgoing: Outgoing | None, outcome: Outcome) -> None:
    now = change.now
    match outcome.fate:
        case Fate.SENT:
            about = outgoing.about if outgoing else {}
            record_sent(change, row.id, outcome.ts, outcome.channel, about)
            after_sent(change, row, outgoing.shown if outgoing else (), outcome.channel, outcome.ts)
        case Fate.REFUSED:
            log.warning("send_refused", row=row.id, kind=row.kind, error=outcome.error)
            record_refused(change, row.id, outcome.error)
            if row.kind == "card" and outcome.error in _LOST_MESSAGE:
                forget_card(change, row.destination["channel"], row.destination["ts"])
        case Fate.HELD:
            until = now + timedelta(seconds=outcome.seconds)
            if row.lane:
                hold_channel(change, row.lane, until)
            record_retry(change, row.id, until, outcome.error)
        case Fate.RETRY:
            record_retry(change, row.id, now + backoff(row.attempts), outcome.error)
        case Fate.UNKNOWN:
            record_unknown(change, row.id, outcome.error)


def after_sent(change: Change, row: OutboxRow, shown: tuple[int, ...], channel: str | None, ts: str | None) -> None:
    """What follows from a message being in Slack, whether we saw it arrive or read it back."""
    mark_nudges_sent(change, shown, change.now)
    if row.kind == "share" and channel and ts:
        remember_card(change, row.about["account"], channel, ts)
    if row.kind == "digest" and channel and ts and digest_needs_file(digest_counts(change.session)):
        place = {"channel": channel, "thread_ts": ts}
        enqueue(change, "digest_file", f"{row.key}:file", place, {"date": row.about["date"]}, change.now)


def backoff(attempts: int) -> timedelta:
    """How long to wait before trying again after `attempts` tries."""
    return timedelta(seconds=_BACKOFF[min(max(attempts, 1), len(_BACKOFF)) - 1])
