"""Waiting until others wait, so that what happens at one instant can be told."""

from __future__ import annotations

import time

from sqlalchemy import text

from storage.engine import Store


def until_waiting(store: Store, many: int = 1) -> None:
    """So many wait for a lock in this PostgreSQL; on SQLite they do so in their own process, and this returns."""
    if store.dialect == "sqlite":
        return
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with store.connect() as connection:
            if connection.execute(text(waiting)).scalar() == many:
                return
        time.sleep(0.01)
    raise AssertionError(f"no {many} wait")
