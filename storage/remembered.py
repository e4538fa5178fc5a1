"""What a session has read, so that it is read once: in a change until it may be another, in a reading for good."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.dml import UpdateBase

from playbook.models import Account, Person, Workspace
from storage.images import RecordedSession
from storage.reading import account_of, milestone_of
from storage.records import Card
from storage.tables import (
    ACCOUNT,
    BLOCKER,
    CARD,
    COVER,
    FACTS,
    METADATA,
    MILESTONE,
    NOTE,
    PAUSE,
    PERSON,
    REMEDIATION,
    REVIEW,
    TOUCH,
    WORKSPACE,
    AccountTable,
    CardTable,
    MilestoneTable,
)

_OF_ACCOUNTS = (ACCOUNT, BLOCKER, FACTS, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH)
READ = frozenset((*_OF_ACCOUNTS, CARD, COVER, PERSON, WORKSPACE))  # what the remembered is made of
_NAME, _HELD = "remembered", "held"


@dataclass(slots=True)
class Memory:
    """As this session would read them again; None for a person who is not known."""

    accounts: dict[int, Account] = field(default_factory=dict)
    cards: dict[int, tuple[Card, ...]] = field(default_factory=dict)  # by account
    people: dict[str, Person | None] = field(default_factory=dict)
    called: dict[str, Person | None] = field(default_factory=dict)
    workspace: Workspace | None = None


def remembered(session: Session) -> Memory:
    """What this session has read, to be used and added to.

    A reading sees one moment, and keeps people and settings for as long as it lasts; but no accounts, since a report
    reads ten thousand. In a change a flush puts what it writes into the accounts, or makes them forgotten; and all is
    forgotten with every rollback and statement that may write what is remembered, and with every row lock, since
    PostgreSQL shows after one what others committed while it was waited for. SQLite knows no row locks: there nobody
    else writes while a change lasts.
    """
    found: Memory | None = session.info.get(_NAME)
    if found is None:
        found = session.info[_NAME] = Memory()
    return found


def held(session: Session) -> dict[int, AccountTable]:
    """The rows of accounts that this change holds, to be used and added to: nobody else writes to them or their parts
    until it ends. Forgotten where a statement writes to accounts past the session, or a savepoint is given up."""
    found: dict[int, AccountTable] = session.info.setdefault(_HELD, {})
    return found


def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_NAME, None)


def _forget_all(session: Session, *_: Any) -> None:
    _forget(session)
    session.info.pop(_HELD, None)


@event.listens_for(RecordedSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    statement: Any = state.statement
    if state.is_select:
        if statement._for_update_arg is not None and state.session.get_bind().dialect.name != "sqlite":
            _forget(state.session)
    elif not isinstance(statement, UpdateBase) or statement.table in READ:
        _forget_all(state.session)


@event.listens_for(RecordedSession, "after_flush")
def _after_flush(session: RecordedSession, *_: Any) -> None:
    """What was written to rows of an account that is remembered is put into it; whatever else was read is forgotten
    where something like it was written."""
    memory: Memory | None = session.info.get(_NAME)
    if memory is None:
        return
    accounts, changed = memory.accounts, session.dirty
    for row in (*session.new, *changed, *session.deleted):
        if METADATA.tables[str(row.__tablename__)] not in READ:
            continue
        if isinstance(row, CardTable):
            memory.cards.pop(row.account_id, None)
            continue
        owner = row.id if isinstance(row, AccountTable) else getattr(row, "account_id", None)
        if owner is None:
            _forget(session)
            return
        if owner in accounts:
            known = accounts.pop(owner)
            if row in changed and isinstance(row, AccountTable | MilestoneTable) and not _is_elsewhere(row):
                accounts[owner] = _written(known, row)


def _is_elsewhere(row: AccountTable | MilestoneTable) -> bool:
    """Whether it has another place among the account's milestones than before."""
    return "position" in inspect(row).committed_state


def _written(account: Account, row: AccountTable | MilestoneTable) -> Account:
    """The account with what its row, or that of one of its milestones, says now."""
    if isinstance(row, MilestoneTable):
        found = (milestone_of(row, each.blockers) if each.id == row.id else each for each in account.milestones)
        return replace(account, milestones=tuple(found))
    parts = {name: getattr(account, name) for name in ("milestones", "touches", "notes", "pauses")}
    return account_of(row, parts, account.facts, account.review, account.remediation)


event.listen(RecordedSession, "after_soft_rollback", _forget_all)
