"""People as Slack knows them, and the team's settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.accounts import NO_REUSE
from storage.tables.base import Audited, Base
from storage.tables.types import Document, UtcDateTime


class PersonTable(Base, table=True):
    """A cached users.info."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str
    real_name: str
    email: str | None = None
    time_zone: str
    team_id: str = ""
    is_admin: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    dm_channel: str | None = None
    fetched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WorkspaceTable(Base, table=True):
    """The settings: one row, one document, so that a new setting needs no migration."""

    __tablename__ = "workspace"
    audited: ClassVar[Audited] = "always"

    id: int = Field(default=1, primary_key=True)
    document: dict[str, Any] = Field(sa_type=Document, nullable=False)


class CoverTable(Base, table=True):
    """Who stands in for a CSM until when; `wake_at` is `ends_at` while it runs, which is what the tick looks at."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_wake_at", "wake_at"), NO_REUSE)
    audited: ClassVar[Audited] = "always"
    derived: ClassVar[frozenset[str]] = frozenset({"wake_at"})

    id: int | None = Field(default=None, primary_key=True)
    csm_id: str
    cover_id: str
    from_at: datetime = Field(sa_type=UtcDateTime)
    until_on: date
    ends_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wake_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def before_write(self) -> None:
        self.wake_at = None if self.ended_at else self.ends_at


class TeamPlaybookTable(Base, table=True):
    """A playbook of the team's own, as its YAML. One from the folder follows the folder at each start."""

    __tablename__ = "team_playbook"
    audited: ClassVar[Audited] = "always"

    key: str = Field(primary_key=True)
    text: str
    origin: str  # slack | folder
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: str
