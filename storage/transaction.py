"""A change: one transaction with its actor, its audit row and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Slack user, the assistant itself, or somebody at the command line."""

    kind: Literal["person", "assistant", "cli"]
    id: str
    name: str


class Change:
    """Handed to every function of `storage.changes`.

    `audit_id` is known as soon as a function named its action, so that a card line queued in the same
    transaction can point to it; None for a change that is not of record (a cached person, a claim).
    """

    def __init__(self, session: Session, *, actor: Actor, via: str, now: datetime) -> None:
        self.session, self.actor, self.via, self.now = session, actor, via, now
        self.audit_id: int | None = None

    def name(self, action: str, account_id: int | None, account_name: str | None = None, **facts: Any) -> None:
        """Say what this change is, for the audit row; the first name of a transaction stays."""
        raise NotImplementedError
