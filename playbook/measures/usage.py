"""What the seed users do, what the CSM spends, what is in use (METHOD section 4; 002, 003). Shares are percent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from playbook.gates import RETURN_WINDOW, measure
from playbook.health import finished_on
from playbook.models import Account, Kind, Measure, SeedUser


@dataclass(frozen=True, slots=True)
class Usage:
    """The four measures of use; None where there is nobody, or nothing, to measure yet."""

    fst_coverage: float | None  # percent of seed users, one decimal
    return_7_day: float | None  # percent of those whose FST is 7 days old, one decimal
    workflows_per_user: float | None  # a head of those with an FST, two decimals
    feature_adoption: float | None  # percent of the purchased features, one decimal


class Return(StrEnum):
    """Whether a seed user came back within 7 days after their FST."""

    YES = "yes"
    NO = "no"  # the 7 days are over
    WAITING = "waiting"  # they run
    NO_FST = "no-fst"


@dataclass(frozen=True, slots=True)
class UserLine:
    """One seed user as `/onboard users` shows them."""

    name: str
    signed_up_at: datetime | None
    fst_at: datetime | None
    failed: int  # tasks that failed
    cause: str | None  # of the latest failure, while there is no FST
    returned: Return
    workflows: tuple[str, ...]  # distinct ones, in the order they were first tried


def usage(account: Account, now: datetime) -> Usage:
    """The measures of use at `now`, rounded as they are shown."""
    return Usage(
        fst_coverage=_rounded(measure(account, Measure.FST_COVERAGE, now), 1),
        return_7_day=_rounded(measure(account, Measure.RETURN_7_DAY, now), 1),
        workflows_per_user=_rounded(measure(account, Measure.WORKFLOWS_PER_USER, now), 2),
        feature_adoption=_rounded(measure(account, Measure.FEATURE_ADOPTION, now), 1),
    )


def csm_hours(account: Account) -> float:
    """Hours that the touches took."""
    return sum(touch.minutes or 0 for touch in account.touches) / 60


def efficiency_ratio(account: Account) -> float | None:
    """Value milestones reached a CSM hour, two decimals (002's 6 / 10 = 0.6); None while no minutes are known."""
    hours = csm_hours(account)
    reached = sum(1 for m in account.milestones if m.kind is Kind.VALUE and finished_on(m))
    return round(reached / hours, 2) if hours else None


def user_lines(account: Account, now: datetime) -> tuple[UserLine, ...]:
    """Every seed user, those first who are furthest behind: no FST, then not returned, then one workflow."""
    lines = [_line(user, now) for user in account.facts.seed_users]
    return tuple(sorted(lines, key=_progress))


def _progress(line: UserLine) -> tuple[bool, bool, bool, int]:
    return line.signed_up_at is not None, line.fst_at is not None, line.returned is Return.YES, len(line.workflows)


def _line(user: SeedUser, now: datetime) -> UserLine:
    tasks = sorted((task for task in user.submissions if task.at <= now), key=lambda task: task.at)
    fst_at = next((task.at for task in tasks if task.ok), None)
    failures = [task for task in tasks if not task.ok]
    return UserLine(
        name=user.name,
        signed_up_at=user.signed_up_at if user.signed_up_at and user.signed_up_at <= now else None,
        fst_at=fst_at,
        failed=len(failures),
        cause=failures[-1].cause if failures and fst_at is None else None,
        returned=_returned(fst_at, [task.at for task in tasks], now),
        workflows=tuple(dict.fromkeys(task.workflow for task in tasks)),
    )


def _returned(fst_at: datetime | None, tasks: list[datetime], now: datetime) -> Return:
    if fst_at is None:
        return Return.NO_FST
    if any(fst_at < at <= fst_at + RETURN_WINDOW for at in tasks):
        return Return.YES
    return Return.NO if fst_at + RETURN_WINDOW <= now else Return.WAITING


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
