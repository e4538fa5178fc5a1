"""Who wants no mail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.tables import UNSUBSCRIBED


def unsubscribed(session: Session, addresses: Sequence[str]) -> frozenset[str]:
    """Those of these addresses (in lower case) that stopped their mail."""
    found: set[str] = set()
    for some in chunks(sorted(set(addresses))):
        found |= set(session.execute(select(UNSUBSCRIBED.c.address).where(UNSUBSCRIBED.c.address.in_(some))).scalars())
    return frozenset(found)
