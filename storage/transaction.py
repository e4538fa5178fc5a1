"""A change: one transaction with its actor, its audit row and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.errors import AlreadyDone
from storage.images import Image, RecordedSession
from storage.tables import AUDIT, AUDIT_ACCOUNT, NAME_STAMP, RECEIPT

# Every change writes these: built once, since building a statement costs as much as executing it.
INSERTS: dict[str, Any] = {"postgresql": postgresql_insert, "sqlite": sqlite_insert}  # they know ON CONFLICT
_TAKE = {
    name: dialects_insert(RECEIPT).on_conflict_do_nothing().returning(RECEIPT.c.key)
    for name, dialects_insert in INSERTS.items()
}
_AUDIT, _LINES = insert(AUDIT), insert(AUDIT_ACCOUNT)
_AUDIT_ANEW = update(AUDIT).where(AUDIT.c.id == bindparam("audit"))
_TELL_RECEIPT = update(RECEIPT).where(RECEIPT.c.key == bindparam("receipt"))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Slack user, the assistant itself, or somebody at the command line."""

    kind: Literal["person", "assistant", "cli"]
    id: str
    name: str


class Change:
    """Handed to every function of `storage.changes`.

    Its audit row is written when somebody first asks for its id, at the latest by `finish`, and once more if more was
    changed meanwhile.
    """

    def __init__(self, session: RecordedSession, *, actor: Actor, via: str, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("`now` needs a time zone")
        self.session, self.actor, self.via, self.now = session, actor, via, now
        self.dialect = session.get_bind().dialect.name
        self.undoes: int | None = None
        self._audit_id: int | None = None
        self._audited: dict[str, Any] = {}
        self._action: str | None = None
        self._quiet_action = "change"
        self._facts: dict[str, Any] = {}
        self._accounts: dict[int, str | None] = {}
        self._receipt: str | None = None

    def name(self, action: str, account_id: int | None, account_name: str | None = None, **facts: Any) -> None:
        """Say what this change is, for the audit row; the first name of a transaction stays."""
        if account_id is not None:
            self._accounts[account_id] = account_name
        if self._action is None:
            self._action, self._facts = action, facts

    @property
    def audit_id(self) -> int | None:
        """Known as soon as a function named its action, so that a card line queued in the same transaction can point
        to it; None for a change that is not of record (a cached person, a claim)."""
        if self._audit_id is None and self._action is not None:
            self.session.flush()
            self._write_audit(self.session.taken())
        return self._audit_id

    def name_quietly(self, action: str, account_id: int, account_name: str | None = None) -> None:
        """As `name`, but without an audit row unless an audited row really changes."""
        self._quiet_action = action
        self._accounts.setdefault(account_id, account_name)

    def insert(self, table: Table) -> Any:
        """The dialect's INSERT, which knows ON CONFLICT."""
        return INSERTS[self.dialect](table)

    def take_receipt(self, receipt: str) -> None:
        """Claim the delivery's dedupe key; waits for a twin still under way. AlreadyDone when it was handled."""
        if self.session.execute(_TAKE[self.dialect], {"key": receipt, "at": self.now}).first() is None:
            earlier = self.session.execute(select(RECEIPT.c.audit_id).where(RECEIPT.c.key == receipt)).scalar()
            raise AlreadyDone(receipt, earlier)
        self._receipt = receipt

    def finish(self) -> None:
        """Write the images into the audit row; the last thing before the commit."""
        self.session.flush()
        images = self.session.taken()
        if images and self._action is None:
            self._action = self._quiet_action
        if self._action is not None:
            self._write_audit(images)
            self._write_lines(images)
        if any(image.names_anew for image in images):
            self._stamp_names()
        if self._receipt is not None and self._audit_id is not None:
            self.session.execute(_TELL_RECEIPT, {"receipt": self._receipt, "audit_id": self._audit_id})

    def _stamp_names(self) -> None:
        """Names read before hold no longer. Last of all, since whoever else names an account waits here."""
        value = uuid4().hex
        stamp = self.insert(NAME_STAMP).values(id=1, value=value)
        self.session.execute(stamp.on_conflict_do_update(index_elements=["id"], set_={"value": value}))

    def _write_audit(self, images: list[Image]) -> None:
        """The row as it is by now, unless it was written so already."""
        row = self._audit_row(images)
        if self._audit_id is None:
            written: Any = self.session.execute(_AUDIT, row)
            self._audit_id = int(written.inserted_primary_key[0])
        elif row != self._audited:
            self.session.execute(_AUDIT_ANEW, {"audit": self._audit_id, **row})
        self._audited = row

    def _audit_row(self, images: list[Image]) -> dict[str, Any]:
        actor, touched = self.actor, self._touched(images)
        only = next(iter(touched)) if len(touched) == 1 else None
        return {
            "at": self.now, "action": self._action, "actor_kind": actor.kind, "actor_id": actor.id,
            "actor_name": actor.name, "via": self.via, "facts": self._facts, "account_id": only,
            "account_name": self._accounts.get(only) if only is not None else None,
            "images": [image.as_json() for image in images],
            "undoable": bool(images) and self.undoes is None and actor.kind == "person", "undoes": self.undoes,
        }  # fmt: skip

    def _write_lines(self, images: list[Image]) -> None:
        if touched := self._touched(images):
            self.session.execute(_LINES, [{"account_id": each, "audit_id": self._audit_id} for each in touched])

    def _touched(self, images: list[Image]) -> set[int]:
        """The accounts of the images; those that were named, where there are none."""
        owners = {owner for image in images if (owner := image.account_id) is not None}
        return owners if images else set(self._accounts)
