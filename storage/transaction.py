"""A change: one transaction with its actor, its audit row and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Table, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.errors import AlreadyDone
from storage.images import Image, RecordedSession
from storage.tables import AUDIT, AUDIT_ACCOUNT, NAME_STAMP, RECEIPT


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

    def __init__(self, session: RecordedSession, *, actor: Actor, via: str, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("`now` needs a time zone")
        self.session, self.actor, self.via, self.now = session, actor, via, now
        self.audit_id: int | None = None
        self.undoes: int | None = None
        self._quiet_action = "change"
        self._accounts: dict[int, str | None] = {}
        self._receipt: str | None = None

    def name(self, action: str, account_id: int | None, account_name: str | None = None, **facts: Any) -> None:
        """Say what this change is, for the audit row; the first name of a transaction stays."""
        if account_id is not None:
            self._accounts[account_id] = account_name
        if self.audit_id is None:
            self.audit_id = self._open_audit(action, facts)

    def name_quietly(self, action: str, account_id: int, account_name: str | None = None) -> None:
        """As `name`, but without an audit row unless an audited row really changes."""
        self._quiet_action = action
        self._accounts.setdefault(account_id, account_name)

    def insert(self, table: Table) -> Any:
        """The dialect's INSERT, which knows ON CONFLICT."""
        return (postgresql_insert if self.session.get_bind().dialect.name == "postgresql" else sqlite_insert)(table)

    def take_receipt(self, receipt: str) -> None:
        """Claim the delivery's dedupe key; waits for a twin still under way. AlreadyDone when it was handled."""
        row = self.insert(RECEIPT).values(key=receipt, at=self.now)
        taken = row.on_conflict_do_nothing().returning(RECEIPT.c.key)
        if self.session.execute(taken).first() is None:
            earlier = self.session.execute(select(RECEIPT.c.audit_id).where(RECEIPT.c.key == receipt)).scalar()
            raise AlreadyDone(receipt, earlier)
        self._receipt = receipt

    def finish(self) -> None:
        """Write the images into the audit row; the last thing before the commit."""
        self.session.flush()
        images = self.session.taken()
        if images and self.audit_id is None:
            self.audit_id = self._open_audit(self._quiet_action, {})
        if self.audit_id is not None:
            self._close_audit(self.audit_id, images)
        if any(image.names_anew for image in images):
            self._stamp_names()
        if self._receipt is not None and self.audit_id is not None:
            told = update(RECEIPT).where(RECEIPT.c.key == self._receipt).values(audit_id=self.audit_id)
            self.session.execute(told)

    def _stamp_names(self) -> None:
        """Names read before hold no longer. Last of all, since whoever else names an account waits here."""
        value = uuid4().hex
        stamp = self.insert(NAME_STAMP).values(id=1, value=value)
        self.session.execute(stamp.on_conflict_do_update(index_elements=["id"], set_={"value": value}))

    def _open_audit(self, action: str, facts: dict[str, Any]) -> int:
        actor = self.actor
        row = insert(AUDIT).values(
            at=self.now, action=action, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, via=self.via,
            facts=facts, images=[], undoable=False,
        )  # fmt: skip
        key = self.session.execute(row).inserted_primary_key  # type: ignore[attr-defined]
        return int(key[0])

    def _close_audit(self, audit_id: int, images: list[Image]) -> None:
        touched = {image.account_id for image in images} - {None}
        if not images:
            touched |= set(self._accounts)
        only = next(iter(touched)) if len(touched) == 1 else None
        values = {
            "account_id": only,
            "account_name": self._accounts.get(only) if only is not None else None,
            "images": [image.as_json() for image in images],
            "undoable": bool(images) and self.undoes is None and self.actor.kind == "person",
            "undoes": self.undoes,
        }
        self.session.execute(update(AUDIT).where(AUDIT.c.id == audit_id).values(**values))
        if touched:
            lines = [{"account_id": account, "audit_id": audit_id} for account in touched]
            self.session.execute(insert(AUDIT_ACCOUNT), lines)
