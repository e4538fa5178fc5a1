"""Accounts by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from playbook.models import Account, AccountState, Blocker, Milestone
from storage.chunks import chunks
from storage.images import RecordedSession
from storage.reading import (
    account_of,
    blocker_of,
    facts_of,
    milestone_of,
    note_of,
    pause_of,
    remediation_of,
    review_of,
    touch_of,
)
from storage.records import AccountRef, Card
from storage.remembered import remembered
from storage.tables import ACCOUNT, BLOCKER, CARD, FACTS, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH

Grouped = dict[int, list[Any]]
_REVIEW = ("answer", "said_by", "on", "words", "gap", "reason")
_PLAN = ("owner", "due_on", "steps", "opened_on", "gap")


def account_by_id(session: Session, account_id: int) -> Account:
    """The whole account. NotFound `account`."""
    found = accounts_by_ids(session, [account_id])
    if not found:
        raise NotFound("account", str(account_id))
    return found[0]


def accounts_by_ids(session: Session, ids: Sequence[int]) -> tuple[Account, ...]:
    """Those that exist, in the order of the ids, in as many statements as one."""
    session.flush()
    found = remembered(session).accounts if isinstance(session, RecordedSession) else {}
    for some in chunks([account_id for account_id in ids if account_id not in found]):
        found.update((account.id, account) for account in _load(session, some))
    return tuple(found[account_id] for account_id in ids if account_id in found)


def accounts_of_csm(session: Session, csm_id: str) -> tuple[AccountRef, ...]:
    """The accounts that name this person as their CSM and are not closed, by name."""
    mine = select(ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.state).where(ACCOUNT.c.csm_id == csm_id)
    rows = session.execute(mine.where(ACCOUNT.c.state != AccountState.CLOSED.value).order_by(ACCOUNT.c.name_key))
    return tuple(AccountRef(id=row.id, name=row.name, state=AccountState(row.state)) for row in rows)


def cards_of(session: Session, account_id: int) -> tuple[Card, ...]:
    """Its living cards."""
    rows = session.execute(select(CARD).where(CARD.c.account_id == account_id).order_by(CARD.c.id))
    return tuple(Card(id=row.id, account_id=row.account_id, channel=row.channel, ts=row.ts) for row in rows)


def card_at(session: Session, channel: str, ts: str) -> Card | None:
    """The living card that is this message, if it is one (a mention in its thread means that account)."""
    row = session.execute(select(CARD).where(CARD.c.channel == channel, CARD.c.ts == ts)).first()
    return Card(id=row.id, account_id=row.account_id, channel=row.channel, ts=row.ts) if row else None


def _head() -> Select[Any]:
    """The account with what it has at most one of, prefixed so that names do not clash."""
    review = [REVIEW.c[name].label(f"review_{name}") for name in _REVIEW]
    plan = [REMEDIATION.c[name].label(f"plan_{name}") for name in _PLAN]
    joined = ACCOUNT.outerjoin(FACTS).outerjoin(REVIEW).outerjoin(REMEDIATION)
    columns: list[Any] = [*ACCOUNT.c, FACTS.c.document, *review, *plan]
    return select(*columns).select_from(joined)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A SELECT built once: of one account by its id, which databases plan better than a list of one, and of many."""

    one: Select[Any]
    many: Select[Any]

    def rows(self, session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
        if len(ids) == 1:
            return session.execute(self.one, {"account": ids[0]}).all()
        return session.execute(self.many, {"accounts": ids}).all()


def _wanted(select_all: Select[Any], owner: ColumnElement[Any], *order: ColumnElement[Any]) -> _Wanted:
    ordered = select_all.order_by(*order)
    many = ordered.where(owner.in_(bindparam("accounts", expanding=True)))
    return _Wanted(ordered.where(owner == bindparam("account")), many)


def _owned(table: Table, *order: ColumnElement[Any]) -> _Wanted:
    return _wanted(select(table), table.c.account_id, *order)


_HEADS = _wanted(_head(), ACCOUNT.c.id)
_MILESTONES = _owned(MILESTONE, MILESTONE.c.position)
_BLOCKERS = _owned(BLOCKER, BLOCKER.c.id)
_TOUCHES = _owned(TOUCH, TOUCH.c.at, TOUCH.c.id)
_NOTES = _owned(NOTE, NOTE.c.at, NOTE.c.id)
_PAUSES = _owned(PAUSE, PAUSE.c.from_on, PAUSE.c.id)


def _load(session: Session, ids: Sequence[int]) -> list[Account]:
    heads = _HEADS.rows(session, ids)
    if not heads:
        return []
    milestones = _milestones(session, ids)
    touches = _grouped(session, _TOUCHES, touch_of, ids)
    notes = _grouped(session, _NOTES, note_of, ids)
    pauses = _grouped(session, _PAUSES, pause_of, ids)
    return [
        _account(row, {
            "milestones": tuple(milestones[row.id]), "touches": tuple(touches[row.id]),
            "notes": tuple(notes[row.id]), "pauses": tuple(pauses[row.id]),
        })
        for row in heads
    ]  # fmt: skip


def _account(row: Row[Any], parts: dict[str, Any]) -> Account:
    review = {name: getattr(row, f"review_{name}") for name in _REVIEW}
    plan = {name: getattr(row, f"plan_{name}") for name in _PLAN}
    return account_of(
        row,
        parts,
        facts_of(row.document),
        review_of(review) if review["answer"] is not None else None,
        remediation_of(plan) if plan["owner"] is not None else None,
    )


def _milestones(session: Session, ids: Sequence[int]) -> dict[int, list[Milestone]]:
    blockers: dict[int, list[Blocker]] = defaultdict(list)
    for row in _BLOCKERS.rows(session, ids):
        blockers[row.milestone_id].append(blocker_of(row))

    def with_blockers(row: Row[Any]) -> Milestone:
        return milestone_of(row, blockers[row.id])

    return _grouped(session, _MILESTONES, with_blockers, ids)


def _grouped(session: Session, wanted: _Wanted, snapshot: Callable[[Row[Any]], Any], ids: Sequence[int]) -> Grouped:
    """The snapshots of an owned table by account id."""
    found: Grouped = defaultdict(list)
    for row in wanted.rows(session, ids):
        found[row.account_id].append(snapshot(row))
    return found
