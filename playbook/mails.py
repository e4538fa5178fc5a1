"""The self-serve e-mail sequence (003, METHOD section 1's exception): which days, to whom, and how far each user is.

Days are the account's calendar days, paused ones not counted. A day's mail is due from 09:00 on the account's clock
(Day 0's from the signing) until that day ends: a mail that was missed is not sent late (docs/decisions/009).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256

from playbook.clocks import day_after
from playbook.engine import SELF_SERVE
from playbook.known import known_at
from playbook.matching import normalize
from playbook.models import Account, AccountState, SeedUser
from playbook.plan_model import PlanEmail

HOUR = time(9)
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}"
)
LONGEST = 254  # characters of an address


class Progress(StrEnum):
    """How far a seed user is: what a mail to them is about."""

    NOT_SIGNED_UP = "not-signed-up"
    NO_TASK = "no-task"
    FAILED = "failed"  # tried, and nothing succeeded yet
    ONCE = "once"  # one success, and not back since
    ONE_WORKFLOW = "one-workflow"  # back, with the same workflow
    SEVERAL = "several"  # workflows


@dataclass(frozen=True, slots=True)
class DueMail:
    """One mail: to which user of the account, on which day of the sequence."""

    user: SeedUser
    email: PlanEmail
    address: str
    key: str  # unique for ever: an account's user gets a day's mail once


def progress_of(user: SeedUser) -> Progress:
    """What the user has and has not done, as it is known."""
    if user.first_success is None:
        if user.submissions:
            return Progress.FAILED
        return Progress.NO_TASK if user.signed_up_at else Progress.NOT_SIGNED_UP
    if user.returned is None:
        return Progress.ONCE
    return Progress.ONE_WORKFLOW if len(user.workflows) == 1 else Progress.SEVERAL


def address_of(user: SeedUser) -> str | None:
    """The address that mail can go to, in lower case; None for none, and for one that is not plain ASCII."""
    return plain_address(user.email or "")


def plain_address(text: str) -> str | None:
    """An address in lower case; None for what is none, or not plain ASCII."""
    text = text.strip()
    return text.lower() if len(text) <= LONGEST and _ADDRESS.fullmatch(text) else None


def mark_of(address: str) -> str:
    """What an address that stopped its mail is remembered by: it can be recognised, and not read."""
    return sha256(f"no more mail\n{address}".encode()).hexdigest()


def mails_due(account: Account, emails: Sequence[PlanEmail], now: datetime) -> tuple[DueMail, ...]:
    """The mails of today whose hour has come at `now` (aware), one an address; none while it is paused or closed."""
    known = known_at(account, now)
    if not _gets_mail(known):
        return ()
    today = known.local_date(now)
    found: dict[str, DueMail] = {}
    for email in emails:
        if today == _day_of(known, email) and _moment(known, email) <= now:
            for user in known.facts.seed_users:
                if address := address_of(user):
                    mail = DueMail(user, email, address, key_of(known, address, email.day))
                    found.setdefault(mail.key, mail)
    return tuple(found.values())


def next_mail_at(account: Account, emails: Sequence[PlanEmail], now: datetime) -> datetime | None:
    """The first moment after `now` at which mails come due; None when there is none as things stand."""
    known = known_at(account, now)
    return min((at for at in _moments(known, emails) if at > now), default=None) if _gets_mail(known) else None


def key_of(account: Account, address: str, day: int) -> str:
    """The same for an account that was exported and imported again: its name and Day 0 stand in it, not its id."""
    text = f"{normalize(account.name)}\n{account.start_on}\n{address}\n{day}"
    return f"mail:{sha256(text.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _gets_mail(account: Account) -> bool:
    return account.playbook == SELF_SERVE and account.state is AccountState.ACTIVE


def _day_of(account: Account, email: PlanEmail) -> date:
    return day_after(account, account.start_on, email.day)


def _moment(account: Account, email: PlanEmail) -> datetime:
    """09:00 of its day, and never before the signing."""
    morning = datetime.combine(_day_of(account, email), HOUR, account.zone)
    return account.signed if email.day == 0 else max(morning, account.signed)


def _moments(account: Account, emails: Sequence[PlanEmail]) -> Iterator[datetime]:
    return (_moment(account, email) for email in emails)
