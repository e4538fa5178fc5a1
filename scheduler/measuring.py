"""The screens that measure: one account's time to value, its seed users, and the report on many (METHOD section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messages.kit import Message
from messages.report import groups_message, report_message
from messages.ttv import ttv_message
from messages.users import users_message
from playbook.known import known_at
from playbook.measures.bands import segment_of
from playbook.measures.days import days_spent
from playbook.measures.figures import figures_at
from playbook.measures.portfolio import Grouping, table, tables
from playbook.measures.ttv import so_far
from playbook.measures.usage import usage, user_lines
from playbook.models import Account, Person
from storage.queries.accounts import account_by_id
from storage.queries.measures import accounts_signed
from storage.queries.people import people_by_ids

About = Mapping[str, Any]


def ttv(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The parts of an account's time to value."""
    account = _known(session, about, now)
    today = account.local_date(now)
    return ttv_message(account, so_far(account, today), days_spent(account, today), segment_of(account), today)


def users(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """An account's seed users; `chart` False where none can be shown."""
    account, chart = _known(session, about, now), about.get("chart", True)
    return users_message(account, user_lines(account, now), usage(account, now), now, chart=chart)


def report(session: Session, about: About, viewer: Person, now: datetime) -> Message:
    """The portfolio, or with `scope` me the viewer's own, or its groups by csm, segment or playbook; `since` an ISO
    day. The CSM of an account is who owns it, not the backup."""
    scope, since = about.get("scope"), date.fromisoformat(about["since"]) if about.get("since") else None
    today = now.astimezone(ZoneInfo(viewer.time_zone)).date()
    mine = scope == "me"
    accounts = accounts_signed(session, since, viewer.id if mine else None)
    figures = [found for account in accounts if (found := figures_at(account, now))]
    if scope is None or mine:
        return report_message(table(figures), mine=mine, since=since, today=today)
    by = Grouping(scope)
    named = people_by_ids(session, sorted({each.csm_id for each in figures if each.csm_id}))
    return groups_message(tables(figures, by), by, named, since=since, today=today)


def _known(session: Session, about: About, now: datetime) -> Account:
    return known_at(account_by_id(session, about["account"]), now)
