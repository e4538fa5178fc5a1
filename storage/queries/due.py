"""What time asks for; each by an index, so that quiet accounts cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from playbook.models import Mode, Nudge, NudgeState
from storage.chunks import chunks
from storage.queries.outbox import outbox_at, outbox_problems, outbox_row, outbox_unknown
from storage.reading import nudge_of
from storage.tables import ACCOUNT, NUDGE

__all__ = [
    "accounts_due",
    "accounts_with_nudges_due",
    "any_unaddressed",
    "nudge_by_id",
    "nudges_by_account",
    "nudges_by_ids",
    "nudges_due",
    "nudges_for_plan",
    "nudges_of",
    "outbox_at",
    "outbox_problems",
    "outbox_row",
    "outbox_unknown",
    "people_with_plan_due",
    "plan_lines",
]
OWN_MESSAGES = 250  # nudges of their own message in one transaction
_OPEN = (
    select(*(column for column in NUDGE.c if column.name not in ("key", "ended", "acted_at", "wake_at")))
    .where(NUDGE.c.ended.is_(False))
    .order_by(NUDGE.c.id)
)
_MEMORY = _OPEN.where(NUDGE.c.account_id == bindparam("account"))
_MEMORIES = _OPEN.where(NUDGE.c.account_id.in_(bindparam("accounts", expanding=True)))


def accounts_due(session: Session, now: datetime, limit: int) -> tuple[int, ...]:
    """Ids of accounts whose next look has come, longest waiting first."""
    due = select(ACCOUNT.c.id).where(ACCOUNT.c.next_look_at <= now).order_by(ACCOUNT.c.next_look_at, ACCOUNT.c.id)
    return tuple(session.execute(due.limit(limit)).scalars())


def people_with_plan_due(session: Session, now: datetime) -> tuple[str, ...]:
    """Slack ids of people who have waiting plan lines whose morning has come."""
    due = select(NUDGE.c.recipient_id).where(NUDGE.c.wake_at <= now, NUDGE.c.mode == Mode.PLAN.value)
    return tuple(sorted(set(session.execute(due).scalars()) - {None}))


def plan_lines(session: Session, user_ids: Sequence[str], now: datetime) -> dict[str, list[int]]:
    """The ids of what `nudges_for_plan` has for each person, in as many statements as one."""
    session.flush()
    found: dict[str, list[int]] = {user_id: [] for user_id in user_ids}
    due = _in_plan(select(NUDGE.c.recipient_id, NUDGE.c.id), now).order_by(NUDGE.c.id)
    for some in chunks(user_ids):
        for row in session.execute(due.where(NUDGE.c.recipient_id.in_(some))):
            found[row.recipient_id].append(row.id)
    return found


def nudges_for_plan(session: Session, user_id: str, now: datetime) -> tuple[Nudge, ...]:
    """The person's plan lines due (waiting or queued), worst account first."""
    due = (
        _in_plan(select(NUDGE).join(ACCOUNT), now)
        .where(NUDGE.c.recipient_id == user_id)
        .order_by(ACCOUNT.c.rank.desc(), ACCOUNT.c.name_key, ACCOUNT.c.id, NUDGE.c.send_at, NUDGE.c.id)
    )
    return tuple(nudge_of(row) for row in session.execute(due))


def _in_plan(wanted: Select[Any], now: datetime) -> Select[Any]:
    unsaid = (NudgeState.WAITING.value, NudgeState.QUEUED.value)
    due = wanted.where(NUDGE.c.mode == Mode.PLAN.value, NUDGE.c.send_at <= now)
    return due.where(NUDGE.c.state.in_(unsaid), NUDGE.c.ended.is_(False))


def any_unaddressed(session: Session, now: datetime) -> bool:
    """Whether plan lines are due that nobody can be told, because no person stands behind their role."""
    due = select(NUDGE.c.id).where(NUDGE.c.wake_at <= now, NUDGE.c.mode == Mode.PLAN.value)
    return session.execute(due.where(NUDGE.c.recipient_id.is_(None)).limit(1)).first() is not None


def nudges_due(session: Session, now: datetime, limit: int = OWN_MESSAGES) -> tuple[Nudge, ...]:
    """Waiting nudges of their own message whose moment has come; an escalation also without a recipient."""
    return tuple(nudge_of(row) for row in session.execute(_own_due(select(NUDGE), now, limit)))


def accounts_with_nudges_due(session: Session, now: datetime) -> list[int]:
    """The ids of the accounts that `nudges_due` is about, in order."""
    return sorted(set(session.execute(_own_due(select(NUDGE.c.account_id), now, OWN_MESSAGES)).scalars()))


def _own_due(wanted: Select[Any], now: datetime, limit: int) -> Select[Any]:
    due = wanted.where(NUDGE.c.wake_at <= now, NUDGE.c.mode != Mode.PLAN.value)
    return due.order_by(NUDGE.c.wake_at, NUDGE.c.id).limit(limit)


def nudge_by_id(session: Session, nudge_id: int) -> Nudge:
    """NotFound `nudge`."""
    found = nudges_by_ids(session, [nudge_id])
    if not found:
        raise NotFound("nudge", str(nudge_id))
    return found[0]


def nudges_by_ids(session: Session, ids: Sequence[int]) -> tuple[Nudge, ...]:
    """Those that exist, in the order in which they were made."""
    session.flush()
    parts = [select(NUDGE).where(NUDGE.c.id.in_(some)).order_by(NUDGE.c.id) for some in chunks(sorted(ids))]
    return tuple(nudge_of(row) for part in parts for row in session.execute(part))


def nudges_of(session: Session, account_id: int) -> tuple[Nudge, ...]:
    """All nudges of threads that have not ended, in any state: the memory of the rules."""
    session.flush()
    return tuple(nudge_of(row) for row in session.execute(_MEMORY, {"account": account_id}))


def nudges_by_account(session: Session, account_ids: Sequence[int]) -> dict[int, list[Nudge]]:
    """The same of many accounts, in as many statements as one; an empty list for an account without any."""
    found: dict[int, list[Nudge]] = {account_id: [] for account_id in account_ids}
    session.flush()
    for some in chunks(account_ids):
        for row in session.execute(_MEMORIES, {"accounts": some}):
            found[row.account_id].append(nudge_of(row))
    return found
