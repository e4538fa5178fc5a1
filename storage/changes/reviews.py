"""The Day-30 answer, the remediation plan, and the answer to STALL-21."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from playbook.errors import Refused
from playbook.gates import unmet_gates
from playbook.models import Account, Answer, Remediation, Review
from storage.changes.milestones import complete_review_milestone
from storage.changes.working import begin, finish, today_at
from storage.queries.accounts import account_by_id
from storage.reading import Values, remediation_values, review_values
from storage.tables import RemediationTable, ReviewTable
from storage.transaction import Change


def answer_review(change: Change, account_id: int, review: Review) -> Account:
    """Take the answer, in place of an earlier one; the review's own milestone is done with it.

    Refused `reason_needed` (facts: gates) for a Yes with unmet gates and no reason (REVIEW-FOLLOW).
    """
    row = begin(change, account_id, "review.answer", answer=review.answer.value, said_by=review.said_by)
    if review.answer is Answer.YES and not review.reason:
        unmet = unmet_gates(account_by_id(change.session, account_id), change.now)
        if unmet:
            raise Refused("reason_needed", account=row.name, gates=list(unmet))
    _put(change, ReviewTable, account_id, review_values(review))
    complete_review_milestone(change, account_id, review.on)
    return finish(change, row)


def open_remediation(change: Change, account_id: int, remediation: Remediation) -> Account:
    """Take the 30-day plan, in place of an earlier one; `opened_on` defaults to today at the account."""
    row = begin(change, account_id, "remediation.open", owner=remediation.owner, due_on=remediation.due_on)
    opened_on = remediation.opened_on or today_at(change, row)
    _put(change, RemediationTable, account_id, remediation_values(replace(remediation, opened_on=opened_on)))
    return finish(change, row)


def answer_stall(change: Change, account_id: int, on: date) -> Account:
    """STALL-21 was answered with Resume: the stall clock starts anew that day."""
    row = begin(change, account_id, "stall.answer", on=on)
    row.stall_answered_on = on
    return finish(change, row)


def _put(change: Change, kind: type[ReviewTable] | type[RemediationTable], account_id: int, values: Values) -> None:
    """Insert the account's one row of a kind, or set it."""
    row = change.session.get(kind, account_id)
    if row is None:
        change.session.add(kind(account_id=account_id, **values))
        return
    for name, value in values.items():
        setattr(row, name, value)
