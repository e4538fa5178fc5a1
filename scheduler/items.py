"""Nudges with their accounts as the rules see them now: what plans, Home and messages of their own are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Seen:
    """An account with all nudges of its open threads and a fresh look."""

    account: Account
    told: Sequence[Nudge]
    look: Look

    def items(self, nudges: Iterable[Nudge]) -> list[PlanItem]:
        return [PlanItem(account=self.account, nudge=nudge, look=self.look) for nudge in nudges]


def seen(session: Session, account_ids: Sequence[int], now: datetime) -> dict[int, Seen]:
    """The accounts by id, in as many statements as one; left out are those that are gone or make a rule fail."""
    settings = workspace(session)
    accounts = accounts_by_ids(session, account_ids)
    around = people_of_each(session, accounts, settings)
    told = nudges_by_account(session, [account.id for account in accounts])
    found: dict[int, Seen] = {}
    for account in accounts:
        try:
            context = context_for(account, settings, around[account.id])
            found[account.id] = Seen(account, told[account.id], look(account, told[account.id], context, now))
        except Exception:
            log.exception("look_failed", account=account.id)
    return found


def plan_items(session: Session, nudges: Sequence[Nudge], now: datetime) -> list[PlanItem]:
    """Each nudge with its account and a fresh look; left out are accounts that are gone or make a rule fail."""
    found = seen(session, list(dict.fromkeys(nudge.account_id for nudge in nudges)), now)
    return [item for nudge in nudges if nudge.account_id in found for item in found[nudge.account_id].items([nudge])]
