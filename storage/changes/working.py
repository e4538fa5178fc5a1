"""How every account change begins and ends: the row is held, closed is refused, cards and the next look follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import col, select

from playbook.errors import NotFound, Refused, Stale
from playbook.matching import nearest_word
from playbook.models import Account, AccountState, MilestoneStatus
from storage.changes.outbox import refresh_cards
from storage.chunks import chunks
from storage.queries.accounts import account_by_id
from storage.remembered import held
from storage.tables import ACCOUNT, AccountTable, MilestoneTable
from storage.transaction import Change

_HELD = (
    select(AccountTable)
    .where(col(AccountTable.id) == bindparam("account"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_MILESTONE = select(MilestoneTable).where(
    col(MilestoneTable.account_id) == bindparam("account"), col(MilestoneTable.key) == bindparam("key")
)


def hold_account(change: Change, account_id: int) -> AccountTable:
    """The account's row, locked until the change ends. NotFound."""
    change.session.flush()
    row = held(change.session).get(account_id)
    if row is None or row not in change.session:
        row = change.session.execute(_HELD, {"account": account_id}).scalar_one_or_none()
        if row is None:
            raise NotFound("account", str(account_id))
        held(change.session)[account_id] = row
    return row


def hold_accounts(change: Change, ids: Sequence[int]) -> dict[int, str]:
    """The names of those of the accounts that are there still, by id, all locked until the change ends."""
    change.session.flush()
    held: dict[int, str] = {}
    for some in chunks(sorted(ids)):
        wanted = select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(some)).order_by(ACCOUNT.c.id)
        held |= {row.id: row.name for row in change.session.execute(wanted.with_for_update())}
    return held


def begin(change: Change, account_id: int, action: str, **facts: Any) -> AccountTable:
    """Hold an account that may be changed and name the change. Refused `account_closed`."""
    row = hold_account(change, account_id)
    if row.state == AccountState.CLOSED:
        raise Refused("account_closed", account=row.name)
    change.name(action, account_id, row.name, **facts)
    return row


def finish(change: Change, row: AccountTable) -> Account:
    """Have the account looked at anew and its cards redrawn; returns it as it is now."""
    stir(change, row)
    return account_by_id(change.session, id_of(row))


def id_of(row: AccountTable | MilestoneTable) -> int:
    """The id of a row that is stored."""
    if row.id is None:
        raise RuntimeError("this row is not stored yet")
    return row.id


def stir(change: Change, row: AccountTable) -> None:
    """Its next look is now, its version grows, its cards follow."""
    row.version += 1
    row.next_look_at = change.now
    refresh_cards(change, [id_of(row)])


def milestone_row(change: Change, account: AccountTable, key: str) -> MilestoneTable:
    """The milestone's row. NotFound with the nearest key."""
    row = change.session.execute(_MILESTONE, {"account": account.id, "key": key}).scalar_one_or_none()
    if row is None:
        keys = [milestone.key for milestone in account_by_id(change.session, id_of(account)).milestones]
        nearest = nearest_word(key, keys)
        raise NotFound("milestone", key, (nearest,) if nearest else ())
    return row


def require_open(milestone: MilestoneTable) -> None:
    """Stale `already_done` for one that is done or skipped."""
    if milestone.status not in (MilestoneStatus.PENDING, MilestoneStatus.IN_PROGRESS):
        raise Stale("already_done", milestone=milestone.name, status=milestone.status, on=milestone.done_on)


def today_at(change: Change, row: AccountTable) -> date:
    """The calendar day it is where the account lives."""
    return change.now.astimezone(ZoneInfo(row.time_zone)).date()


def require_day(change: Change, row: AccountTable, on: date, future: str) -> None:
    """Refused `before_day_zero`, or `future` (a code) for a day that has not come where the account lives."""
    if on < row.start_on:
        raise Refused("before_day_zero", account=row.name, on=on, start_on=row.start_on)
    if on > today_at(change, row):
        raise Refused(future, account=row.name, on=on, today=today_at(change, row))
