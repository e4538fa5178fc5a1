"""What a person is in the middle of: kept for half an hour, where every replica finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from storage.queries.kept import GOOD_FOR
from storage.tables import KEPT
from storage.transaction import Change


def keep(change: Change, key: str, document: Mapping[str, Any]) -> None:
    """Keep this under `key`, in place of what was there; what is too old is forgotten on the way."""
    forget_old(change)
    values = {"document": dict(document), "at": change.now}
    row = change.insert(KEPT).values(key=key, **values)
    change.session.execute(row.on_conflict_do_update(index_elements=["key"], set_=values))


def let_go(change: Change, key: str) -> None:
    """It was used: forget it."""
    change.session.execute(delete(KEPT).where(KEPT.c.key == key))


def forget_old(change: Change) -> None:
    """What is too old to go on with is gone."""
    change.session.execute(delete(KEPT).where(KEPT.c.at <= change.now - GOOD_FOR))
