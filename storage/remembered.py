"""Accounts read in a change, so that each is read once between two writes of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.dml import UpdateBase

from playbook.models import Account
from storage.images import RecordedSession
from storage.tables import ACCOUNT, BLOCKER, FACTS, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH

READ = frozenset((ACCOUNT, BLOCKER, FACTS, MILESTONE, NOTE, PAUSE, REMEDIATION, REVIEW, TOUCH))  # an account is made of
_NAME = "accounts"


def remembered(session: Session) -> dict[int, Account]:
    """Accounts by id as this change would read them again; empty where nothing is remembered, and to be filled.

    Forgotten with every flush, rollback and statement that may write a part of an account; and with every row lock,
    since PostgreSQL shows after one what others committed while it was waited for. SQLite knows no row locks: there
    nobody else writes while a change lasts.
    """
    if not isinstance(session, RecordedSession):
        return {}
    found: dict[int, Account] = session.info.setdefault(_NAME, {})
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
