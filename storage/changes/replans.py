"""Putting a running account on a playbook anew, in one change that undo takes back whole."""

from __future__ import annotations

from sqlmodel import col, select

from playbook.errors import Stale
from playbook.models import Account, Milestone
from playbook.plans import Playbook
from playbook.replan import replan
from storage.changes.working import begin, finish, id_of
from storage.queries.accounts import account_by_id
from storage.reading import facts_document, milestone_values
from storage.tables import BlockerTable, FactsTable, MilestoneTable
from storage.transaction import Change


def replan_account(change: Change, account_id: int, playbook: Playbook, mark: str | None = None) -> Account:
    """The account on this playbook (playbook.replan). NotFound, Refused `account_closed`.

    `mark` is that of the preview: Stale `replan_moved` when the account or the playbook changed since.
    """
    row = begin(change, account_id, "account.replan", playbook=playbook.key)
    planned = replan(account_by_id(change.session, account_id), playbook)
    if mark is not None and planned.mark != mark:
        raise Stale("replan_moved", account=row.name)
    _write_milestones(change, account_id, planned.account.milestones)
    row.playbook, row.length_days = planned.account.playbook, planned.account.length_days
    facts = change.session.get_one(FactsTable, account_id)
    facts.document = facts_document(planned.account.facts)
    return finish(change, row)


def _write_milestones(change: Change, account_id: int, milestones: tuple[Milestone, ...]) -> None:
    wanted = select(MilestoneTable).where(col(MilestoneTable.account_id) == account_id)
    rows = {row.key: row for row in change.session.execute(wanted).scalars()}
    keys = {milestone.key for milestone in milestones}
    for key, row in rows.items():
        if key not in keys:
            _remove(change, row)
    for position, milestone in enumerate(milestones):
        _write(change, account_id, rows.get(milestone.key), milestone, position)
    change.session.flush()


def _write(change: Change, account_id: int, row: MilestoneTable | None, milestone: Milestone, position: int) -> None:
    values = milestone_values(milestone, position)
    if row is None:
        change.session.add(MilestoneTable(account_id=account_id, **values))
        return
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _remove(change: Change, row: MilestoneTable) -> None:
    """With its blockers, one by one, so that each leaves its image."""
    blockers = select(BlockerTable).where(col(BlockerTable.milestone_id) == id_of(row))
    for blocker in change.session.execute(blockers).scalars():
        change.session.delete(blocker)
    change.session.flush()
    change.session.delete(row)
    change.session.flush()
