"""Time to value: from the signing to first value, split into its three parts, and which of them is the bottleneck.

METHOD section 4, from 002 section 1 (TTV) and 4 (TTV decomposition). All lengths are calendar days. Days before Day 0
do not count: a contact before the signing counts as on Day 0. A point out of order counts as on the day of the one
before it, and none as later than first value (chosen): no part is negative, and all three make up the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from playbook.course import kickoff_milestone
from playbook.health import finished_on
from playbook.models import Account, Kind, Milestone, MilestoneStatus

SETUP_WEIGHT = 2  # 002's rubric: setup and data
SETUP_KINDS = (Kind.TASK, Kind.CUSTOMER_CONFIRMED)


class Part(StrEnum):
    """The three parts of TTV, in their order."""

    HANDOFF_DELAY = "handoff_delay"  # signed → first CS contact
    SETUP_DURATION = "setup_duration"  # → setup complete
    ACTIVATION_TIME = "activation_time"  # → first value


TYPICAL = {  # days, from and to (002)
    Part.HANDOFF_DELAY: (3, 5),
    Part.SETUP_DURATION: (7, 10),
    Part.ACTIVATION_TIME: (5, 7),
}


@dataclass(frozen=True, slots=True)
class Points:
    """The days that TTV is cut at; None where a point has not come."""

    signed_on: date
    first_contact_on: date | None
    setup_complete_on: date | None
    first_value_on: date | None

    @property
    def in_order(self) -> tuple[date | None, ...]:
        """All four, none before the one before it and none after first value."""
        latest = self.signed_on
        days: list[date | None] = [latest]
        for day in (self.first_contact_on, self.setup_complete_on):
            if day is not None:
                latest = max(latest, min(day, self.first_value_on or day))
            days.append(latest if day is not None else None)
        return (*days, self.first_value_on)


@dataclass(frozen=True, slots=True)
class Split:
    """TTV and its parts in days; None where a point is missing. `bottleneck` is None while no part is too long."""

    handoff_delay: int | None
    setup_duration: int | None
    activation_time: int | None
    total: int | None
    bottleneck: Part | None

    @property
    def parts(self) -> dict[Part, int | None]:
        return dict(zip(Part, (self.handoff_delay, self.setup_duration, self.activation_time), strict=True))


@dataclass(frozen=True, slots=True)
class SoFar:
    """The split while first value is to come: `running` counts to the day of the look, later parts are None."""

    split: Split
    running: Part | None  # None once first value is reached
    target_on: date | None
    days_left: int | None  # to the target, negative when it has passed; None without one or once it is reached


def points(account: Account) -> Points:
    """The four points of TTV."""
    return Points(account.start_on, _first_contact(account), _setup_complete(account), _first_value(account))


def split(account: Account) -> Split:
    """TTV and its parts, each where both its points are known (002's 4 + 14 + 14 = 32)."""
    found = points(account)
    lengths = [_days(start, stop) for start, stop in pairwise(found.in_order)]
    return _split(lengths, _days(found.signed_on, found.first_value_on))


def so_far(account: Account, on: date) -> SoFar:
    """The same split on a day; before first value the part that runs counts to that day, or to the closing."""
    found = points(account)
    target_on = target(account)
    if found.first_value_on is not None:
        return SoFar(split(account), None, target_on, None)
    until = min(on, account.closed_on) if account.closed_on else on
    known = found.in_order
    running = next(place for place, day in enumerate(known[1:]) if day is None)
    lengths = [_days(start, stop) for start, stop in pairwise(known)]
    lengths[running] = _days(known[running], until)
    lengths[running + 1 :] = [None] * (len(lengths) - running - 1)
    days_left = (target_on - on).days if target_on else None
    return SoFar(_split(lengths, _days(found.signed_on, until)), list(Part)[running], target_on, days_left)


def target(account: Account) -> date | None:
    """The agreed day of first value, else the earliest due day of a value milestone (chosen)."""
    due = (milestone.due_on for milestone in _value_milestones(account))
    return account.target_first_value_on or min(due, default=None)


def bottleneck(parts: dict[Part, int | None]) -> Part | None:
    """The part furthest above its typical upper bound, of equals the earlier; None when none is above (METHOD 4)."""
    above = {part: days - TYPICAL[part][1] for part, days in parts.items() if days is not None}
    worst = max(above, key=lambda part: above[part], default=None)
    return worst if worst is not None and above[worst] > 0 else None


def kickoff_held_on(account: Account) -> date | None:
    """The day on which the kickoff was held, as its milestone says."""
    milestone = kickoff_milestone(account)
    return finished_on(milestone) if milestone else None


def _first_contact(account: Account) -> date | None:
    """First CS contact: as known, else the earliest touch's local day, else the day the kickoff was held."""
    found = account.facts.first_contact_on
    if found is None:
        found = min((account.local_date(touch.at) for touch in account.touches), default=None)
    return _from_day_zero(account, found or kickoff_held_on(account))


def _setup_complete(account: Account) -> date | None:
    """The day the last setup milestone was done; None while one is open, and where the plan has none."""
    setup = [m for m in account.milestones if m.weight == SETUP_WEIGHT and m.kind in SETUP_KINDS]
    days = [finished_on(m) for m in setup if m.status is not MilestoneStatus.SKIPPED]
    done = [day for day in days if day is not None]
    return _from_day_zero(account, max(done)) if done and len(done) == len(days) else None


def _first_value(account: Account) -> date | None:
    done = (day for milestone in _value_milestones(account) if (day := finished_on(milestone)))
    return _from_day_zero(account, min(done, default=None))


def _value_milestones(account: Account) -> list[Milestone]:
    values = (milestone for milestone in account.milestones if milestone.kind is Kind.VALUE)
    return [milestone for milestone in values if milestone.status is not MilestoneStatus.SKIPPED]


def _from_day_zero(account: Account, day: date | None) -> date | None:
    return max(day, account.start_on) if day else None


def _days(start: date | None, stop: date | None) -> int | None:
    return max(0, (stop - start).days) if start and stop else None


def _split(lengths: list[int | None], total: int | None) -> Split:
    handoff, setup, activation = lengths
    return Split(handoff, setup, activation, total, bottleneck(dict(zip(Part, lengths, strict=True))))
