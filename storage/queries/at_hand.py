"""What a person was told, or will be, and is not settled: of the worst accounts first, since a lead may have 10,000."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from playbook.models import Nudge, NudgeState
from storage.queries.due import nudges_of
from storage.tables import ACCOUNT, NUDGE

_OVER = (NudgeState.GONE.value, NudgeState.DISMISSED.value)
_HANDLED = and_(NUDGE.c.state == NudgeState.SENT.value, NUDGE.c.dismissed_reason.is_not(None))  # Nudge.is_handled


@dataclass(frozen=True, slots=True)
class AtHandPage:
    """Some accounts, and how many there are in all."""

    ids: tuple[int, ...]
    total: int


def accounts_at_hand(session: Session, user_id: str, until: datetime, offset: int, limit: int) -> AtHandPage:
    """Accounts with something for the person before `until`, worst first: every one that `nudges_at_hand` has, and
    now and then one more, whose last step of a thread was handled and an earlier one not."""
    theirs = select(NUDGE.c.account_id).where(_at_hand(user_id, until), ~_HANDLED).distinct().subquery()
    ranked = select(ACCOUNT.c.id, func.count().over().label("total")).join(theirs, ACCOUNT.c.id == theirs.c.account_id)
    worst_first = ranked.order_by(ACCOUNT.c.rank.desc(), ACCOUNT.c.name_key, ACCOUNT.c.id)
    rows = session.execute(worst_first.offset(offset).limit(limit)).all()
    return AtHandPage(tuple(row.id for row in rows), rows[0].total if rows else 0)


def nudges_at_hand(session: Session, user_id: str, until: datetime, account_id: int) -> list[Nudge]:
    """What the person was told of this account, or will be before `until`, and is not settled."""
    return at_hand_among(nudges_of(session, account_id), user_id, until)


def at_hand_among(told: Iterable[Nudge], user_id: str, until: datetime) -> list[Nudge]:
    """The same of the nudges of an account's open threads, by plan, at once and as escalation.

    Settled is what was dismissed or handled, and what has no cause any more. Of each thread the last step.
    """
    latest: dict[object, Nudge] = {}
    for nudge in told:
        if nudge.recipient_id == user_id and nudge.send_at < until and nudge.state.value not in _OVER:
            latest[nudge.thread] = nudge
    return [nudge for nudge in latest.values() if not nudge.is_handled]


def _at_hand(user_id: str, until: datetime) -> ColumnElement[bool]:
    told = and_(NUDGE.c.recipient_id == user_id, NUDGE.c.send_at < until)
    return and_(told, NUDGE.c.state.not_in(_OVER), NUDGE.c.ended.is_(False))
