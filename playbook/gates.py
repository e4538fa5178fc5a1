"""Gates: milestones met by a measure of the seed users' work, not by a click (003). Shares are percentages."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from playbook.models import Account, Kind, Measure, Milestone, SeedUser, Submission

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
    share = _SHARES[milestone.measure](account, now)
    threshold = THRESHOLDS[milestone.measure] if milestone.threshold is None else milestone.threshold
    value = share.scale * share.have / share.of if share.of else None
    need = math.ceil(round(threshold * share.of / share.scale, 9))
    return Reading(value, threshold, value is not None and share.have >= need, share.have, need)


def unmet_gates(account: Account, now: datetime) -> tuple[str, ...]:
    """Keys of the open gates whose measure is not met: a Yes at the review needs a reason then."""
    return tuple(m.key for m in _open_gates(account) if not gate_reading(account, m, now).met)


def newly_met(account: Account, now: datetime) -> list[str]:
    """Keys of the open gates whose measure is met: they are to be completed."""
    return [m.key for m in _open_gates(account) if gate_reading(account, m, now).met]


def next_change(account: Account, now: datetime) -> datetime | None:
    """The next instant at which time alone can change a reading of an open gate."""
    measured = {milestone.measure for milestone in _open_gates(account)} - {None, Measure.FEATURE_ADOPTION}
    if not measured:
        return None
    instants = [submission.at for user in account.facts.seed_users for submission in user.submissions]
    if Measure.RETURN_7_DAY in measured:
        first = (_first_success(user) for user in account.facts.seed_users)
        instants += [task.at + RETURN_WINDOW for task in first if task]
    return min((instant for instant in instants if instant > now), default=None)


def _open_gates(account: Account) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in account.milestones if milestone.kind is Kind.GATE and milestone.is_open)


def _first_success(user: SeedUser) -> Submission | None:
    return min((task for task in user.submissions if task.ok), key=lambda task: task.at, default=None)


def _first_success_by(user: SeedUser, now: datetime) -> Submission | None:
    first = _first_success(user)
    return first if first and first.at <= now else None


def _fst_coverage(account: Account, now: datetime) -> _Share:
    """Seed users with a first successful task, of all seed users."""
    users = account.facts.seed_users
    return _Share(sum(1 for user in users if _first_success_by(user, now)), len(users), 100)


def _return_7_day(account: Account, now: datetime) -> _Share:
    """Seed users who submitted again within 7 days after their FST, of those whose FST is 7 days old (chosen)."""
    of = have = 0
    for user in account.facts.seed_users:
        first = _first_success_by(user, now)
        if first and first.at + RETURN_WINDOW <= now:
            of += 1
            have += any(first.at < task.at <= first.at + RETURN_WINDOW for task in user.submissions)
    return _Share(have, of, 100)


def _workflows_per_user(account: Account, now: datetime) -> _Share:
    """Distinct workflows tried, a head of those seed users who have an FST (chosen: coverage is its own gate)."""
    active = [user for user in account.facts.seed_users if _first_success_by(user, now)]
    return _Share(sum(len({task.workflow for task in user.submissions if task.at <= now}) for user in active),
                  len(active), 1)  # fmt: skip


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
