"""Messages that Slack may show twice, since they were sent again and the first try may come late: when to look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, null, select, update

from storage.engine import Actor, Store
from storage.queries.outbox import outbox_of
from storage.records import OutboxRow
from storage.tables import OUTBOX
from storage.transaction import Change

LOOK_EVERY = timedelta(minutes=3)  # so that a copy is gone within five minutes, even if a look is killed
LOOKS_FOR = timedelta(minutes=13)  # after the message was sent: four looks
LEASE = timedelta(seconds=20)  # of one look; a worker that vanished in it is made up for, and two may look at once
GIVE_UP = timedelta(hours=1)  # a look that fails and fails


def after_a_doubt(change: Change, *, at_once: bool) -> ColumnElement[datetime | None]:
    """When a row that is sent now is looked at: never, unless a try before may have left a copy."""
    first = change.now if at_once else change.now + LOOK_EVERY
    return case((OUTBOX.c.copies_at.is_not(None), first), else_=null())


def suspect_copy(change: Change, row: OutboxRow) -> None:
    """A worker that hung sent it although another had taken it over: look now, or once it is sent."""
    _look_at(change, row, change.now)


def claim_looks(store: Store, now: datetime, actor: Actor, limit: int) -> Sequence[OutboxRow]:
    """Up to `limit` sent rows whose look is due, each for this process alone; without one nothing is written."""
    due = select(OUTBOX.c.id).where(OUTBOX.c.state == "sent", OUTBOX.c.copies_at <= now)
    with store.read() as session:
        if session.execute(due.limit(1)).first() is None:
            return []
    with store.change(actor=actor, via="copies", now=now) as change:
        mine = due.order_by(OUTBOX.c.copies_at, OUTBOX.c.id).limit(limit).with_for_update(skip_locked=True)
        ids = list(change.session.execute(mine).scalars())
        change.session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(copies_at=now + LEASE))
        rows = change.session.execute(select(OUTBOX).where(OUTBOX.c.id.in_(ids)).order_by(OUTBOX.c.id))
        return [outbox_of(row) for row in rows]


def record_looked(change: Change, row: OutboxRow) -> None:
    """It was looked at: again in a while, or no more once a late copy is not to be expected."""
    more = row.sent_at is not None and change.now + LOOK_EVERY <= row.sent_at + LOOKS_FOR
    _look_at(change, row, change.now + LOOK_EVERY if more else None)


def record_not_looked(change: Change, row: OutboxRow, *, ever: bool = True) -> None:
    """The look failed: its lease brings it back, unless it never can or has failed for so long."""
    if not ever or row.sent_at is None or change.now > row.sent_at + GIVE_UP:
        _look_at(change, row, None)


def _look_at(change: Change, row: OutboxRow, at: datetime | None) -> None:
    change.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(copies_at=at))
