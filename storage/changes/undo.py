"""Taking back a change, whatever it was, from the images of its audit row.

An undo is not itself undone: a second undo takes back the change before (the way an editor does), each only
while every row it touched is still as that change left it.
"""

from __future__ import annotations

from datetime import timedelta

from storage.records import UndoReport
from storage.transaction import Change

UNDO_WITHIN = timedelta(hours=24)


def undo_last(change: Change, actor_id: str, audit_id: int | None = None) -> UndoReport:
    """Take back the person's own last change of the last 24 hours.

    `audit_id` (of an Undo button) must be that last change: else Stale `undo_not_last`, or `already_undone`.
    Refused `nothing_to_undo`, or `undo_conflict` (facts: action, account_name) when somebody changed it since.
    """
    raise NotImplementedError
