"""What time asks for; each by an index, so that quiet accounts cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playbook.models import Nudge
from storage.records import OutboxRow


def accounts_due(session: Session, now: datetime, limit: int) -> tuple[int, ...]:
    """Ids of accounts whose next look has come, longest waiting first."""
    raise NotImplementedError


def next_wake(session: Session, settle: timedelta = timedelta(0)) -> datetime | None:
    """The earliest instant at which anything stored wants attention; unknown sends `settle` after their lease."""
    raise NotImplementedError


def people_with_plan_due(session: Session, now: datetime) -> tuple[str, ...]:
    """Slack ids of people who have waiting plan lines whose morning has come."""
    raise NotImplementedError


def nudges_for_plan(session: Session, user_id: str, now: datetime) -> tuple[Nudge, ...]:
    """The person's plan lines due (waiting or queued), worst account first."""
    raise NotImplementedError


def nudges_due(session: Session, now: datetime, limit: int = 100) -> tuple[Nudge, ...]:
    """Waiting nudges of their own message (now, escalation) whose moment has come; an escalation also without a recipient."""
    raise NotImplementedError


def nudge_by_id(session: Session, nudge_id: int) -> Nudge:
    """NotFound `nudge`."""
    raise NotImplementedError


def nudges_by_ids(session: Session, ids: Sequence[int]) -> tuple[Nudge, ...]:
    """Those that exist."""
    raise NotImplementedError


def nudges_of(session: Session, account_id: int) -> tuple[Nudge, ...]:
    """All nudges of threads that have not ended, in any state: the memory of the rules."""
    raise NotImplementedError


def outbox_unknown(session: Session, now: datetime, settle: timedelta, limit: int = 100) -> tuple[OutboxRow, ...]:
    """Sends without a known outcome, at least `settle` ago, for read-back."""
    raise NotImplementedError


def outbox_problems(session: Session, since: datetime | None = None, limit: int = 20) -> tuple[OutboxRow, ...]:
    """Refused sends, latest first, and those without a known outcome: for Home and doctor."""
    raise NotImplementedError


def outbox_row(session: Session, row_id: int) -> OutboxRow:
    """NotFound `outbox`."""
    raise NotImplementedError
