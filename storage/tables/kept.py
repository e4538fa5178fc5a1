"""What a person is in the middle of: where a modal was opened, what a preview showed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base
from storage.tables.types import Document, UtcDateTime


class KeptTable(Base, table=True):
    """Kept for half an hour, so that any replica can go on with what another began."""

    __tablename__ = "kept"
    __table_args__ = (Index("ix_kept_at", "at"),)

    key: str = Field(primary_key=True)
    document: dict[str, Any] = Field(sa_type=Document, nullable=False)
    at: datetime = Field(sa_type=UtcDateTime)
