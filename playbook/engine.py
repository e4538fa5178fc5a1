"""One look at an account: what every rule finds, what is to be said to whom and when, and when to look again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from playbook.calendar import Calendar
from playbook.models import Account, Band, Nudge, Role, Workspace
from playbook.rules.finding import Fact, Finding

Thread = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a look needs beyond the account: settings, and when each role's person and the account work."""

    workspace: Workspace
    calendar_of: Callable[[Role], Calendar]
    account_calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What portfolio columns cache. True from the look until its `next_look_at`."""

    score: float | None = None
    band: Band = Band.NOT_YET
    overdue: int = 0
    stalled_days: int | None = None  # the stall step reached: 3, 6, 9 or 21 days; exact days follow from `reason_facts`
    open_blockers: int = 0
    review_open: bool = False
    at_risk: bool = False
    rank: int = 0  # higher is worse
    reason_rule: str | None = None
    reason_facts: dict[str, Fact] = field(default_factory=dict)
    next_milestone: str | None = None  # a milestone key
    next_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    findings: tuple[Finding, ...] = ()
    new: tuple[Nudge, ...] = ()  # drafts, with `send_at` in working hours and never before the look
    ended: tuple[Thread, ...] = ()  # threads whose cause is gone
    next_look_at: datetime | None = None
    standing: Standing = field(default_factory=Standing)


def look(account: Account, nudges: Sequence[Nudge], context: Context, now: datetime) -> Look:
    raise NotImplementedError
