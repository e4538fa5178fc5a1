"""Who did what when."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage.records import AuditLine


def history(
    session: Session, account_id: int, offset: int = 0, limit: int = 10, people_only: bool = False
) -> tuple[tuple[AuditLine, ...], int]:
    """An account's changes, latest first, and how many there are; `people_only` leaves out the assistant's own."""
    raise NotImplementedError


def last_change(session: Session, actor_id: str) -> AuditLine | None:
    """The person's last change that is not taken back (and is not itself an undo), however old."""
    raise NotImplementedError


def audit_line(session: Session, audit_id: int) -> AuditLine:
    """NotFound `change`."""
    raise NotImplementedError
