"""Changes to an account as a whole: new, whose, paused, closed, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from playbook.errors import Stale
from playbook.models import Account, AccountState, NudgeState, Role
from playbook.rules.review import TO_OWNER
from playbook.shift import Shift, resume_shift, resumed_end, resumed_homework, with_shifts
from storage.changes.facts import facts_held, put_facts
from storage.changes.outbox import part_with_cards
from storage.changes.parts import add_parts
from storage.changes.working import begin, finish, hold_account, id_of, require_day, stir, today_at
from storage.queries.accounts import account_by_id
from storage.queries.names import require_free_name
from storage.queries.people import person_called
from storage.reading import account_values
from storage.tables import BELONGINGS, AccountTable, Base, CardTable, MilestoneTable, NudgeTable, PauseTable
from storage.transaction import Change


def lock_account(change: Change, account_id: int) -> Account:
    """The account, held until this change ends. NotFound."""
    hold_account(change, account_id)
    return account_by_id(change.session, account_id)


def create_account(change: Change, account: Account) -> Account:
    """Store a new account with everything in it; a CSM text that fits a known person becomes that person.

    Refused `account_exists` when an account that is not closed has that name.
    """
    require_free_name(change.session, account.name)
    row = AccountTable(**account_values(account))
    if row.csm_id is None and (person := person_called(change.session, account.csm)):
        row.csm_id = person.id
    try:
        with change.session.begin_nested():
            change.session.add(row)
    except IntegrityError:
        require_free_name(change.session, account.name)  # somebody else took it at the same time
        raise
    change.name("account.create", id_of(row), row.name, milestones=len(account.milestones))
    add_parts(change, id_of(row), account)
    stir(change, row)
    row.next_look_at = min(change.now, _first_look(account))
    return account_by_id(change.session, id_of(row))


def assign_account(
    change: Change, account_id: int, csm_id: str, csm_name: str, backup_id: str | None = None
) -> Account:
    """Give the account, with its waiting nudges for the CSM, to somebody.

    `backup_id` None leaves the backup, '' removes it.
    """
    row = begin(change, account_id, "account.assign", csm_id=csm_id, csm=csm_name, backup_id=backup_id)
    for nudge in _waiting_for_csm(change, account_id):
        nudge.recipient_id = csm_id
    row.csm_id, row.csm = csm_id, csm_name
    if backup_id is not None:
        row.backup_id = backup_id or None
    if row.backup_id == csm_id:
        row.backup_id = None
    return finish(change, row)


def pause_account(change: Change, account_id: int, reason: str | None, on: date) -> Account:
    """Stop its clocks. Stale `already_paused`; Refused `before_day_zero`, `in_future`."""
    row = begin(change, account_id, "account.pause", reason=reason, on=on)
    if row.state == AccountState.PAUSED:
        raise Stale("already_paused", account=row.name)
    require_day(change, row, on, future="in_future")
    row.state = AccountState.PAUSED.value
    change.session.add(PauseTable(account_id=account_id, from_on=on, reason=reason))
    return finish(change, row)


def resume_account(change: Change, account_id: int, on: date) -> Account:
    """Start its clocks; every open due date, the target and the end move by the paused length (METHOD 2).

    Stale `not_paused`; Refused `resume_before_pause`, `in_future`.
    """
    row = begin(change, account_id, "account.resume", on=on)
    if row.state != AccountState.PAUSED:
        raise Stale("not_paused", account=row.name)
    require_day(change, row, on, future="in_future")
    pause = _open_pause(change, account_id)
    if pause is not None:
        _end_pause(change, row, pause, on)
    row.state = AccountState.ACTIVE.value
    return finish(change, row)


def _end_pause(change: Change, row: AccountTable, pause: PauseTable, on: date) -> None:
    account = account_by_id(change.session, pause.account_id)
    apply_shifts(change, account, resume_shift(account, pause.from_on, on))
    row.target_first_value_on = resumed_end(row.target_first_value_on, pause.from_on, on)
    row.end_on = resumed_end(row.end_on, pause.from_on, on)
    facts = facts_held(change, row)
    put_facts(change, row, replace(facts, homework=resumed_homework(facts.homework, pause.from_on, on)))
    pause.to_on = on


def close_account(change: Change, account_id: int) -> Account:
    """The onboarding is over; only undo opens it again. A pause ends with it as by a resumption: its days make nothing
    late. Refused `account_closed`."""
    row = begin(change, account_id, "account.close")
    pause = _open_pause(change, account_id)
    if pause is not None:
        _end_pause(change, row, pause, max(pause.from_on, today_at(change, row)))
    row.state = AccountState.CLOSED.value
    row.closed_on = today_at(change, row)
    return finish(change, row)


def delete_account(change: Change, account_id: int) -> Account:
    """Remove it with all that belongs to it, closed or not; returns it as it was.

    Its audit stays, so undo can bring it back.
    """
    row = hold_account(change, account_id)
    account = account_by_id(change.session, account_id)
    row.version += 1
    change.name("account.delete", account_id, row.name, version=row.version)
    remove_account(change, row)
    return account


def remove_account(change: Change, row: AccountTable) -> None:
    """Delete the row and its belongings one by one, so that each leaves its image; its cards in Slack will say so."""
    part_with_cards(change, id_of(row), row.name)
    belongings: tuple[type[Base], ...] = (CardTable, *reversed(BELONGINGS))
    for kind in belongings:
        owned = select(kind).where(kind.account_id == row.id)  # type: ignore[attr-defined]
        for child in change.session.execute(owned).scalars():
            change.session.delete(child)
        change.session.flush()
    change.session.delete(row)
    change.session.flush()


def apply_shifts(change: Change, account: Account, shifts: tuple[Shift, ...]) -> None:
    """Write moved due and start days."""
    moved = {milestone.key: milestone for milestone in with_shifts(account, shifts).milestones}
    keys = [shift.key for shift in shifts]
    wanted = select(MilestoneTable).where(
        col(MilestoneTable.account_id) == account.id, col(MilestoneTable.key).in_(keys)
    )
    for row in change.session.execute(wanted).scalars():
        row.due_on, row.start_on = moved[row.key].due_on, moved[row.key].start_on


def _first_look(account: Account) -> datetime:
    """Its Day 0: whoever ticks at an instant before the import finds it due all the same."""
    return datetime.combine(account.start_on, time(), ZoneInfo(account.time_zone)).astimezone(UTC)


def _open_pause(change: Change, account_id: int) -> PauseTable | None:
    wanted = select(PauseTable).where(col(PauseTable.account_id) == account_id, col(PauseTable.to_on).is_(None))
    return change.session.execute(wanted.order_by(col(PauseTable.id).desc())).scalars().first()


def _waiting_for_csm(change: Change, account_id: int) -> list[NudgeTable]:
    wanted = select(NudgeTable).where(
        col(NudgeTable.account_id) == account_id,
        col(NudgeTable.state) == NudgeState.WAITING.value,
        col(NudgeTable.role) == Role.CSM.value,
        col(NudgeTable.rule).not_in(TO_OWNER),
    )
    return list(change.session.execute(wanted).scalars())
