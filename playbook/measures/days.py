"""Where the days went: every day of an open milestone belongs to us, the customer, a third party or a pause.

METHOD section 4. A milestone is open from its start day (else Day 0) up to, not including, the day it was done, and
only days that are over count: up to, not including, the day of the look or of the closing. Skipped ones are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise

from playbook.health import finished_on
from playbook.models import Account, Milestone, MilestoneStatus, WaitingOn
from playbook.rules.due import counted_from

_WHOSE = {WaitingOn.US: "us", WaitingOn.CUSTOMER: "customer", WaitingOn.THIRD_PARTY: "third_party"}
_Stretch = tuple[date, date, str]  # from, up to, whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Milestone days: two milestones open on one day are two."""

    us: int = 0
    customer: int = 0
    third_party: int = 0
    paused: int = 0

    @property
    def total(self) -> int:
        return self.us + self.customer + self.third_party + self.paused

    def __add__(self, other: Days) -> Days:
        return Days(**{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(Days)})


def days_spent(account: Account, on: date) -> Days:
    """Whose the days up to `on` (exclusive) were, summed over the account's milestones."""
    return days_sum(_milestone_days(account, place, on) for place in range(len(account.milestones)))


def days_sum(many: Iterable[Days]) -> Days:
    """Added up, for a segment, a playbook, a CSM."""
    return sum(many, Days())


def _milestone_days(account: Account, place: int, on: date) -> Days:
    milestone = account.milestones[place]
    if milestone.status is MilestoneStatus.SKIPPED:
        return Days()
    start = max(milestone.start_on or account.start_on, account.start_on)
    stop = min(day for day in (finished_on(milestone), account.closed_on, on) if day)
    if stop <= start:
        return Days()
    pauses = [(pause.from_on, pause.to_on or stop, "paused") for pause in account.pauses]
    return _shared_out(start, stop, [*pauses, *_waits(account, place, milestone, stop)])


def _waits(account: Account, place: int, milestone: Milestone, stop: date) -> list[_Stretch]:
    """Its blockers, the oldest first; undated ones count as BLOCKED counts them."""
    found = [
        (counted_from(account, place, blocker), blocker.resolved_on or stop, _WHOSE[blocker.waiting_on])
        for blocker in milestone.blockers
    ]
    return sorted(found, key=lambda wait: wait[0])


def _shared_out(start: date, stop: date, claims: list[_Stretch]) -> Days:
    """Each day to the first claim that covers it: pauses, then the oldest blocker; the rest is ours."""
    edges = {edge for begin, end, _ in claims for edge in (begin, end) if start < edge < stop}
    cuts = [start, *sorted(edges), stop]
    shares = dict.fromkeys((part.name for part in fields(Days)), 0)
    for begin, end in pairwise(cuts):
        whose = next((who for first, last, who in claims if first <= begin < last), "us")
        shares[whose] += (end - begin).days
    return Days(**shares)
