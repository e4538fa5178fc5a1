"""People as Slack knows them, the team's settings, and living cards."""

from __future__ import annotations

from datetime import date, datetime

from playbook.models import Person, Workspace
from storage.records import Card
from storage.transaction import Change


def save_person(change: Change, person: Person) -> Person:
    """Keep or renew a cached user; accounts whose CSM was only a text that fits them become theirs. Not of record."""
    raise NotImplementedError


def save_workspace(change: Change, workspace: Workspace) -> Workspace:
    """Take the settings as a whole; every active account is looked at anew."""
    raise NotImplementedError


def remember_card(change: Change, account_id: int, channel: str, ts: str) -> Card:
    """This message is now the account's living card in that channel. Not of record."""
    raise NotImplementedError


def forget_card(change: Change, channel: str, ts: str) -> None:
    """The message is gone. Not of record."""
    raise NotImplementedError


def record_digest(change: Change, on: date, at: datetime) -> None:
    """The digest of that day was posted. Not of record."""
    raise NotImplementedError
