"""What a person is in the middle of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import KEPT

GOOD_FOR = timedelta(minutes=30)  # Slack honours a response_url no longer than this


def kept(session: Session, key: str, now: datetime) -> dict[str, Any] | None:
    """What was kept under `key`; None when it never was, or too long ago."""
    wanted = select(KEPT.c.document).where(KEPT.c.key == key, KEPT.c.at > now - GOOD_FOR)
    found: dict[str, Any] | None = session.execute(wanted).scalar()
    return found
