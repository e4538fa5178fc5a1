"""Changes to an account as a whole: new, whose, paused, closed, deleted."""

from __future__ import annotations

from datetime import date

from playbook.models import Account
from storage.transaction import Change


def lock_account(change: Change, account_id: int) -> Account:
    """The account, held until this change ends: look and record_look belong in one change, after this. NotFound."""
    raise NotImplementedError


def create_account(change: Change, account: Account) -> Account:
    """Store a new account with everything in it. Refused `account_exists` when an account that is not closed has that name."""
    raise NotImplementedError


def assign_account(change: Change, account_id: int, csm_id: str, csm_name: str, backup_id: str | None = None) -> Account:
    """Give the account, with its waiting nudges for the CSM, to somebody. `backup_id` None leaves the backup, '' removes it."""
    raise NotImplementedError


def pause_account(change: Change, account_id: int, reason: str | None, on: date) -> Account:
    """Stop its clocks. Stale `already_paused`; Refused `before_day_zero`, `in_future`."""
    raise NotImplementedError


def resume_account(change: Change, account_id: int, on: date) -> Account:
    """Start its clocks; every open due date moves by the paused length (METHOD 2). Stale `not_paused`; Refused `before_pause`, `in_future`."""
    raise NotImplementedError


def close_account(change: Change, account_id: int) -> Account:
    """The onboarding is over; only undo opens it again. Refused `account_closed`."""
    raise NotImplementedError


def delete_account(change: Change, account_id: int) -> Account:
    """Remove it with all that belongs to it, closed or not; returns it as it was. Its audit stays, so undo can bring it back."""
    raise NotImplementedError
