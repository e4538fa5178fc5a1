"""Milestones that close by themselves: gates by their measure (METHOD sections 1 and 3), what use completes, and the
Day-30 review by its answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from playbook.gates import met_by_usage, newly_met
from playbook.known import known_at
from playbook.models import Account, AccountState, Milestone, MilestoneStatus
from playbook.reviewing import REVIEW_MILESTONE
from playbook.shift import gate_shift, with_shifts


def due_to_close(account: Account, now: datetime) -> list[tuple[str, date]]:
    """(key, day) of the open milestones that what is known at `now` (aware) completes, the first to close first.

    Those of a running account: while its clocks stand, so do its gates. A
    milestone that the file completes later itself is left to the file.
    """
    today = account.local_date(now)
    if today < account.start_on or known_at(account, now).state is not AccountState.ACTIVE:
        return []
    met = [(key, today) for key in newly_met(account, now)] + met_by_usage(account, now)
    return [(key, day) for key, day in met if key != REVIEW_MILESTONE] + _answered(account, today)


def _answered(account: Account, today: date) -> list[tuple[str, date]]:
    """The Day-30 review's own milestone, on the day of the customer's answer."""
    review, milestone = account.review, account.milestone(REVIEW_MILESTONE)
    if review is None or review.on > today or milestone is None or not milestone.is_open:
        return []
    return [(REVIEW_MILESTONE, max(review.on, account.start_on))]


def closed_by_measure(account: Account, key: str, on: date) -> Account:
    """The account with one milestone complete on a day, its open blockers with it; as the sweep writes it down.

    What a phase gate held moves by as many days as it was late.
    """
    moved = with_shifts(account, gate_shift(account, key, on))
    return replace(
        moved, milestones=tuple(_complete(item, on) if item.key == key else item for item in moved.milestones)
    )


def _complete(milestone: Milestone, on: date) -> Milestone:
    blockers = tuple(replace(item, resolved_on=item.resolved_on or on) for item in milestone.blockers)
    return replace(milestone, status=MilestoneStatus.COMPLETE, done_on=on, blockers=blockers)
