"""Gates: milestones met by a measure of the seed users' work, not by a click (003). Shares are percentages."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from playbook.models import Account, Kind, Measure, Milestone, SeedUser, Submission, UsageEvent
from playbook.rubric import slug

RETURN_WINDOW = timedelta(days=7)
THRESHOLDS = {  # where a milestone names none (003; adoption: METHOD's ADOPTION-14, red under 30)
    Measure.FST_COVERAGE: 70.0,
    Measure.RETURN_7_DAY: 60.0,
    Measure.WORKFLOWS_PER_USER: 2.0,
    Measure.FEATURE_ADOPTION: 30.0,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A gate's measure. `have` of the `need`ed users (features, or for workflows: workflows in all) are there."""

    value: float | None  # None while there is nobody to measure
    threshold: float
    met: bool
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class _Share:
    have: int
    of: int
    scale: float  # 100 for percentages, 1 for counts a head


def measure(account: Account, what: Measure, now: datetime) -> float | None:
    """The measure at `now`, unrounded; None while its denominator is empty."""
    share = _SHARES[what](account, now)
    return share.scale * share.have / share.of if share.of else None


def gate_reading(account: Account, milestone: Milestone, now: datetime) -> Reading:
    """How far a gate is. One without a measure (a confirmation) is met once it is closed."""
    if milestone.measure is None:
        return Reading(None, 0.0, not milestone.is_open, 0, 0)
    share = _SHARES[milestone.measure](_within(account, milestone), now)
    threshold = THRESHOLDS[milestone.measure] if milestone.threshold is None else milestone.threshold
    value = share.scale * share.have / share.of if share.of else None
    need = math.ceil(round(threshold * share.of / share.scale, 9))
    return Reading(value, threshold, value is not None and share.have >= need, share.have, need)


def _within(account: Account, milestone: Milestone) -> Account:
    """For the phase gate of one product of several only its features count, where they are written `Product: feature`
    (chosen); else all of them."""
    if not is_phase_gate(milestone) or milestone.phase not in account.facts.deal.products:
        return account
    start = f"{milestone.phase}:".casefold()
    own = tuple(name for name in account.facts.features_purchased if name.casefold().startswith(start))
    return replace(account, facts=replace(account.facts, features_purchased=own)) if own else account


def unmet_gates(account: Account, now: datetime) -> tuple[str, ...]:
    """Keys of the open gates whose measure is not met: a Yes at the review needs a reason then."""
    return tuple(m.key for m in account.open_gates if not gate_reading(account, m, now).met)


def newly_met(account: Account, now: datetime) -> list[str]:
    """Keys of the open gates whose measure is met: they are to be completed."""
    return [m.key for m in account.open_gates if gate_reading(account, m, now).met]


def is_phase_gate(milestone: Milestone) -> bool:
    """Whether it is the gate between two phases: adoption of what the first one brought (002, edge case 2)."""
    return milestone.kind is Kind.GATE and milestone.measure is Measure.FEATURE_ADOPTION


def held_by_gate(account: Account, milestone: Milestone) -> Milestone | None:
    """The unmet phase gate that this milestone waits for, directly or through others; None when none holds it.

    While it is held its date does not count: the gate is what is late (METHOD section 3, 002 edge case 2).
    """
    if not milestone.depends_on or not any(is_phase_gate(gate) for gate in account.open_gates):
        return None
    seen: set[str] = set()
    left = list(milestone.depends_on)
    while left:
        key = left.pop(0)
        need = account.milestone(key)
        if need is None or key in seen:
            continue
        seen.add(key)
        if is_phase_gate(need) and need.is_open:
            return need
        left += need.depends_on
    return None


def met_by_usage(account: Account, now: datetime) -> list[tuple[str, date]]:
    """(key, day) of the open milestones that a recorded usage event completes (002, automated), the earliest first.

    The day is the account's local day of the event that made the count full, never before Day 0; features carry no
    date, so theirs is today. A flow's or feature's milestone of the same key (`setup-guide`) wants that one.
    """
    found = []
    for milestone in account.milestones:
        if milestone.usage_event is None or not milestone.is_open:
            continue
        moments = sorted(at for at in _EVENTS[milestone.usage_event](account, milestone, now) if at <= now)
        if len(moments) >= milestone.usage_count:
            day = account.local_date(moments[milestone.usage_count - 1])
            found.append((milestone.key, max(day, account.start_on)))
    return sorted(found, key=lambda item: item[1])


def next_change(account: Account, now: datetime) -> datetime | None:
    """The next instant at which time alone can change a reading of an open gate."""
    measured = {milestone.measure for milestone in account.open_gates} - {None, Measure.FEATURE_ADOPTION}
    if not measured:
        return None
    instants = [submission.at for user in account.facts.seed_users for submission in user.submissions]
    if Measure.RETURN_7_DAY in measured:
        first = (user.first_success for user in account.facts.seed_users)
        instants += [task.at + RETURN_WINDOW for task in first if task]
    return min((instant for instant in instants if instant > now), default=None)


def _first_success_by(user: SeedUser, now: datetime) -> Submission | None:
    first = user.first_success
    return first if first and first.at <= now else None


def _fst_coverage(account: Account, now: datetime) -> _Share:
    """Seed users with a first successful task, of all seed users."""
    users = account.facts.seed_users
    return _Share(sum(1 for user in users if _first_success_by(user, now)), len(users), 100)


def returned_in_time(user: SeedUser, now: datetime) -> bool | None:
    """Whether a seed user submitted again within 7 days after the FST; None while the FST is not 7 days old."""
    first = _first_success_by(user, now)
    if first is None or first.at + RETURN_WINDOW > now:
        return None
    return any(first.at < task.at <= first.at + RETURN_WINDOW for task in user.submissions)


def _return_7_day(account: Account, now: datetime) -> _Share:
    """Seed users who submitted again within 7 days after their FST, of those whose FST is 7 days old (chosen)."""
    judged = [back for user in account.facts.seed_users if (back := returned_in_time(user, now)) is not None]
    return _Share(sum(judged), len(judged), 100)


def _workflows_per_user(account: Account, now: datetime) -> _Share:
    """Distinct workflows tried, a head of those seed users who have an FST (chosen: coverage is its own gate)."""
    active = [user for user in account.facts.seed_users if _first_success_by(user, now)]
    return _Share(sum(len({task.workflow for task in user.submissions if task.at <= now}) for user in active),
                  len(active), 1)  # fmt: skip


def _signed_up(account: Account, milestone: Milestone, now: datetime) -> list[datetime]:
    """The sign-up of each seed user."""
    return [user.signed_up_at for user in account.facts.seed_users if user.signed_up_at]


def _logged_in(account: Account, milestone: Milestone, now: datetime) -> list[datetime]:
    return list(account.facts.logins)


def _succeeded(account: Account, milestone: Milestone, now: datetime) -> list[datetime]:
    """The first successful task of each seed user."""
    first = (user.first_success for user in account.facts.seed_users)
    return [task.at for task in first if task]


def _used(account: Account, milestone: Milestone, now: datetime) -> list[datetime]:
    """Features in use; nobody records since when."""
    purchased, used = {*account.facts.features_purchased, *account.facts.features_used}, account.facts.features_used
    own = [feature for feature in purchased if slug(feature) == milestone.key]
    return [now for feature in used if not own or feature in own]


def _flowed(account: Account, milestone: Milestone, now: datetime) -> list[datetime]:
    """Completed flows: the milestone's own where there is one of its key, else any."""
    own = [flow for flow in account.facts.flows if flow.key == milestone.key]
    return [flow.completed_at for flow in own or account.facts.flows if flow.completed_at]


_EVENTS: dict[UsageEvent, Callable[[Account, Milestone, datetime], list[datetime]]] = {
    UsageEvent.SIGNED_UP: _signed_up,
    UsageEvent.LOGIN: _logged_in,
    UsageEvent.TASK_SUCCEEDED: _succeeded,
    UsageEvent.FEATURE_USED: _used,
    UsageEvent.FLOW_COMPLETED: _flowed,
}


def _feature_adoption(account: Account, now: datetime) -> _Share:
    """Purchased features in use, of those purchased."""
    purchased = set(account.facts.features_purchased)
    return _Share(len(purchased & set(account.facts.features_used)), len(purchased), 100)


_SHARES: dict[Measure, Callable[[Account, datetime], _Share]] = {
    Measure.FST_COVERAGE: _fst_coverage,
    Measure.RETURN_7_DAY: _return_7_day,
    Measure.WORKFLOWS_PER_USER: _workflows_per_user,
    Measure.FEATURE_ADOPTION: _feature_adoption,
}
