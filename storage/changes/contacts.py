"""Touches and notes."""

from __future__ import annotations

from datetime import datetime

from playbook.errors import Refused
from playbook.models import Account, Direction, TouchKind
from storage.changes.working import begin, finish
from storage.tables import NoteTable, TouchTable
from storage.transaction import Change


def log_touch(
    change: Change,
    account_id: int,
    kind: TouchKind,
    direction: Direction,
    minutes: int | None,
    note: str,
    at: datetime | None = None,
    permalink: str | None = None,
) -> Account:
    """Record a contact with the customer, now or at an earlier instant. Refused `in_future`, `account_closed`."""
    row = begin(change, account_id, "touch.log", kind=kind.value, direction=direction.value, minutes=minutes, note=note)
    moment = at or change.now
    if moment > change.now:
        raise Refused("in_future", account=row.name, at=moment)
    touch = TouchTable(
        account_id=account_id, at=moment, kind=kind.value, direction=direction.value, minutes=minutes, note=note,
        permalink=permalink,
    )  # fmt: skip
    change.session.add(touch)
    return finish(change, row)


def add_note(change: Change, account_id: int, text: str, permalink: str | None = None) -> Account:
    """Record a note by the actor. Refused `account_closed`."""
    row = begin(change, account_id, "note.add", text=text)
    note = NoteTable(account_id=account_id, at=change.now, by=change.actor.id, text=text, permalink=permalink)
    change.session.add(note)
    return finish(change, row)
