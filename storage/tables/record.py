"""Who did what when, and which deliveries were handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.accounts import NO_REUSE
from storage.tables.base import Base
from storage.tables.types import Document, UtcDateTime


class AuditTable(Base, table=True):
    """One row a change. It outlives its account, so that a deletion can be read and taken back."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_actor_id_id", "actor_id", "id"), NO_REUSE)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    action: str
    actor_kind: str
    actor_id: str
    actor_name: str
    via: str
    account_id: int | None = None
    account_name: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document, nullable=False)
    images: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document, nullable=False)
    undoable: bool = False  # has images, and is not itself an undo
    undone_by: int | None = None
    undoes: int | None = None
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # people were taken out of it: no undo


class AuditAccountTable(Base, table=True):
    """Which accounts a change touched (a morning plan touches several)."""

    __tablename__ = "audit_account"

    account_id: int = Field(primary_key=True)
    audit_id: int = Field(primary_key=True, foreign_key="audit.id", ondelete="CASCADE")


class ReceiptTable(Base, table=True):
    """Deliveries that were handled, by their dedupe key."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_at", "at"),)

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    audit_id: int | None = None
