"""Changes to a milestone and its blockers.

All take the account's id and the milestone's key, return the account anew, and raise NotFound for either,
Refused `account_closed`, and Stale when the milestone is no longer in the state the person saw.
"""

from __future__ import annotations

from datetime import date

from playbook.models import Account, WaitingOn
from storage.transaction import Change


def complete_milestone(change: Change, account_id: int, key: str, on: date, overrule: str | None = None) -> Account:
    """Done on a day, its open blockers with it. Refused `done_in_future`, `before_day_zero`, `gate_unmet` (without `overrule`); Stale `already_done`."""
    raise NotImplementedError


def start_milestone(change: Change, account_id: int, key: str, on: date | None = None) -> Account:
    """In progress since `on` (default: today at the account). Stale `already_started`, `already_done`; Refused `in_future`, `before_day_zero`."""
    raise NotImplementedError


def reopen_milestone(change: Change, account_id: int, key: str) -> Account:
    """Done or skipped becomes in progress. Stale `not_done`."""
    raise NotImplementedError


def move_milestone(change: Change, account_id: int, key: str, new_due_on: date) -> Account:
    """Its due day, and by as many days that of everything open that depends on it (playbook.shift). Refused `before_day_zero`; Stale `already_done`."""
    raise NotImplementedError


def block_milestone(
    change: Change, account_id: int, key: str, text: str, waiting_on: WaitingOn = WaitingOn.CUSTOMER
) -> Account:
    """Open a blocker today. Stale `already_done`."""
    raise NotImplementedError


def unblock_milestone(change: Change, account_id: int, key: str, blocker_id: int | None = None) -> Account:
    """Resolve one open blocker, or all of them. Stale `not_blocked`."""
    raise NotImplementedError
