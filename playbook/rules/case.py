"""One account at one moment, as the rules see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from playbook.calendar import Calendar
from playbook.health import Health, health
from playbook.models import Account, Nudge

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """What a rule may look at. `nudges` are the account's open threads: the memory of crossings and repeats."""

    account: Account
    nudges: Sequence[Nudge]
    calendar: Calendar  # the account's business days
    now: datetime

    @cached_property
    def today(self) -> date:
        """The day it is where the account lives."""
        return self.account.local_date(self.now)

    @cached_property
    def health(self) -> Health:
        return health(self.account, self.today)

    def begin_of(self, day: date) -> datetime:
        """The instant at which a day begins where the account lives."""
        return self.calendar.midnight(day)

    def begin_of_first(self, *days: date | None) -> datetime | None:
        """The instant at which the earliest of some days begins; None when there is none."""
        first = min((day for day in days if day), default=None)
        return self.begin_of(first) if first else None
