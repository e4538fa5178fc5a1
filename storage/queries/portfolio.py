"""Many accounts at once, from the standing columns alone: lists and the digest."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from storage.records import AccountRow, CsmCount, DigestChanges, DigestCounts, Page

FILTERS = ("mine", "all", "overdue", "stalled", "at-risk", "paused")


def portfolio(
    session: Session, filter: str, csm_id: str | None, today: date, offset: int = 0, limit: int = 10
) -> Page:
    """Worst first. `csm_id` narrows any filter to one person's accounts (as CSM or backup); `mine` needs it. Closed ones never show."""
    raise NotImplementedError


def digest_counts(session: Session) -> DigestCounts:
    """One pass over all accounts that are not closed."""
    raise NotImplementedError


def digest_top(session: Session, limit: int | None, offset: int = 0) -> tuple[AccountRow, ...]:
    """Accounts that need attention (at risk by band or STALL-21), worst first; limit None for all (the file)."""
    raise NotImplementedError


def digest_per_csm(session: Session) -> tuple[CsmCount, ...]:
    """Accounts that need attention per CSM, most first; CSMs without any are left out."""
    raise NotImplementedError


def digest_changes(session: Session, since: datetime, limit: int = 10) -> DigestChanges:
    """What came and went since an instant."""
    raise NotImplementedError


def last_digest_at(session: Session) -> datetime | None:
    """When the digest was last posted."""
    raise NotImplementedError
