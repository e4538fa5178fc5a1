"""What a session has read, so that it is read once: in a change until it may be another, in a reading for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.dml import UpdateBase

from playbook.models import Account, Person, Workspace
from storage.images import RecordedSession
from storage.tables import (
    ACCOUNT,
    BLOCKER,
    COVER,
    FACTS,
    MILESTONE,
    NOTE,
    PAUSE,
    PERSON,
    REMEDIATION,
    REVIEW,
    TOUCH,
    WORKSPACE,
)

_OF_ACCOUNTS = (ACCOUNT, BLOCKER, FACTS, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH)
READ = frozenset((*_OF_ACCOUNTS, COVER, PERSON, WORKSPACE))  # what the remembered is made of
_NAME = "remembered"


@dataclass(slots=True)
class Memory:
    """As this session would read them again; None for a person who is not known."""

    accounts: dict[int, Account] = field(default_factory=dict)
    people: dict[str, Person | None] = field(default_factory=dict)
    called: dict[str, Person | None] = field(default_factory=dict)
    workspace: Workspace | None = None


def remembered(session: Session) -> Memory:
    """What this session has read, to be used and added to.

    A reading sees one moment, and keeps people and settings for as long as it lasts; but no accounts, since a report
    reads ten thousand. In a change all is forgotten with every flush, rollback and statement that may write what is
    remembered; and with every row lock, since PostgreSQL shows after one what others committed while it was waited
    for. SQLite knows no row locks: there nobody else writes while a change lasts.
    """
    found: Memory | None = session.info.get(_NAME)
    if found is None:
        found = session.info[_NAME] = Memory()
    return found


def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_NAME, None)


@event.listens_for(RecordedSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    statement: Any = state.statement
    if isinstance(statement, Select):
        harmless = statement._for_update_arg is None or state.session.get_bind().dialect.name == "sqlite"
    else:
        harmless = isinstance(statement, UpdateBase) and statement.table not in READ
    if not harmless:
        _forget(state.session)


event.listen(RecordedSession, "after_flush", _forget)
event.listen(RecordedSession, "after_soft_rollback", _forget)
