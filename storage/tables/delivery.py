"""What the rules ask to be said, what is on its way to Slack, and what already hangs there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from playbook.models import NudgeState
from storage.tables.accounts import NO_REUSE
from storage.tables.base import Audited, Base
from storage.tables.types import Document, UtcDateTime


class NudgeTable(Base, table=True):
    """`wake_at` is `send_at` while a tick must act on it, else empty: the one column the tick looks at."""

    __tablename__ = "nudge"
    __table_args__ = (
        Index("ix_nudge_wake_at", "wake_at"),
        Index("ix_nudge_plan", "recipient_id", "state", "mode", "send_at"),
        NO_REUSE,
    )
    audited: ClassVar[Audited] = "always"
    derived: ClassVar[frozenset[str]] = frozenset({"wake_at"})

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    key: str = Field(unique=True)
    rule: str
    subject: str | None = None
    episode: str
    step: int
    role: str
    mode: str
    send_at: datetime = Field(sa_type=UtcDateTime)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document, nullable=False)
    state: str
    recipient_id: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    snoozed_until: date | None = None
    dismissed_reason: str | None = None
    raised: int = 0
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str | None = None
    ended: bool = False  # its thread's cause is gone
    acted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # told, when its cause ended or it was done
    wake_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def before_write(self) -> None:
        self.wake_at = self.send_at if self.state == NudgeState.WAITING and not self.ended else None


class OutboxTable(Base, table=True):
    """`next_at`: queued, when to try; claimed, when the lease ends; unknown, since when; settled, when that was."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_next_at", "state", "next_at"),
        Index("ix_outbox_lane_state", "lane", "state"),
        Index("ix_outbox_channel_ts", "channel", "ts"),
        Index("ix_outbox_kind_sent_at", "kind", "sent_at"),
        Index("ix_outbox_state_copies_at", "state", "copies_at"),
        NO_REUSE,
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    destination: dict[str, Any] = Field(sa_type=Document, nullable=False)
    about: dict[str, Any] = Field(sa_type=Document, nullable=False)
    lane: str | None = None
    card_id: int | None = Field(default=None, index=True)  # of a card refresh, to be superseded by the next
    state: str = "queued"
    send_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    worker: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    copies_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when to look whether Slack shows it twice


class HoldTable(Base, table=True):
    """A lane that Slack asked us to leave alone until then."""

    __tablename__ = "hold"

    lane: str = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)


class RestorationTable(Base, table=True):
    """This database was read back from a copy: what was said from `since` to `until` it does not know by itself."""

    __tablename__ = "restoration"
    __table_args__ = (NO_REUSE,)

    id: int | None = Field(default=None, primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    recalled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # Slack was asked


class RecalledTable(Base, table=True):
    """The mark of a nudge that Slack was found to hold, and when it had been said."""

    __tablename__ = "recalled"

    mark: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class UnsubscribedTable(Base, table=True):
    """An address that wants no e-mails any more, known by its mark alone; kept whatever becomes of its account."""

    __tablename__ = "unsubscribed"

    mark: str = Field(primary_key=True)  # playbook.mails.mark_of
    at: datetime = Field(sa_type=UtcDateTime)
    via: str


class CardTable(Base, table=True):
    """The living status card of an account in a channel."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("account_id", "channel"), UniqueConstraint("channel", "ts"), NO_REUSE)
    audited: ClassVar[Audited] = "when deleted"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    channel: str
    ts: str


class CapacityRunTable(Base, table=True):
    """The weekly words about capacity: the Monday of each week they were judged for, said or not."""

    __tablename__ = "capacity_run"

    on: date = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class DigestRunTable(Base, table=True):
    """The daily digests: when each was queued, and when it was posted, for "since yesterday"."""

    __tablename__ = "digest_run"

    on: date = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
