"""Looking at an account with the rules, and writing down what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from playbook.engine import Look, look
from playbook.models import Account, Person, Role, Workspace
from playbook.roles import context_for, person_in_role
from storage.changes.accounts import lock_account
from storage.changes.nudges import record_look
from storage.engine import Change
from storage.queries.due import nudges_of


def look_at(
    session: Session, account: Account, workspace: Workspace, people: Mapping[str, Person], now: datetime
) -> Look:
    """What the rules say about `account` at `now`, given the nudges it already had. Reads only."""
    return look(account, nudges_of(session, account.id), context_for(account, workspace, people), now)


def look_anew(change: Change, account_id: int, workspace: Workspace, people: Mapping[str, Person]) -> None:
    """Look at a stored account and record the outcome, all within `change`."""
    account = lock_account(change, account_id)

    def recipient_of(role: Role) -> str | None:
        person = person_in_role(role, account, workspace, people)
        return person.id if person else None

    record_look(change, account_id, look_at(change.session, account, workspace, people, change.now), recipient_of)
