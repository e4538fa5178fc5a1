"""What must be said in Slack: queued in the transaction of its cause, claimed by one worker, sent once, recorded.

The `record_…` functions take the row as it was claimed, or read back; they return False and change nothing when it was
settled, or claimed anew, by somebody else meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select, update

from storage.changes.copies import after_a_doubt
from storage.changes.queueing import ToSay
from storage.engine import Actor, Store
from storage.queries.accounts import cards_by_account
from storage.queries.outbox import outbox_of
from storage.records import Card, OutboxRow, lane_of
from storage.tables import ACCOUNT, CARD, HOLD, OUTBOX, RECALLED, RECEIPT
from storage.tables.types import UtcDateTime
from storage.transaction import INSERTS, Change

UNSETTLED = ("claimed", "unknown")
SETTLED = ("sent", "refused", "dropped")
MAIL = "mail"  # goes out by SMTP, so Slack's delivery does not take it
ONCE_FOR_EVER = ("notice", "escalation", MAIL)  # few; their keys must be known while their cause may come back
PURGED = 500  # rows in one transaction
# somebody just clicked
AWAITED = ("reply", "ephemeral", "home", "plan_refresh", "card", "card_gone", "card_line", "share", "customer_status")


_URGENCY = case((OUTBOX.c.kind.in_(AWAITED), 0), else_=1)
_SOONEST = bindparam("soonest", type_=UtcDateTime())
_HELD_UNTIL = select(HOLD.c.until).where(HOLD.c.lane == bindparam("of_lane"), HOLD.c.until > _SOONEST)
_QUEUE = {
    name: dialects_insert(OUTBOX)
    .values(next_at=func.coalesce(_HELD_UNTIL.scalar_subquery(), _SOONEST))
    .on_conflict_do_nothing(index_elements=["key"])
    for name, dialects_insert in INSERTS.items()
}


def enqueue(
    change: Change, kind: str, key: str, destination: Mapping[str, Any], about: Mapping[str, Any], send_at: datetime
) -> bool:
    """Queue a message once per key for ever; False when it was queued before."""
    row = _row(kind, ToSay(key, destination, about), send_at)
    return change.session.execute(_QUEUE[change.dialect].returning(OUTBOX.c.id), row).first() is not None


def enqueue_each(change: Change, messages: Sequence[tuple[str, ToSay]]) -> None:
    """Queue messages, each beside its kind, to be sent from now on: each once per key for ever, in one statement."""
    if messages:
        rows = [_row(kind, each, change.now) for kind, each in messages]
        change.session.execute(_QUEUE[change.dialect].inline(), rows)


def refresh_cards(change: Change, account_ids: Sequence[int]) -> None:
    """Queue an update of each living card of the accounts, in place of one still waiting, in as many statements as one.

    Account changes do it themselves.
    """
    change.session.flush()
    cards = [card for theirs in cards_by_account(change.session, account_ids).values() for card in theirs]
    if not cards:
        return
    waiting = update(OUTBOX).where(OUTBOX.c.card_id.in_([card.id for card in cards]), OUTBOX.c.state == "queued")
    change.session.execute(waiting.values(state="dropped", next_at=change.now, error="superseded"))
    grown = select(ACCOUNT.c.id, ACCOUNT.c.version).where(ACCOUNT.c.id.in_({card.account_id for card in cards}))
    version_of = {row.id: row.version for row in change.session.execute(grown)}
    enqueue_each(change, [("card", _drawn_anew(card, version_of[card.account_id])) for card in cards])


def _drawn_anew(card: Card, version: int) -> ToSay:
    key, about = f"card:{card.id}:{version}", {"account": card.account_id, "page": 0}
    return ToSay(key, {"channel": card.channel, "ts": card.ts}, about, card.id)


def part_with_cards(change: Change, account_id: int, name: str) -> None:
    """The account is about to be removed: each living card is to become a line that says by whom."""
    change.session.flush()
    for card in change.session.execute(select(CARD).where(CARD.c.account_id == account_id)).all():
        waiting = update(OUTBOX).where(OUTBOX.c.card_id == card.id, OUTBOX.c.state == "queued")
        change.session.execute(waiting.values(state="dropped", next_at=change.now, error="superseded"))
        destination = {"channel": card.channel, "ts": card.ts}
        key = f"card_gone:{card.id}:{change.audit_id}"
        enqueue(change, "card_gone", key, destination, {"name": name, "by": change.actor.name}, change.now)


def claim_due(
    store: Store, now: datetime, worker: str, lease: timedelta, limit: int, kinds: Sequence[str] | None = None
) -> list[OutboxRow]:
    """Take up to `limit` rows (of these kinds, else all but mail) whose time has come, for this worker; and commit.

    Held lanes are passed over.

    What somebody who clicked waits for comes first: 500 morning plans do not hold it up.

    A row whose worker vanished is not taken again: after its lease `outbox_unknown` lists it.
    """
    if not anything_due(store, now, kinds):
        return []
    with store.change(actor=Actor("assistant", worker, worker), via="delivery", now=now) as change:
        _expire_leases(change)
        due = (
            select(OUTBOX.c.id)
            .where(OUTBOX.c.state == "queued", OUTBOX.c.next_at <= now, _among(kinds))
            .order_by(_URGENCY, OUTBOX.c.next_at, OUTBOX.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite drops this: there the whole change is the lock
        )
        ids = list(change.session.execute(due).scalars())
        taken = update(OUTBOX).where(OUTBOX.c.id.in_(ids), OUTBOX.c.state == "queued")
        change.session.execute(
            taken.values(
                state="claimed", worker=worker, claimed_at=now, next_at=now + lease, attempts=OUTBOX.c.attempts + 1
            )
        )
        mine = select(OUTBOX).where(OUTBOX.c.id.in_(ids), OUTBOX.c.state == "claimed", OUTBOX.c.worker == worker)
        mine = mine.order_by(_URGENCY, OUTBOX.c.send_at, OUTBOX.c.id)
        return [outbox_of(row, now) for row in change.session.execute(mine)]


def anything_due(store: Store, now: datetime, kinds: Sequence[str] | None = None) -> bool:
    """Whether `claim_due` has anything to do: a row of these kinds to claim, or a claim that ran out."""
    with store.read() as session:
        due = select(OUTBOX.c.id).where(OUTBOX.c.state.in_(("queued", "claimed")), OUTBOX.c.next_at <= now)
        return session.execute(due.where(_among(kinds)).limit(1)).first() is not None


def _among(kinds: Sequence[str] | None) -> ColumnElement[bool]:
    return OUTBOX.c.kind.in_(kinds) if kinds is not None else OUTBOX.c.kind != MAIL


def _expire_leases(change: Change) -> None:
    """Claims that ran out become unknown, since the end of their lease."""
    expired = update(OUTBOX).where(OUTBOX.c.state == "claimed", OUTBOX.c.next_at <= change.now)
    change.session.execute(expired.values(state="unknown", error="lease_expired"))


def record_sent(
    change: Change,
    row: OutboxRow,
    ts: str | None = None,
    channel: str | None = None,
    about: Mapping[str, Any] | None = None,
    *,
    found: bool = False,
) -> bool:
    """It is in Slack, sent just now or `found` there. `about` is merged into the row's (a plan notes which nudges it
    showed).

    A claim that ran out, and whose row waits to be sent again, still has the say: it is there.
    """
    look_at = after_a_doubt(change, at_once=found)
    values = {"sent_at": change.now, "ts": ts, "channel": channel, "error": None, "copies_at": look_at}
    return _settle(change, row, "sent", (*UNSETTLED, "queued"), **values, **_merged(change, row, about))


def record_retry(change: Change, row: OutboxRow, next_try_at: datetime, error: str, *, doubtful: bool = False) -> bool:
    """It is not in Slack: try again then (not before its lane's hold ends). `doubtful`: what was tried may yet appear
    there, and is looked for once this one is sent."""
    doubt = {"copies_at": change.now} if doubtful else {}
    next_at = _after_hold(change, row.lane, next_try_at)
    return _settle(change, row, "queued", next_at=next_at, error=error, worker=None, **doubt)


def record_unknown(
    change: Change,
    row: OutboxRow,
    error: str,
    about: Mapping[str, Any] | None = None,
    *,
    quiet: timedelta = timedelta(0),
) -> bool:
    """Nobody knows whether it is in Slack; the settle time counts from now, or from so much later. Also for a read-back
    that failed."""
    return _settle(change, row, "unknown", next_at=change.now + quiet, error=error, **_merged(change, row, about))


def record_refused(change: Change, row: OutboxRow, error: str) -> bool:
    """Slack will never take it; shown by `outbox_problems`."""
    return _settle(change, row, "refused", error=error)


def record_dropped(change: Change, row: OutboxRow, reason: str = "") -> bool:
    """Its cause went away: nothing to say."""
    return _settle(change, row, "dropped", error=reason or None)


def purge(change: Change, before: datetime) -> int:
    """Forget up to a batch each of what was settled, and of deliveries that were handled, before then; how many."""
    settled = select(OUTBOX.c.id).where(OUTBOX.c.state.in_(SETTLED), OUTBOX.c.next_at < before)
    old_rows = list(change.session.execute(settled.where(OUTBOX.c.kind.not_in(ONCE_FOR_EVER)).limit(PURGED)).scalars())
    handled = select(RECEIPT.c.key).where(RECEIPT.c.at < before).limit(PURGED)
    old_receipts = list(change.session.execute(handled).scalars())
    change.session.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(old_rows)))
    change.session.execute(delete(RECEIPT).where(RECEIPT.c.key.in_(old_receipts)))
    change.session.execute(delete(RECALLED).where(RECALLED.c.at < before))
    return len(old_rows) + len(old_receipts)


def hold_channel(change: Change, channel: str, until: datetime) -> None:
    """429: nothing goes to this channel or user (`OutboxRow.lane`) before `until`; other lanes go on."""
    until = _after_hold(change, channel, until)
    upsert = change.insert(HOLD).values(lane=channel, until=until)
    change.session.execute(upsert.on_conflict_do_update(index_elements=["lane"], set_={"until": until}))
    waiting = update(OUTBOX).where(OUTBOX.c.lane == channel, OUTBOX.c.state == "queued", OUTBOX.c.next_at < until)
    change.session.execute(waiting.values(next_at=until))


def _row(kind: str, message: ToSay, send_at: datetime) -> dict[str, Any]:
    """What `_QUEUE` takes."""
    lane = lane_of(message.destination)
    return {
        "key": message.key, "kind": kind, "destination": dict(message.destination), "about": dict(message.about),
        "lane": lane, "card_id": message.card_id, "state": "queued", "send_at": send_at, "attempts": 0,
        "of_lane": lane, "soonest": send_at,
    }  # fmt: skip


def _merged(change: Change, row: OutboxRow, about: Mapping[str, Any] | None) -> dict[str, Any]:
    if not about:
        return {}
    old = change.session.execute(select(OUTBOX.c.about).where(OUTBOX.c.id == row.id)).scalar() or {}
    return {"about": {**old, **about}}


def _settle(change: Change, row: OutboxRow, state: str, before: Sequence[str] = UNSETTLED, /, **values: Any) -> bool:
    """Only under the claim that `row` was read under: its number of attempts names it."""
    ours = update(OUTBOX).where(OUTBOX.c.id == row.id, OUTBOX.c.attempts == row.attempts, OUTBOX.c.state.in_(before))
    done = change.session.execute(ours.values(state=state, **{"next_at": change.now, **values}).returning(OUTBOX.c.id))
    return done.first() is not None


def _after_hold(change: Change, lane: str | None, at: datetime) -> datetime:
    """`at`, or the end of the lane's hold if that is later."""
    until = None
    if lane is not None:
        until = change.session.execute(select(HOLD.c.until).where(HOLD.c.lane == lane)).scalar()
    return max(at, until) if until is not None else at.astimezone(UTC)
