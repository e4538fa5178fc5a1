"""Whom and what can be forgotten."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.erasing import folded, people_of
from playbook.errors import Refused
from playbook.matching import normalize
from playbook.models import AccountState
from storage.queries.names import accounts_named
from storage.tables import ACCOUNT, AUDIT, AUDIT_ACCOUNT, FACTS

Aliases = tuple[str | None, ...]


def accounts_to_forget(session: Session, name: str) -> tuple[tuple[int, str], ...]:
    """The id and name of every closed or deleted account of that name.

    NotFound with the nearest names, Ambiguous; Refused `forget_living` when the only one is neither.
    """
    found = (*_closed(session, name), *_deleted(session, name))
    if found:
        return found
    known = accounts_named(session, name)
    if known.state is not AccountState.CLOSED:
        raise Refused("forget_living", account=known.name)
    return ((known.id, known.name),)


def accounts_naming(session: Session, called: str) -> dict[int, list[Aliases]]:
    """The accounts that know somebody at the customer by that name or address, and all they are called there."""
    wanted = folded(called)
    found: dict[int, list[Aliases]] = {}
    rows = session.execute(select(FACTS).execution_options(yield_per=500))
    for account_id, document in rows:
        people = [aliases for aliases in people_of(document) if wanted in map(folded, filter(None, aliases))]
        if people:
            found[account_id] = people
    return found


def account_called(session: Session, name: str) -> bool:
    """Whether an account, living, closed or deleted, has exactly that name."""
    known = session.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.name_key == normalize(name))).first()
    return known is not None or bool(_deleted(session, name))


def _closed(session: Session, name: str) -> tuple[tuple[int, str], ...]:
    wanted = select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.name_key == normalize(name))
    rows = session.execute(wanted.where(ACCOUNT.c.state == AccountState.CLOSED.value).order_by(ACCOUNT.c.id))
    return tuple((row.id, row.name) for row in rows)


def _deleted(session: Session, name: str) -> tuple[tuple[int, str], ...]:
    """Those of which only the history is left."""
    there = select(ACCOUNT.c.id).where(ACCOUNT.c.id == AUDIT_ACCOUNT.c.account_id).exists()
    lines = select(AUDIT_ACCOUNT.c.account_id, AUDIT.c.account_name).join(AUDIT).where(~there)
    rows = session.execute(lines.where(AUDIT.c.account_name.is_not(None)).distinct())
    found = {row.account_id: row.account_name for row in rows if normalize(row.account_name) == normalize(name)}
    return tuple(sorted(found.items()))
