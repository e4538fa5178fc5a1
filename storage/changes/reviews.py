"""The Day-30 answer, the remediation plan, and the answer to STALL-21."""

from __future__ import annotations

from datetime import date

from playbook.models import Account, Remediation, Review
from storage.transaction import Change


def answer_review(change: Change, account_id: int, review: Review) -> Account:
    """Take the answer, in place of an earlier one. Refused `reason_needed` (facts: gates) for a Yes with unmet gates and no reason (REVIEW-FOLLOW)."""
    raise NotImplementedError


def open_remediation(change: Change, account_id: int, remediation: Remediation) -> Account:
    """Take the 30-day plan, in place of an earlier one; `opened_on` defaults to today at the account."""
    raise NotImplementedError


def answer_stall(change: Change, account_id: int, on: date) -> Account:
    """STALL-21 was answered with Resume: the stall clock starts anew that day."""
    raise NotImplementedError
