"""Clocks that a pause stops (METHOD section 2): day counts that leave paused days out.

A pause runs from its `from_on` up to, not including, its `to_on`; on `to_on` the clocks run again. An open pause
(no `to_on`) matters only while the account is paused, and then no rule looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from playbook.calendar import Calendar
from playbook.models import Account, AccountState


def frozen_on(account: Account, on: date) -> date:
    """The day by which an account that stands still is measured: that on which its open pause began, or on which it was
    closed, whichever is first, if that is before `on`."""
    if account.state is AccountState.ACTIVE:
        return on
    closed = [account.closed_on] if account.closed_on is not None else []
    return min([on, *closed, *(pause.from_on for pause in account.pauses if pause.to_on is None)])


def closed_pauses(account: Account) -> Iterator[tuple[date, date]]:
    """(from, to) of the pauses that have an end, in order and without overlaps."""
    if not account.pauses:
        return
    last = date.min
    for start, stop in sorted((pause.from_on, pause.to_on) for pause in account.pauses if pause.to_on is not None):
        start = max(start, last)
        if stop > start:
            yield start, stop
            last = stop


def day_after(account: Account, start: date, days: int) -> date:
    """The day on which `days` days that were not paused have passed since `start`."""
    end = start + timedelta(days=days)
    if not account.pauses:
        return end
    for paused, resumed in closed_pauses(account):
        paused = max(paused, start)
        if paused < resumed and paused <= end:
            end += resumed - paused
    return end


def working_day_after(account: Account, calendar: Calendar, start: date, count: int) -> date:
    """The `count`-th working day after `start`, days within a pause not counted."""
    pauses = tuple(closed_pauses(account))
    day = start
    while count > 0:
        day = calendar.add_working_days(day, 1)
        count -= not any(paused <= day < resumed for paused, resumed in pauses)
    return day


def working_day_before(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day before `day`; paused days count, for nothing waits backwards.

    Raises ValueError for a calendar without a working day in three years.
    """
    for _ in range(366 * 3):
        if count == 0:
            return day
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    raise ValueError("this calendar has no working day within three years")
