"""One account at one moment, as the rules see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from playbook.calendar import Calendar
from playbook.clocks import day_after
from playbook.health import Health, health
from playbook.models import Account, Nudge, Workspace
from playbook.rules.numbers import NUMBERS

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """What a rule may look at. `nudges` are the account's open threads: the memory of crossings and repeats."""

    account: Account
    nudges: Sequence[Nudge]
    calendar: Calendar  # the account's business days
    now: datetime
    workspace: Workspace = field(default_factory=Workspace)

    def number(self, rule: str, name: str) -> int:
        """A number of a rule: the team's own, else METHOD's. KeyError for one that is not in `NUMBERS`."""
        own = self.workspace.rule_numbers.get(rule, {})
        return own.get(name, NUMBERS[rule][name])

    def day(self, number: int) -> date:
        """Day `number` of the onboarding, Day 0 being the signing; paused days do not count (METHOD section 2)."""
        return day_after(self.account, self.account.start_on, number)

    @cached_property
    def today(self) -> date:
        """The day it is where the account lives."""
        return self.account.local_date(self.now)

    @cached_property
    def health(self) -> Health:
        return health(self.account, self.today)

    def local_text(self, at: datetime) -> str:
        """An instant as a fact: ISO, on the clock where the account lives."""
        return at.astimezone(self.account.zone).isoformat(timespec="minutes")

    def begin_of(self, day: date) -> datetime:
        """The instant at which a day begins where the account lives."""
        return self.calendar.midnight(day)

    def begin_of_first(self, *days: date | None) -> datetime | None:
        """The instant at which the earliest of some days begins; None when there is none."""
        first = min((day for day in days if day), default=None)
        return self.begin_of(first) if first else None
