"""After a restore: what may have been said since the copy is in doubt, until Slack was asked (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from playbook.models import NudgeState
from storage.changes.outbox import MAIL
from storage.reading import nudge_of
from storage.records import lane_of
from storage.tables import NUDGE, OUTBOX, RECALLED, RESTORATION
from storage.transaction import Change

RESTORED = "restored"


def note_restoration(connection: Connection, since: datetime, until: datetime) -> None:
    """From `since` to `until` (the restore) this database does not know what was said."""
    connection.execute(insert(RESTORATION).values(since=min(since, until), until=until))


def doubt(change: Change, until: datetime) -> None:
    """Whatever was due by then may have been sent: it is read back first. No mail server can be asked, so a mail is
    refused."""
    due = update(OUTBOX).where(OUTBOX.c.state == "queued", OUTBOX.c.next_at <= until)
    change.session.execute(due.where(OUTBOX.c.kind != MAIL).values(state="unknown", error=RESTORED))
    mails = due.where(OUTBOX.c.kind == MAIL)
    change.session.execute(mails.values(state="refused", error=f"unknown outcome: {RESTORED}"))


def remember_message(
    change: Change, key: str, destination: Mapping[str, Any], about: Mapping[str, Any], at: datetime, ts: str | None
) -> None:
    """Slack holds this message, of which the outbox knows nothing: it is not queued again. A mail has no `ts`, and may
    only have been sent."""
    kind = key.partition(":")[0]
    settled = {"state": "sent", "sent_at": at} if ts else {"state": "refused", "error": f"unknown outcome: {RESTORED}"}
    row = change.insert(OUTBOX).values(
        key=key, kind=kind, destination=dict(destination), about=dict(about), lane=lane_of(destination), attempts=1,
        send_at=at, next_at=at, channel=about.get("channel"), ts=ts, **settled,
    )  # fmt: skip
    change.session.execute(row.on_conflict_do_nothing(index_elements=["key"]))


def remember_marks(change: Change, said: Mapping[str, datetime]) -> None:
    """Nudges of these marks were said then, also those that are found only later on."""
    for mark, at in said.items():
        row = change.insert(RECALLED).values(mark=mark, at=at)
        change.session.execute(row.on_conflict_do_nothing(index_elements=["mark"]))


def unsaid_marks(change: Change) -> dict[str, int]:
    """The nudges that wait to be said, by their marks."""
    unsent = (NudgeState.WAITING.value, NudgeState.QUEUED.value)
    rows = change.session.execute(select(NUDGE).where(NUDGE.c.state.in_(unsent), NUDGE.c.ended.is_(False)))
    return {nudge.mark: nudge.id for nudge in map(nudge_of, rows)}


def end_restoration(change: Change, until: datetime) -> None:
    """Slack was asked about everything up to then."""
    asked = update(RESTORATION).where(RESTORATION.c.recalled_at.is_(None), RESTORATION.c.until <= until)
    change.session.execute(asked.values(recalled_at=change.now))
