"""What became of a message on its way to Slack, written down with all that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from messages.digest import digest_needs_file
from playbook.models import AccountState, Direction, TouchKind
from scheduler.looking import next_morning, working_hours
from scheduler.slack import Fate, Outcome, Outgoing
from scheduler.sweep import ASSISTANT
from storage.changes.contacts import log_touch
from storage.changes.copies import suspect_copy
from storage.changes.nudges import drop_nudges, hand_on_nudges, mark_nudges_sent, put_back_nudges
from storage.changes.outbox import (
    enqueue,
    hold_channel,
    record_dropped,
    record_refused,
    record_retry,
    record_sent,
    record_unknown,
)
from storage.changes.people import forget_card, record_digest, remember_card, remember_dm
from storage.engine import Change, Store
from storage.queries.accounts import accounts_by_ids
from storage.queries.due import nudges_by_ids, nudges_for_plan
from storage.queries.outbox import is_held
from storage.queries.people import person_by_id, workspace
from storage.queries.portfolio import digest_counts
from storage.records import OutboxRow

PACE, PACED_FOR = timedelta(seconds=1), timedelta(minutes=1)  # between messages to a lane that Slack had to slow down
_BACKOFF = (5, 15, 60, 300, 900)  # seconds; the last one for ever, so that a day's outage loses nothing
_LOST_MESSAGE = frozenset({"message_not_found", "cant_update_message", "channel_not_found", "is_archived"})

_LOST_ROLES = {  # kind: what a notice calls it
    "digest": "digest",
    "escalation": "escalation",
    "share": "share",
    "customer_status": "status",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """How far a row came: rendered for `now`, and perhaps sent. Without an outcome there was nothing to send."""

    row: OutboxRow
    now: datetime
    outgoing: Outgoing | None = None
    outcome: Outcome | None = None

    @property
    def is_to_be_sent(self) -> bool:
        return self.outcome is None and self.outgoing is not None and bool(self.outgoing.method)


def settle(store: Store, said: Said) -> datetime | None:
    """Write down how it went, with all that follows from it, in one transaction; nothing follows if the claim was
    lost. Until when its lane must rest, if Slack said so."""
    row, outgoing = said.row, said.outgoing
    try:
        with store.change(actor=ASSISTANT, via="delivery", now=said.now) as change:
            until = _rest(change, row, said.outcome) if said.outcome else None
            if _record(change, row, outgoing, said.outcome) and outgoing is not None:
                drop_nudges(change, outgoing.gone)
                if outgoing.back and outgoing.back_at:
                    put_back_nudges(change, outgoing.back, outgoing.back_at)
                hand_on_nudges(change, outgoing.handed_on)
    except Exception:  # its claim runs out, and read-back settles it
        log.exception("settle_failed", row=row.id, kind=row.kind)
        return None
    return until


def _rest(change: Change, row: OutboxRow, outcome: Outcome) -> datetime | None:
    """As long as Slack asks for; once it had to ask, its rule of one message a second is kept of our own accord."""
    if row.lane is None:
        return None
    if outcome.fate is Fate.HELD:
        until = change.now + timedelta(seconds=outcome.seconds)
    elif outcome.fate is Fate.SENT and is_held(change.session, row.lane, change.now - PACED_FOR):
        until = change.now + PACE
    else:
        return None
    hold_channel(change, row.lane, until)
    return until


def _record(change: Change, row: OutboxRow, outgoing: Outgoing | None, outcome: Outcome | None) -> bool:
    """Whether it was ours to record still."""
    if outgoing is not None and outgoing.later:
        return record_retry(change, row, outgoing.later, "outside working hours")
    if outcome is None:
        return record_dropped(change, row, "nothing to say")
    now, about = change.now, outgoing.about if outgoing else {}
    match outcome.fate:
        case Fate.SENT:
            return _record_sent(change, row, outgoing, outcome)
        case Fate.REFUSED:
            return refuse(change, row, outcome.error, outgoing.shown if outgoing else said_by(change, row))
        case Fate.HELD:
            until = now + timedelta(seconds=outcome.seconds)
            return record_retry(change, row, until, outcome.error, doubtful=not (outgoing and outgoing.repeatable))
        case Fate.RETRY:
            return record_retry(change, row, now + backoff(row.attempts), outcome.error)
        case Fate.UNKNOWN:
            return record_unknown(change, row, outcome.error, about)


def _record_sent(change: Change, row: OutboxRow, outgoing: Outgoing | None, outcome: Outcome) -> bool:
    """It is in Slack; if it was taken over while we hung, perhaps twice."""
    if record_sent(change, row, outcome.ts, outcome.channel, outgoing.about if outgoing else {}):
        after_sent(change, row, outgoing.shown if outgoing else (), outcome.channel, outcome.ts)
        return True
    log.warning("sent_late", row=row.id, kind=row.kind)
    if outgoing and not outgoing.repeatable:
        suspect_copy(change, row)
    return False


def after_sent(change: Change, row: OutboxRow, shown: Sequence[int], channel: str | None, ts: str | None) -> None:
    """What follows from a message being in Slack, whether we saw it arrive or read it back."""
    if shown:
        mark_nudges_sent(change, shown, change.now)
    if channel and channel.startswith("D") and (user := row.destination.get("user")):
        remember_dm(change, user, channel)
    if row.kind == "share" and channel and ts and accounts_by_ids(change.session, [row.about["account"]]):
        remember_card(change, row.about["account"], channel, ts)
    if row.kind == "customer_status":
        _log_status(change, row)
    if row.kind == "digest" and row.key == f"digest:{row.about['date']}":  # the daily one, not one asked for
        record_digest(change, date.fromisoformat(row.about["date"]), row.claimed_at or change.now)
    if row.kind == "digest" and channel and ts and digest_needs_file(digest_counts(change.session)):
        place = {"channel": channel, "thread_ts": ts}
        enqueue(change, "digest_file", f"{row.key}:file", place, {"date": row.about["date"]}, change.now)


def _log_status(change: Change, row: OutboxRow) -> None:
    """The customer heard from us: a touch, as if a person had written it, unless the account is gone or closed."""
    found = accounts_by_ids(change.session, [row.about["account"]])
    if found and found[0].state is not AccountState.CLOSED:
        note = "Status posted in the shared channel"
        log_touch(change, found[0].id, TouchKind.MESSAGE, Direction.OUTBOUND, None, note)


def refuse(change: Change, row: OutboxRow, error: str, shown: Sequence[int]) -> bool:
    """Slack will never take it; False when that is not ours to say any more. A person's nudges have their turn again
    the next morning; a channel's do not.

    A lost card is forgotten (and posted anew for whoever asked for it), a card that was to say goodbye and an answer
    that came too late are dropped: none is a problem that anybody could mend.
    """
    log.warning("send_refused", row=row.id, kind=row.kind, error=error)
    if row.kind == "card" and error in _LOST_MESSAGE:
        return record_dropped(change, row, error) and _forget_lost_card(change, row)
    if row.kind == "card_gone" or error in ("expired_url", "used_url", "no_such_url"):
        return record_dropped(change, row, error)
    if not record_refused(change, row, error):
        return False
    _again_tomorrow(change, row, shown)
    if row.kind in _LOST_ROLES and row.destination.get("channel"):
        _tell_of_lost_channel(change, row, error)
    return True


def _forget_lost_card(change: Change, row: OutboxRow) -> bool:
    forget_card(change, row.destination["channel"], row.destination["ts"])
    if "asked_by" in row.about:
        place = {"channel": row.destination["channel"]}
        enqueue(change, "share", f"share:{row.key}", place, row.about, change.now)
    return True


def _again_tomorrow(change: Change, row: OutboxRow, shown: Sequence[int]) -> None:
    if user := row.destination.get("user"):
        calendar = working_hours(person_by_id(change.session, user), workspace(change.session))
        put_back_nudges(change, shown, next_morning(calendar, change.now))
    elif alone := [nudge.id for nudge in nudges_by_ids(change.session, shown) if nudge.recipient_id is None]:
        drop_nudges(change, alone)


def _tell_of_lost_channel(change: Change, row: OutboxRow, error: str) -> None:
    """Whoever asked hears at once that it is nowhere; else the CSM lead, once a day and channel."""
    settings, role = workspace(change.session), _LOST_ROLES[row.kind]
    asked_by, where = row.about.get("asked_by"), row.destination["channel"]
    about = {"code": "channel_lost", "role": role, "channel": where, "error": error}
    if row.kind in ("share", "customer_status") and (found := accounts_by_ids(change.session, [row.about["account"]])):
        about["account"] = found[0].name
    if asked_by:
        enqueue(change, "notice", f"channel_lost:{row.key}", {"user": asked_by}, about, change.now)
    elif settings.csm_lead:
        calendar = working_hours(person_by_id(change.session, settings.csm_lead), settings)
        key = f"channel_lost:{role}:{where}:{calendar.local_date(change.now)}"
        at = calendar.working_moment_at_or_after(change.now)
        enqueue(change, "notice", key, {"user": settings.csm_lead}, about, at)


def said_by(change: Change, row: OutboxRow) -> tuple[int, ...]:
    """The nudges that a row says: as it noted, its own, or for a plan all that were due when it was claimed."""
    if "nudges" in row.about:
        return tuple(row.about["nudges"])
    if row.kind == "plan":
        due = nudges_for_plan(change.session, row.destination["user"], row.claimed_at or change.now)
        return tuple(nudge.id for nudge in due)
    return (row.about["nudge"],) if "nudge" in row.about else ()


def backoff(attempts: int) -> timedelta:
    """How long to wait before trying again after `attempts` tries."""
    return timedelta(seconds=_BACKOFF[min(max(attempts, 1), len(_BACKOFF)) - 1])
