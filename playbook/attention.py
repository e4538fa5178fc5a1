"""Since when an account has been in trouble, worked out from its dates: so an imported one shows its true day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from playbook.clocks import day_after, frozen_on
from playbook.health import health
from playbook.models import Account, AccountState
from playbook.rules.case import DAY
from playbook.rules.contact import AT_RISK_AFTER, quiet_since
from playbook.rules.review import asked_on
from playbook.standing import LEAD_AFTER, TROUBLED


def attention_since(account: Account, on: date) -> date | None:
    """The first day of the stretch up to `on` in which the digest lists it (`Standing.needs_attention`); None when it
    does not, or when the account is not active.

    At risk by its band walked back day by day, never before Day 0, or from the day on which STALL-21 was reached; a
    stall with a lead in it and an unanswered Day-30 review count too.
    """
    days = [*_risks(account, on), *_stalled(account, on, LEAD_AFTER)]
    asks_on = asked_on(account)
    if account.state is AccountState.ACTIVE and asks_on is not None and asks_on <= on:
        days.append(asks_on)
    return min(days, default=None)


def _risks(account: Account, on: date) -> Iterator[date]:
    if account.state is not AccountState.ACTIVE or on < account.start_on:
        return
    if _troubled(account, on):
        first = on
        while first > account.start_on and _troubled(account, first - DAY):
            first -= DAY
        yield first
    yield from _stalled(account, on, AT_RISK_AFTER)


def _troubled(account: Account, on: date) -> bool:
    return health(account, frozen_on(account, on)).band in TROUBLED


def _stalled(account: Account, on: date, days: int) -> Iterator[date]:
    """The day on which a stall that still lasts reached so many days."""
    if account.state is AccountState.ACTIVE and account.open_milestones:
        reached_on = day_after(account, quiet_since(account, on)[0], days)
        if reached_on <= on:
            yield reached_on
