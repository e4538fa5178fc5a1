"""Accounts by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from playbook.models import Account, AccountState
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
from storage.tables import ACCOUNT, BLOCKER, CARD, FACTS, METADATA, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH

Whose = Callable[[ColumnElement[int]], ColumnElement[bool]]
_PARTS = {"milestones": MILESTONE, "touches": TOUCH, "notes": NOTE, "pauses": PAUSE}
_SMALL = {BLOCKER.name: blocker_of, TOUCH.name: touch_of, NOTE.name: note_of, PAUSE.name: pause_of}
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
    return cards_by_account(session, [account_id])[account_id]


def cards_by_account(session: Session, ids: Sequence[int]) -> dict[int, tuple[Card, ...]]:
    """The living cards of each account, in as many statements as one."""
    found = remembered(session).cards if isinstance(session, RecordedSession) else {}
    for some in chunks([account_id for account_id in ids if account_id not in found]):
        cards = [_card(row) for row in _CARDS.rows(session, some)]
        found |= {each: tuple(card for card in cards if card.account_id == each) for each in some}
    return {account_id: found[account_id] for account_id in ids}


def card_at(session: Session, channel: str, ts: str) -> Card | None:
    """The living card that is this message, if it is one (a mention in its thread means that account)."""
    row = session.execute(select(CARD).where(CARD.c.channel == channel, CARD.c.ts == ts)).first()
    return _card(row) if row else None


def _card(row: Row[Any]) -> Card:
    return Card(id=row.id, account_id=row.account_id, channel=row.channel, ts=row.ts)


def _head() -> Select[Any]:
    """The account with what it has at most one of, prefixed so that names do not clash."""
    review = [REVIEW.c[name].label(f"review_{name}") for name in _REVIEW]
    plan = [REMEDIATION.c[name].label(f"plan_{name}") for name in _PLAN]
    joined = ACCOUNT.outerjoin(FACTS).outerjoin(REVIEW).outerjoin(REMEDIATION)
    columns: list[Any] = [*ACCOUNT.c, FACTS.c.document, *review, *plan]
    return select(*columns).select_from(joined)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A statement built once: of one account by its id, which databases plan better than a list of one, and of many."""

    one: Executable
    many: Executable

    def rows(self, session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
        if len(ids) == 1:
            return session.execute(self.one, {"account": ids[0]}).all()
        return session.execute(self.many, {"accounts": ids}).all()


def _wanted(select_of: Callable[[Whose], Executable]) -> _Wanted:
    accounts: BindParameter[Any] = bindparam("accounts", expanding=True)
    return _Wanted(select_of(lambda owner: owner == bindparam("account")), select_of(lambda owner: owner.in_(accounts)))


def _side_by_side(whose: Whose) -> Executable:
    """The rows of all small parts in one statement, each in its own columns; `part` names its table."""
    tables = [METADATA.tables[name] for name in _SMALL]
    columns = {column.name: column.type for table in tables for column in table.c}

    def padded(table: Table) -> Select[Any]:
        values = [table.c.get(name, cast(null(), kind)).label(name) for name, kind in columns.items()]
        return select(literal_column(f"'{table.name}'").label("part"), *values).where(whose(table.c.account_id))

    return union_all(*map(padded, tables)).order_by("at", "from_on", "id")


_HEADS = _wanted(lambda whose: _head().where(whose(ACCOUNT.c.id)).order_by(ACCOUNT.c.id))
_MILESTONES = _wanted(
    lambda whose: select(MILESTONE).where(whose(MILESTONE.c.account_id)).order_by(MILESTONE.c.position)
)
_SMALL_ONES = _wanted(_side_by_side)
_CARDS = _wanted(lambda whose: select(CARD).where(whose(CARD.c.account_id)).order_by(CARD.c.id))


def _load(session: Session, ids: Sequence[int]) -> list[Account]:
    heads = _HEADS.rows(session, ids)
    if not heads:
        return []
    parts: dict[tuple[str, int], list[Any]] = defaultdict(list)  # by their table and what owns them
    for row in _SMALL_ONES.rows(session, ids):
        owner = row.milestone_id if row.part == BLOCKER.name else row.account_id
        parts[row.part, owner].append(_SMALL[row.part](row))
    for row in _MILESTONES.rows(session, ids):
        parts[MILESTONE.name, row.account_id].append(milestone_of(row, parts[BLOCKER.name, row.id]))
    return [_account(row, {name: tuple(parts[table.name, row.id]) for name, table in _PARTS.items()}) for row in heads]


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
