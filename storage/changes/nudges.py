"""What people and delivery do with nudges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from playbook.errors import NotFound, Refused, Stale
from playbook.models import AccountState, Mode, Nudge, NudgeState
from storage.changes.working import hold_account, hold_accounts, stir
from storage.chunks import chunks
from storage.reading import nudge_of
from storage.tables import ACCOUNT, NUDGE, AccountTable, NudgeTable
from storage.transaction import Change

__all__ = [
    "Move",
    "acknowledge_nudges",
    "dismiss_nudge",
    "drop_nudges",
    "hand_on_nudges",
    "handle_nudge",
    "mark_nudges_said",
    "mark_nudges_sent",
    "note_action",
    "postpone_nudges",
    "postpone_unaddressed",
    "put_back_nudges",
    "queue_nudges",
    "readdress_nudges",
    "snooze_nudge",
]
UNSENT = (NudgeState.WAITING.value, NudgeState.QUEUED.value)


@dataclass(frozen=True, slots=True)
class Move:
    """A nudge, who is to hear it from now on (None: nobody yet), and when."""

    nudge: Nudge
    recipient_id: str | None
    send_at: datetime

    @property
    def to_somebody_else(self) -> bool:
        return self.recipient_id != self.nudge.recipient_id


def snooze_nudge(change: Change, nudge_id: int, until: date, send_at: datetime) -> Nudge:
    """The thread says nothing to this role before `send_at` (the recipient's morning of `until`): its latest step
    waits, whichever was pressed. Returns that step.

    NotFound; Stale `nudge_over` when its cause is gone or it was dismissed; Refused `account_closed`.
    """
    account, pressed = _begin(change, nudge_id, "nudge.snooze", until=until)
    nudge = _latest_step(change, pressed)
    nudge.state, nudge.send_at, nudge.snoozed_until = NudgeState.WAITING.value, send_at, until
    stir(change, account)
    return nudge_of(nudge)


def dismiss_nudge(change: Change, nudge_id: int, reason: str) -> Nudge:
    """Not relevant: ends its thread for this episode, what of it is unsent with it. Errors as `snooze_nudge`."""
    account, nudge = _begin(change, nudge_id, "nudge.dismiss", reason=reason)
    for other in _thread(change, nudge):
        other.state = NudgeState.GONE.value
    nudge.state, nudge.dismissed_reason = NudgeState.DISMISSED.value, reason
    stir(change, account)
    return nudge_of(nudge)


def handle_nudge(change: Change, nudge_id: int) -> Nudge:
    """Done: this step needs nobody any more, told already or not; the thread goes on if its cause lasts.

    Errors as `snooze_nudge`.
    """
    account, nudge = _begin(change, nudge_id, "nudge.handle")
    nudge.state, nudge.dismissed_reason = NudgeState.SENT.value, "done"
    nudge.sent_at = nudge.sent_at or change.now
    nudge.acted_at = nudge.acted_at or change.now
    stir(change, account)
    return nudge_of(nudge)


def note_action(change: Change, nudge_id: int) -> None:
    """What the nudge asked for was done, though its cause may last: its draft was sent. Not of record by itself."""
    for row in _rows(change, [nudge_id]):
        row.acted_at = row.acted_at or change.now


def acknowledge_nudges(change: Change, ids: Sequence[int]) -> Nudge:
    """Somebody has these escalations: nobody further up hears of them. Returns the first as it is now.

    NotFound; Stale `nudge_over` when its cause is gone, `acknowledged` when somebody said so before; Refused
    `account_closed`.
    """
    account, first = _begin(change, ids[0], "nudge.acknowledge")
    if first.acknowledged_at is not None:
        raise Stale("acknowledged", account=account.name, who=first.acknowledged_by)
    for row in _rows(change, ids):
        if row.account_id == account.id and row.mode == Mode.ESCALATION and row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by = change.now, change.actor.id
    stir(change, account)
    return nudge_of(first)


def queue_nudges(change: Change, ids: Sequence[int]) -> None:
    """Handed to delivery: they no longer wake the tick. `nudges_for_plan` still returns them. Not of record."""
    change.session.flush()
    for some in chunks(ids):
        waiting = update(NUDGE).where(NUDGE.c.id.in_(some), NUDGE.c.state == NudgeState.WAITING.value)
        change.session.execute(waiting.values(state=NudgeState.QUEUED.value, wake_at=None))


def postpone_nudges(change: Change, ids: Sequence[int], send_at: datetime) -> None:
    """Those still waiting are due later (today's plan went already). Not of record."""
    change.session.flush()
    for some in chunks(ids):
        waiting = update(NUDGE).where(NUDGE.c.id.in_(some), NUDGE.c.wake_at.is_not(None))
        change.session.execute(waiting.values(send_at=send_at, wake_at=send_at))


def postpone_unaddressed(change: Change, send_at: datetime) -> int:
    """Plan lines due that nobody can be told are due later; returns how many. Not of record."""
    change.session.flush()
    due = update(NUDGE).where(NUDGE.c.wake_at <= change.now, NUDGE.c.mode == Mode.PLAN.value)
    nobodys = due.where(NUDGE.c.recipient_id.is_(None)).values(send_at=send_at, wake_at=send_at)
    return int(change.session.execute(nobodys).rowcount)  # type: ignore[attr-defined]


def put_back_nudges(change: Change, ids: Sequence[int], send_at: datetime) -> None:
    """Those handed to delivery that did not reach their person have their turn again then. Not of record."""
    change.session.flush()
    again = {"state": NudgeState.WAITING.value, "send_at": send_at, "wake_at": send_at}
    for some in chunks(ids):
        back = update(NUDGE).where(NUDGE.c.id.in_(some), NUDGE.c.state == NudgeState.QUEUED.value)
        change.session.execute(back.where(NUDGE.c.ended.is_(False)).values(**again))


def hand_on_nudges(change: Change, ids: Sequence[int]) -> None:
    """Escalations that a channel heard, and whose person left before they did: they wait for whoever stands in, unless
    somebody has them. Not of record."""
    change.session.flush()
    again = {"state": NudgeState.WAITING.value, "send_at": change.now, "wake_at": change.now}
    for some in chunks(ids):
        told = update(NUDGE).where(NUDGE.c.id.in_(some), NUDGE.c.state == NudgeState.SENT.value)
        nobodys = told.where(NUDGE.c.acknowledged_at.is_(None), NUDGE.c.dismissed_reason.is_(None))
        change.session.execute(nobodys.where(NUDGE.c.ended.is_(False)).values(**again))


def readdress_nudges(change: Change, moves: Sequence[Move]) -> None:
    """Waiting nudges are for somebody else now, in their time. Not of record."""
    if not moves:
        return
    change.session.flush()
    waiting = update(NUDGE).where(NUDGE.c.id == bindparam("nudge"), NUDGE.c.state == NudgeState.WAITING.value)
    theirs: dict[str, Any] = {
        "recipient_id": bindparam("person"),
        "send_at": bindparam("at"),
        "wake_at": bindparam("at"),
    }
    rows = [{"nudge": move.nudge.id, "person": move.recipient_id, "at": move.send_at} for move in moves]
    change.session.execute(waiting.where(NUDGE.c.ended.is_(False)).values(**theirs), rows)


def mark_nudges_sent(change: Change, ids: Sequence[int], at: datetime) -> None:
    """They reached their person; their accounts are looked at anew for the next step.

    One that was dismissed, or snoozed beyond `at`, while it was on its way stays so.
    """
    for nudge in _held(change, ids, "nudge.send"):
        if nudge.state in UNSENT and not (nudge.state == NudgeState.WAITING and nudge.send_at > at):
            nudge.state, nudge.sent_at = NudgeState.SENT.value, at


def mark_nudges_said(change: Change, said: Mapping[int, datetime]) -> None:
    """Slack was found to hold them since those moments, after a restore. One that is snoozed has its turn still."""
    for nudge in _held(change, list(said), "nudge.send"):
        snoozed = nudge.snoozed_until is not None and nudge.send_at > said[nudge.id or 0]
        if nudge.state in UNSENT and not snoozed:
            nudge.state, nudge.sent_at = NudgeState.SENT.value, said[nudge.id or 0]


def drop_nudges(change: Change, ids: Sequence[int]) -> None:
    """Their cause, or everybody who could get them, went away before their turn; their accounts are looked at anew."""
    for nudge in _held(change, ids, "nudge.drop"):
        if nudge.state in UNSENT:
            nudge.state = NudgeState.GONE.value


def _begin(change: Change, nudge_id: int, action: str, **facts: object) -> tuple[AccountTable, NudgeTable]:
    owner = change.session.execute(select(NUDGE.c.account_id).where(NUDGE.c.id == nudge_id)).scalar()
    if owner is None:
        raise NotFound("nudge", str(nudge_id))
    account = hold_account(change, owner)
    nudge = _rows(change, [nudge_id])[0]
    if account.state == AccountState.CLOSED:
        raise Refused("account_closed", account=account.name)
    if nudge.ended or nudge.state in (NudgeState.DISMISSED, NudgeState.GONE):
        raise Stale("nudge_over", account=account.name, rule=nudge.rule, state=nudge.state)
    change.name(action, owner, account.name, rule=nudge.rule, subject=nudge.subject, nudge=nudge_id, **facts)
    return account, nudge


def _thread(change: Change, nudge: NudgeTable) -> list[NudgeTable]:
    """The unsent others of its thread."""
    wanted = select(NudgeTable).where(
        col(NudgeTable.account_id) == nudge.account_id,
        col(NudgeTable.rule) == nudge.rule,
        col(NudgeTable.episode) == nudge.episode,
        col(NudgeTable.state).in_(UNSENT),
    )
    found = change.session.execute(wanted).scalars()
    return [row for row in found if row.subject == nudge.subject and row.id != nudge.id]


def _latest_step(change: Change, nudge: NudgeTable) -> NudgeTable:
    """The last that its thread had or has for the same role: the next one counts from there."""
    wanted = select(NudgeTable).where(
        col(NudgeTable.account_id) == nudge.account_id,
        col(NudgeTable.rule) == nudge.rule,
        col(NudgeTable.episode) == nudge.episode,
        col(NudgeTable.role) == nudge.role,
        col(NudgeTable.state) != NudgeState.GONE.value,
        col(NudgeTable.ended).is_(False),
    )
    found = change.session.execute(wanted.execution_options(populate_existing=True)).scalars()
    return max((row for row in found if row.subject == nudge.subject), key=lambda row: row.step, default=nudge)


def _held(change: Change, ids: Sequence[int], action: str) -> list[NudgeTable]:
    """The nudges' rows with their accounts held, in the order of their ids, and to be looked at anew."""
    owners = [select(NUDGE.c.account_id).where(NUDGE.c.id.in_(some)).distinct() for some in chunks(ids)]
    account_ids = sorted({found for wanted in owners for found in change.session.execute(wanted).scalars()})
    for account_id, name in hold_accounts(change, account_ids).items():
        change.name_quietly(action, account_id, name)
    for some in chunks(account_ids):
        change.session.execute(update(ACCOUNT).where(ACCOUNT.c.id.in_(some)).values(next_look_at=change.now))
    return _rows(change, ids)


def _rows(change: Change, ids: Sequence[int]) -> list[NudgeTable]:
    found: list[NudgeTable] = []
    for some in chunks(sorted(ids)):
        wanted = select(NudgeTable).where(col(NudgeTable.id).in_(some)).order_by(col(NudgeTable.id))
        found += change.session.execute(wanted.execution_options(populate_existing=True)).scalars()
    return found
