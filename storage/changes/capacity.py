"""The weekly run of CAPACITY."""

from __future__ import annotations

from datetime import date

from storage.tables import CAPACITY_RUN
from storage.transaction import Change


def record_capacity_run(change: Change, monday: date) -> bool:
    """The week of that Monday is judged; False when it was already, by whoever came first. Not of record."""
    row = change.insert(CAPACITY_RUN).values(on=monday, at=change.now)
    kept = row.on_conflict_do_nothing(index_elements=["on"]).returning(CAPACITY_RUN.c.on)
    return change.session.execute(kept).first() is not None
