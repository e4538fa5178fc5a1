"""An account and everything it is made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Audited, Base
from storage.tables.types import Document, Key, UtcDateTime

NO_REUSE = {"sqlite_autoincrement": True}  # an id in an old button never means another row


class AccountTable(Base, table=True):
    """The onboarding of one customer, with the standing that the last look left on it."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_csm_id", "csm_id"),
        Index("ix_account_backup_id", "backup_id"),
        Index("ix_account_name_key", "name_key"),
        Index(
            "uq_account_living_name",
            "name_key",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_account_next_look_at", "next_look_at"),
        NO_REUSE,
    )
    audited: ClassVar[Audited] = "always"
    derived: ClassVar[frozenset[str]] = frozenset(
        [
            "score",
            "band",
            "overdue_count",
            "stalled_days",
            "open_blockers",
            "review_open",
            "at_risk",
            "rank",
            "reason_rule",
            "reason_facts",
            "next_milestone",
            "next_due_on",
            "attention_since",
            "attention_noticed_at",
            "cleared_at",
            "next_look_at",
            "version",
        ]
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(sa_type=Key)  # playbook.matching.normalize of the name
    csm: str
    csm_id: str | None = None
    backup_id: str | None = None
    tier: str
    state: str
    start_on: date
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    target_first_value_on: date | None = None
    end_on: date | None = None
    playbook: str | None = None
    length_days: int
    acv: int | None = Field(default=None, sa_type=BigInteger)
    time_zone: str
    country: str | None = None
    first_value_definition: str | None = None
    closed_on: date | None = None
    stall_answered_on: date | None = None
    score: float | None = None
    band: str = "not-yet"
    overdue_count: int = 0
    stalled_days: int | None = None
    open_blockers: int = 0
    review_open: bool = False
    at_risk: bool = False
    rank: int = 0
    reason_rule: str | None = None
    reason_facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document, nullable=False)
    next_milestone: str | None = None  # its key
    next_due_on: date | None = None
    attention_since: datetime | None = Field(default=None, sa_type=UtcDateTime)  # true since, by its dates
    attention_noticed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by a look
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class NameStampTable(Base, table=True):
    """One row, whose value is another after each change of a name: what was read of names before holds no longer."""

    __tablename__ = "name_stamp"

    id: int = Field(default=1, primary_key=True)
    value: str


def _owner() -> Any:
    return Field(foreign_key="account.id", ondelete="CASCADE", index=True)


class MilestoneTable(Base, table=True):
    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("account_id", "key"), NO_REUSE)
    audited: ClassVar[Audited] = "always"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    position: int
    key: str
    name: str
    due_on: date
    start_on: date | None = None
    phase: str | None = None
    done_on: date | None = None
    status: str
    owner: str
    weight: int
    kind: str
    measure: str | None = None
    threshold: float | None = None
    usage_event: str | None = None
    usage_count: int = 1
    must_have: bool
    depends_on: list[str] = Field(sa_type=Document, nullable=False)
    criteria: str | None = None
    skip_reason: str | None = None
    skip_consequence: str | None = None
    overrule: str | None = None


class BlockerTable(Base, table=True):
    __tablename__ = "blocker"
    __table_args__ = (NO_REUSE,)
    audited: ClassVar[Audited] = "always"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = _owner()
    milestone_id: int = Field(foreign_key="milestone.id", ondelete="CASCADE", index=True)
    text: str
    waiting_on: str
    opened_on: date | None = None
    resolved_on: date | None = None
    plain: bool = False


class TouchTable(Base, table=True):
    __tablename__ = "touch"
    __table_args__ = (NO_REUSE,)
    audited: ClassVar[Audited] = "always"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = _owner()
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    direction: str
    minutes: int | None = None
    note: str = ""
    permalink: str | None = None


class NoteTable(Base, table=True):
    __tablename__ = "note"
    __table_args__ = (NO_REUSE,)
    audited: ClassVar[Audited] = "always"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = _owner()
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    text: str
    permalink: str | None = None


class PauseTable(Base, table=True):
    __tablename__ = "pause"
    __table_args__ = (NO_REUSE,)
    audited: ClassVar[Audited] = "always"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = _owner()
    from_on: date
    to_on: date | None = None
    reason: str | None = None


def _only() -> Any:
    return Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")


class FactsTable(Base, table=True):
    """What the tracker file knows beyond milestones and contacts, as one document."""

    __tablename__ = "facts"
    audited: ClassVar[Audited] = "always"

    account_id: int = _only()
    document: dict[str, Any] = Field(sa_type=Document, nullable=False)


class ReviewTable(Base, table=True):
    __tablename__ = "review"
    audited: ClassVar[Audited] = "always"

    account_id: int = _only()
    answer: str
    said_by: str
    on: date
    words: str
    gap: str | None = None
    reason: str | None = None


class RemediationTable(Base, table=True):
    __tablename__ = "remediation"
    audited: ClassVar[Audited] = "always"

    account_id: int = _only()
    owner: str
    due_on: date
    steps: list[str] = Field(sa_type=Document, nullable=False)
    opened_on: date | None = None
    gap: str | None = None
