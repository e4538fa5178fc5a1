"""Nudges with their accounts as the rules see them now: what plans, Home and messages of their own are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from messages.snapshots import PlanItem
from playbook.engine import Look, look
from playbook.models import Account, Nudge
from playbook.roles import context_for
from scheduler.looking import people_of_each
from storage.queries.accounts import accounts_by_ids
from storage.queries.due import nudges_by_account
from storage.queries.people import workspace

log = structlog.get_logger(__name__)


def plan_items(session: Session, nudges: Sequence[Nudge], now: datetime) -> list[PlanItem]:
    """Each nudge with its account and a fresh look; left out are accounts that are gone or make a rule fail."""
    settings = workspace(session)
    accounts = accounts_by_ids(session, list(dict.fromkeys(nudge.account_id for nudge in nudges)))
    around = people_of_each(session, accounts, settings)
    told = nudges_by_account(session, [account.id for account in accounts])
    looked: dict[int, tuple[Account, Look]] = {}
    for account in accounts:
        try:
            context = context_for(account, settings, around[account.id])
            looked[account.id] = account, look(account, told[account.id], context, now)
        except Exception:
            log.exception("look_failed", account=account.id)
    found = [(nudge, looked[nudge.account_id]) for nudge in nudges if nudge.account_id in looked]
    return [PlanItem(account=account, nudge=nudge, look=look) for nudge, (account, look) in found]
