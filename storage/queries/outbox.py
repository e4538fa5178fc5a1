"""What is on its way to Slack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from playbook.models import Nudge
from storage.records import OutboxRow
from storage.tables import HOLD, OUTBOX

LATE = timedelta(minutes=5)  # as long as a healthy bot never keeps anybody waiting
CLOCKS_APART = timedelta(hours=2)  # of two replicas, at most
PROBLEMS_FOR = timedelta(days=7)  # an older refusal is no news to anybody

_PLAIN = [
    "id",
    "key",
    "kind",
    "destination",
    "about",
    "state",
    "send_at",
    "next_at",
    "attempts",
    "worker",
    "claimed_at",
    "sent_at",
    "channel",
    "ts",
    "error",
]


def outbox_row(session: Session, row_id: int) -> OutboxRow:
    """NotFound `outbox`."""
    row = session.execute(select(OUTBOX).where(OUTBOX.c.id == row_id)).first()
    if row is None:
        raise NotFound("outbox", str(row_id))
    return outbox_of(row)


def is_claimed(session: Session, row: OutboxRow) -> bool:
    """Whether the claim that `row` was taken under stands still: nobody took it over, nobody settled it."""
    claim = select(OUTBOX.c.id).where(OUTBOX.c.id == row.id, OUTBOX.c.attempts == row.attempts)
    return session.execute(claim.where(OUTBOX.c.state == "claimed")).first() is not None


def is_held(session: Session, lane: str, now: datetime) -> bool:
    """Whether that lane is to be left alone still; with an earlier `now`, whether it was until then or later."""
    until = session.execute(select(HOLD.c.until).where(HOLD.c.lane == lane)).scalar()
    return until is not None and until > now


def outbox_at(session: Session, channel: str, ts: str) -> OutboxRow | None:
    """The row that became this message: the first, since what updates it later is sent to the same place."""
    wanted = select(OUTBOX).where(OUTBOX.c.channel == channel, OUTBOX.c.ts == ts, OUTBOX.c.state == "sent")
    row = session.execute(wanted.order_by(OUTBOX.c.id).limit(1)).first()
    return outbox_of(row) if row else None


def escalations_said(session: Session, nudges: Sequence[Nudge]) -> tuple[OutboxRow, ...]:
    """The messages in Slack that tell of any of these escalations: to the channel, and to each person, who may hear of
    several accounts in one."""
    ids, told_at = {nudge.id for nudge in nudges}, [nudge.sent_at for nudge in nudges if nudge.sent_at]
    if not told_at:
        return ()
    since = min(told_at) - CLOCKS_APART  # a message and its nudges are noted as sent at one moment
    wanted = select(OUTBOX).where(OUTBOX.c.kind == "escalation", OUTBOX.c.sent_at >= since, OUTBOX.c.state == "sent")
    rows = (outbox_of(row) for row in session.execute(wanted.order_by(OUTBOX.c.id)))
    return tuple(row for row in rows if ids & set(row.about.get("nudges", ())))


def outbox_unknown(session: Session, now: datetime, settle: timedelta, limit: int = 100) -> tuple[OutboxRow, ...]:
    """Sends without a known outcome, at least `settle` ago, for read-back; claims that ran out among them."""
    rows = session.execute(
        select(OUTBOX)
        .where(OUTBOX.c.state.in_(("claimed", "unknown")), OUTBOX.c.next_at <= now - settle)
        .order_by(OUTBOX.c.next_at, OUTBOX.c.id)
        .limit(limit)
    )
    return tuple(outbox_of(row, now) for row in rows)


def outbox_problems(session: Session, since: datetime | None = None, limit: int = 20) -> tuple[OutboxRow, ...]:
    """Refused sends, latest first, and those without a known outcome: for Home and doctor.

    With `since` only what still matters: refused since then, and nothing has reached the same lane after it.
    """
    refused = OUTBOX.c.state == "refused"
    if since is not None:
        later = OUTBOX.alias("later")
        reached = select(later.c.id).where(later.c.lane == OUTBOX.c.lane, later.c.state == "sent")
        refused = and_(refused, OUTBOX.c.next_at >= since, ~exists(reached.where(later.c.sent_at > OUTBOX.c.next_at)))
    wanted = select(OUTBOX).where(or_(refused, OUTBOX.c.state == "unknown"))
    rows = session.execute(wanted.order_by(OUTBOX.c.next_at.desc(), OUTBOX.c.id.desc()).limit(limit))
    return tuple(outbox_of(row) for row in rows)


def unsaid_counts(session: Session, now: datetime) -> dict[str, int]:
    """How many messages are late (queued, due for over LATE), unknown (to be read back), refused (within the week)."""
    state, next_at = OUTBOX.c.state, OUTBOX.c.next_at
    wanted = {
        "late": and_(state == "queued", next_at <= now - LATE),
        "unknown": or_(state == "unknown", and_(state == "claimed", next_at <= now)),
        "refused": and_(state == "refused", next_at >= now - PROBLEMS_FOR),
    }
    counts = {name: select(func.count()).select_from(OUTBOX).where(where) for name, where in wanted.items()}
    return {name: session.execute(count).scalar_one() for name, count in counts.items()}


def outbox_of(row: Row[Any], now: datetime | None = None) -> OutboxRow:
    """A snapshot; with `now`, a claim whose lease ran out is already `unknown`."""
    found = OutboxRow(**{name: getattr(row, name) for name in _PLAIN})
    if now is not None and found.state == "claimed" and found.next_at <= now:
        return OutboxRow(**{**{name: getattr(row, name) for name in _PLAIN}, "state": "unknown"})
    return found


def statuses_in(session: Session, channel: str) -> tuple[int, ...]:
    """Ids of the accounts whose status for the customer went to that channel, as far as is remembered."""
    posted = select(OUTBOX.c.about).where(OUTBOX.c.channel == channel, OUTBOX.c.kind == "customer_status")
    return tuple(sorted({about["account"] for about in session.execute(posted).scalars()}))
