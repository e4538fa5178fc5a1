"""What somebody is told if what they were promised does not come: it waits in the outbox from the first moment on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from storage.changes.outbox import enqueue
from storage.tables import OUTBOX
from storage.transaction import Change


def promise(change: Change, key: str, user_id: str, otherwise: Mapping[str, Any], by: datetime) -> None:
    """Something comes to them `by` then, whatever becomes of this process; `otherwise` is the notice that they get."""
    enqueue(change, "notice", key, {"user": user_id}, otherwise, by)


def keep_promise(change: Change, key: str) -> None:
    """It comes in this change: nothing else need be said."""
    _waiting(change, key, state="dropped", next_at=change.now, error="kept")


def break_promise(change: Change, key: str) -> None:
    """It will not come: they hear of it now."""
    _waiting(change, key, next_at=change.now)


def _waiting(change: Change, key: str, **values: Any) -> None:
    change.session.execute(update(OUTBOX).where(OUTBOX.c.key == key, OUTBOX.c.state == "queued").values(**values))
