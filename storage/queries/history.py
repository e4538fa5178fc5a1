"""Who did what when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from storage.images import owner_of
from storage.records import AuditLine, Changed
from storage.tables import AUDIT, AUDIT_ACCOUNT, DIGEST_RUN, NUDGE, OUTBOX, RECEIPT

_PLAIN = [
    "id",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "actor_name",
    "via",
    "account_id",
    "account_name",
    "facts",
    "undoes",
]
BOOKKEEPING = ("look", "nudge.drop")  # the assistant's own: what came of it is told by nudge.send
_INNER = frozenset(["id", "account_id", "milestone_id", "position", "name_key", "key"])  # no news to a person


def history(
    session: Session,
    account_id: int,
    offset: int = 0,
    limit: int = 10,
    *,
    people_only: bool = False,
    told: bool = False,
) -> tuple[tuple[AuditLine, ...], int]:
    """An account's changes, latest first, and how many there are.

    `people_only` leaves out the assistant's own; `told` only its bookkeeping.
    """
    about = select(AUDIT).join(AUDIT_ACCOUNT).where(AUDIT_ACCOUNT.c.account_id == account_id)
    if people_only:
        about = about.where(AUDIT.c.actor_kind != "assistant")
    if told:
        about = about.where(AUDIT.c.action.not_in(BOOKKEEPING))
    total = session.execute(select(func.count()).select_from(about.subquery())).scalar_one()
    rows = session.execute(about.order_by(AUDIT.c.id.desc()).limit(limit).offset(offset))
    return tuple(_line(row, account_id) for row in rows), total


def changes_since(
    session: Session, account_id: int, since: datetime, limit: int, reader: str
) -> tuple[tuple[AuditLine, ...], int]:
    """What people but `reader` changed on an account from `since` on and did not take back, latest first, and how many
    changes."""
    about = select(AUDIT).join(AUDIT_ACCOUNT).where(AUDIT_ACCOUNT.c.account_id == account_id, AUDIT.c.at >= since)
    theirs = about.where(
        AUDIT.c.actor_kind != "assistant",
        AUDIT.c.actor_id.is_distinct_from(reader),
        AUDIT.c.undone_by.is_(None),
        AUDIT.c.undoes.is_(None),
    )
    total = session.execute(select(func.count()).select_from(theirs.subquery())).scalar_one()
    rows = session.execute(theirs.order_by(AUDIT.c.id.desc()).limit(limit))
    return tuple(_line(row, account_id) for row in rows), total


def audit_line(session: Session, audit_id: int) -> AuditLine:
    """NotFound `change`."""
    row = session.execute(select(AUDIT).where(AUDIT.c.id == audit_id)).first()
    if row is None:
        raise NotFound("change", str(audit_id))
    return _line(row)


def newest_instant(session: Session) -> datetime | None:
    """The latest instant at which anything stored happened."""
    when = (AUDIT.c.at, RECEIPT.c.at, OUTBOX.c.sent_at, NUDGE.c.sent_at, DIGEST_RUN.c.at)
    latest = [session.execute(select(func.max(column))).scalar() for column in when]
    return max((instant for instant in latest if instant is not None), default=None)


def _line(row: Row[Any], account_id: int | None = None) -> AuditLine:
    """A snapshot; of a change to several accounts only what belongs to `account_id`."""
    images = [image for image in row.images if account_id is None or owner_of(image) in (account_id, None)]
    changed = tuple(_changed(image) for image in images)
    return AuditLine(**{name: getattr(row, name) for name in _PLAIN}, changed=changed, undone=row.undone_by is not None)


def _changed(image: Mapping[str, Any]) -> Changed:
    before, after = image["before"], image["after"]
    either = after or before
    label = either.get("name") or either.get("text") or either.get("rule")
    if before is not None and after is not None:
        fields = [name for name in after if before.get(name) != after[name]]
        before, after = {name: before.get(name) for name in fields}, {name: after[name] for name in fields}
    return Changed(table=image["table"], row_id=image["row_id"], label=label, before=_told(before), after=_told(after))


def _told(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: value for name, value in values.items() if name not in _INNER}
