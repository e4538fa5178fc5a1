"""How an onboarding ends: first value confirmed by the customer, the handoff to the ongoing CSM, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from playbook.clocks import day_after
from playbook.health import finished_on
from playbook.models import Account, Answer, Milestone, MilestoneStatus
from playbook.shift import dependents

HOLD_THROUGH = 3  # the last day of METHOD's Days 0-3, in which nobody speaks of buying more
_HANDOFF = re.compile(r"hand[\s_-]?(?:off|over)", re.IGNORECASE)
_SALES = re.compile(r"sales", re.IGNORECASE)


def handoff_milestone(account: Account) -> Milestone | None:
    """The handoff to the ongoing CSM: the first milestone they own, else the first that speaks of a handoff and not of
    sales in its key or name; None when the plan has none."""
    owned = (item for item in account.milestones if item.owner == "ongoing-csm")
    named = (item for item in account.milestones if _speaks_of_handoff(item.key, item.name))
    return next(owned, None) or next(named, None)


def open_before_handoff(account: Account) -> tuple[Milestone, ...]:
    """The open milestones that a handoff waits for: all but its own and what hangs on that."""
    handoff = handoff_milestone(account)
    after = {handoff.key} | dependents(account.milestones, handoff.key) if handoff else set()
    return tuple(item for item in account.open_milestones if item.key not in after)


def confirmed_on(account: Account) -> date | None:
    """The first day on which the customer said that first value is there: a confirmation, or the review's Yes."""
    said = account.facts.first_value_confirmed
    yes = account.review if account.review and account.review.answer is Answer.YES else None
    return min((word.on for word in (said, yes) if word), default=None)


def is_handed_over(account: Account) -> bool:
    """Whether the ongoing CSM has it: a day is noted, or the handoff's own milestone is complete."""
    handoff = handoff_milestone(account)
    done = handoff is not None and handoff.status is MilestoneStatus.COMPLETE
    return account.facts.handed_over_on is not None or done


def ended_on(account: Account) -> date | None:
    """The day the onboarding ended: handed over, else the day the last of its milestones was completed once none is
    open; None while it runs, and for one of which nothing was ever completed."""
    if account.facts.handed_over_on:
        return account.facts.handed_over_on
    return None if account.open_milestones else last_completed_on(account.milestones)


def last_completed_on(milestones: Iterable[Milestone]) -> date | None:
    """The latest day on which one of them was completed; None when none was."""
    return max((day for item in milestones if (day := finished_on(item))), default=None)


def hold_ends_on(account: Account) -> date:
    """The first day after Days 0-3, paused days not counted."""
    return day_after(account, account.start_on, HOLD_THROUGH + 1)


def expansion_is_held(account: Account, on: date) -> bool:
    """EXPANSION-HOLD (003): whether on this day of the account no text of ours may speak of buying more."""
    said_yes = account.review is not None and account.review.answer is Answer.YES and account.review.on <= on
    return not said_yes or on < hold_ends_on(account)


@lru_cache(maxsize=4096)
def _speaks_of_handoff(key: str, name: str) -> bool:
    words = f"{key} {name}"
    return bool(_HANDOFF.search(words)) and not _SALES.search(words)
