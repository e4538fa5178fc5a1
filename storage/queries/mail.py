"""Who wants no mail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook.mails import mark_of
from storage.chunks import chunks
from storage.tables import UNSUBSCRIBED


def unsubscribed(session: Session, addresses: Sequence[str]) -> frozenset[str]:
    """Those of these addresses (in lower case) that stopped their mail."""
    marks = {mark_of(address): address for address in addresses}
    found: set[str] = set()
    for some in chunks(sorted(marks)):
        stopped = select(UNSUBSCRIBED.c.mark).where(UNSUBSCRIBED.c.mark.in_(some))
        found |= {marks[mark] for mark in session.execute(stopped).scalars()}
    return frozenset(found)
