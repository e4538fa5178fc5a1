"""Accounts for reports and exports: all of them, a chunk at a time, so that ten thousand are never held at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.models import Account
from storage.chunks import chunks
from storage.queries.accounts import accounts_by_ids
from storage.tables import ACCOUNT


def accounts_signed(session: Session, since: date | None = None, csm_id: str | None = None) -> Iterator[Account]:
    """Every account, by name, paused and closed ones too; only those signed from `since` on, and of one CSM."""
    wanted = select(ACCOUNT.c.id).order_by(ACCOUNT.c.name_key, ACCOUNT.c.id)
    if since is not None:
        wanted = wanted.where(ACCOUNT.c.start_on >= since)
    if csm_id is not None:
        wanted = wanted.where(ACCOUNT.c.csm_id == csm_id)
    ids = list(session.execute(wanted).scalars())
    for some in chunks(ids):
        yield from accounts_by_ids(session, some)
