"""Storing what a new account is made of."""

from __future__ import annotations

from playbook.models import Account, Milestone
from storage.changes.working import id_of
from storage.reading import facts_document, milestone_values, remediation_values, review_values
from storage.tables import (
    Base,
    BlockerTable,
    FactsTable,
    MilestoneTable,
    NoteTable,
    PauseTable,
    RemediationTable,
    ReviewTable,
    TouchTable,
)
from storage.transaction import Change


def add_parts(change: Change, account_id: int, account: Account) -> None:
    """Everything of a new account but its own row."""
    rows = [
        MilestoneTable(account_id=account_id, **milestone_values(milestone, position))
        for position, milestone in enumerate(account.milestones)
    ]
    change.session.add_all([*rows, *_contacts(account_id, account), *_singles(account_id, account)])
    change.session.flush()
    for row, milestone in zip(rows, account.milestones, strict=True):
        change.session.add_all(_blockers(account_id, id_of(row), milestone))
    change.session.flush()


def _blockers(account_id: int, milestone_id: int, milestone: Milestone) -> list[BlockerTable]:
    return [
        BlockerTable(
            account_id=account_id, milestone_id=milestone_id, text=blocker.text, waiting_on=blocker.waiting_on.value,
            opened_on=blocker.opened_on, resolved_on=blocker.resolved_on, plain=blocker.plain,
        )
        for blocker in milestone.blockers
    ]  # fmt: skip


def _contacts(account_id: int, account: Account) -> list[Base]:
    touches = [
        TouchTable(
            account_id=account_id, at=touch.at, kind=touch.kind.value, direction=touch.direction.value,
            minutes=touch.minutes, note=touch.note, permalink=touch.permalink,
        )
        for touch in account.touches
    ]  # fmt: skip
    notes = [
        NoteTable(account_id=account_id, at=note.at, by=note.by, text=note.text, permalink=note.permalink)
        for note in account.notes
    ]
    pauses = [
        PauseTable(account_id=account_id, from_on=pause.from_on, to_on=pause.to_on, reason=pause.reason)
        for pause in account.pauses
    ]
    return [*touches, *notes, *pauses]


def _singles(account_id: int, account: Account) -> list[Base]:
    rows: list[Base] = [FactsTable(account_id=account_id, document=facts_document(account.facts))]
    if account.review:
        rows.append(ReviewTable(account_id=account_id, **review_values(account.review)))
    if account.remediation:
        rows.append(RemediationTable(account_id=account_id, **remediation_values(account.remediation)))
    return rows
