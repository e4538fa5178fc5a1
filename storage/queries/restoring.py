"""What a database that was read back from a copy has yet to learn, and what it learnt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.queries.outbox import outbox_of
from storage.records import OutboxRow, Restoration
from storage.tables import ACCOUNT, NUDGE, OUTBOX, RECALLED, RESTORATION


def pending_restoration(session: Session) -> Restoration | None:
    """The restore after which Slack was not asked yet, from the earliest moment that any such left in doubt."""
    wanted = select(RESTORATION).where(RESTORATION.c.recalled_at.is_(None))
    rows = session.execute(wanted).all()
    if not rows:
        return None
    return Restoration(since=min(row.since for row in rows), until=max(row.until for row in rows))


def people_written_to(session: Session) -> tuple[str, ...]:
    """Slack ids of everybody for whom there ever was a nudge, or who runs an account."""
    columns = (NUDGE.c.recipient_id, ACCOUNT.c.csm_id, ACCOUNT.c.backup_id)
    found = {one for column in columns for one in session.execute(select(column).distinct()).scalars()}
    return tuple(sorted(found - {None}))


def accounts_on(session: Session, playbook: str) -> tuple[int, ...]:
    """Ids of the accounts on a playbook."""
    return tuple(session.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.playbook == playbook)).scalars())


def outbox_by_key(session: Session, key: str) -> OutboxRow | None:
    """The row of that key, if there is one."""
    row = session.execute(select(OUTBOX).where(OUTBOX.c.key == key)).first()
    return outbox_of(row) if row else None


def said_at(session: Session, marks: Iterable[str]) -> dict[str, datetime]:
    """When nudges of these marks had been said, as far as Slack was asked."""
    found: dict[str, datetime] = {}
    for some in chunks(sorted(marks)):
        rows = session.execute(select(RECALLED.c.mark, RECALLED.c.at).where(RECALLED.c.mark.in_(some)))
        found |= {row.mark: row.at for row in rows}
    return found
