"""What must be said in Slack: queued in the transaction of its cause, claimed by one worker, sent once, recorded.

The `record_…` functions return False and change nothing when the row was settled by somebody else meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from storage.engine import Store
from storage.records import OutboxRow
from storage.transaction import Change


def enqueue(
    change: Change, kind: str, key: str, destination: Mapping[str, Any], about: Mapping[str, Any], send_at: datetime
) -> bool:
    """Queue a message once per key for ever; False when it was queued before."""
    raise NotImplementedError


def refresh_cards(change: Change, account_id: int) -> None:
    """Queue an update of each living card of the account, in place of one still waiting. Account changes do it themselves."""
    raise NotImplementedError


def claim_due(store: Store, now: datetime, worker: str, lease: timedelta, limit: int) -> list[OutboxRow]:
    """Take up to `limit` rows whose time has come, for this worker alone, and commit. Held lanes are passed over.

    A row whose worker vanished is not taken again: after its lease `outbox_unknown` lists it.
    """
    raise NotImplementedError


def record_sent(change: Change, row_id: int, ts: str | None = None, channel: str | None = None) -> bool:
    """It is in Slack."""
    raise NotImplementedError


def record_retry(change: Change, row_id: int, next_try_at: datetime, error: str) -> bool:
    """It is certainly not in Slack: try again then (not before its lane's hold ends)."""
    raise NotImplementedError


def record_unknown(change: Change, row_id: int, error: str) -> bool:
    """Nobody knows whether it is in Slack; the settle time counts from now. Also for a read-back that failed."""
    raise NotImplementedError


def record_refused(change: Change, row_id: int, error: str) -> bool:
    """Slack will never take it; shown by `outbox_problems`."""
    raise NotImplementedError


def record_dropped(change: Change, row_id: int, reason: str = "") -> bool:
    """Its cause went away: nothing to say."""
    raise NotImplementedError


def hold_channel(change: Change, channel: str, until: datetime) -> None:
    """429: nothing goes to this channel or user (`OutboxRow.lane`) before `until`; other lanes go on."""
    raise NotImplementedError
