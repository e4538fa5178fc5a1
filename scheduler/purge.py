"""Purging: what was settled long ago is forgotten, so that a busy team's tables do not grow for ever.

The audit stays: it is the history that people read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from scheduler.sweep import ASSISTANT
from storage.changes.kept import forget_old
from storage.changes.outbox import purge
from storage.engine import Store

KEEP = timedelta(days=30)  # an older plan's button finds no plan to redraw, and still does what it says


def purge_settled(store: Store, now: datetime, going: Callable[[], bool] = lambda: True) -> None:
    """Forget settled rows of the outbox and receipts older than `KEEP`, a batch a transaction, while `going()`; and
    what nobody goes on with."""
    with store.change(actor=ASSISTANT, via="purge", now=now) as change:
        forget_old(change)
    while going():
        with store.change(actor=ASSISTANT, via="purge", now=now) as change:
            if not purge(change, now - KEEP):
                return
