"""Touches and notes."""

from __future__ import annotations

from datetime import datetime

from playbook.models import Account, Direction, TouchKind
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
    raise NotImplementedError


def add_note(change: Change, account_id: int, text: str, permalink: str | None = None) -> Account:
    """Record a note by the actor. Refused `account_closed`."""
    raise NotImplementedError
