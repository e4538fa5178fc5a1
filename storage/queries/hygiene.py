"""What became of nudges."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playbook.hygiene import WITHIN, Outcome
from playbook.models import NudgeState
from storage.tables import ACCOUNT, NUDGE

OFFERED_AFTER = 3  # times that a rule was called not relevant on an account before it offers to rest there
_DISMISSED = NUDGE.c.state == NudgeState.DISMISSED.value


def outcomes(session: Session, since: datetime) -> tuple[Outcome, ...]:
    """By rule, the nudges told from `since` on; the most told first."""
    columns = (NUDGE.c.rule, NUDGE.c.sent_at, NUDGE.c.acted_at, NUDGE.c.snoozed_until, NUDGE.c.state)
    rows = session.execute(select(*columns).where(NUDGE.c.sent_at >= since).execution_options(yield_per=1_000))
    told, acted, snoozed, dismissed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        told[row.rule] += 1
        acted[row.rule] += row.acted_at is not None and row.acted_at - row.sent_at <= WITHIN
        snoozed[row.rule] += row.snoozed_until is not None
        dismissed[row.rule] += row.state == NudgeState.DISMISSED.value
    return tuple(
        Outcome(rule=rule, told=count, acted=acted[rule], snoozed=snoozed[rule], dismissed=dismissed[rule])
        for rule, count in told.most_common()
    )


def times_not_relevant(session: Session, account_id: int, rule: str) -> int:
    """How often people called a rule not relevant on an account: threads, not steps."""
    session.flush()
    theirs = select(NUDGE.c.subject, NUDGE.c.episode).where(NUDGE.c.account_id == account_id, NUDGE.c.rule == rule)
    return len(set(session.execute(theirs.where(_DISMISSED)).all()))


def often_not_relevant(session: Session, limit: int = 10) -> tuple[tuple[int, str, str, int], ...]:
    """Account's id and name, rule, and how often it was called not relevant there, for accounts that are not closed;
    most first."""
    times = func.count().label("times")
    found = (
        select(ACCOUNT.c.id, ACCOUNT.c.name, NUDGE.c.rule, times)
        .join(ACCOUNT, ACCOUNT.c.id == NUDGE.c.account_id)
        .where(_DISMISSED, ACCOUNT.c.state != "closed")
        .group_by(ACCOUNT.c.id, ACCOUNT.c.name, NUDGE.c.rule)
        .having(times >= OFFERED_AFTER)
        .order_by(times.desc(), ACCOUNT.c.name, NUDGE.c.rule)
    )
    return tuple((row.id, row.name, row.rule, row.times) for row in session.execute(found.limit(limit)))


def most_nudged(session: Session, since: datetime, limit: int) -> tuple[int, ...]:
    """Ids of the accounts with the most nudges told from `since` on."""
    times = func.count().label("times")
    found = select(NUDGE.c.account_id, times).where(NUDGE.c.sent_at >= since).group_by(NUDGE.c.account_id)
    rows = session.execute(found.order_by(times.desc(), NUDGE.c.account_id).limit(limit))
    return tuple(row.account_id for row in rows)
