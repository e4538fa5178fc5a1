"""The health score (002), milestone completion rate, trend and the way back to green. Dates are the account's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from playbook.models import Account, Band


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One milestone's part in the score. `status` is None when it is left out.

    `why` is one of on_time, late, very_late, in_progress_overdue, not_started_overdue, not_due, skipped.
    """

    key: str
    name: str
    weight: int
    status: float | None
    why: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Health:
    """`score` is 0–100 with one decimal, None while nothing is due or done."""

    score: float | None
    band: Band
    lines: tuple[ScoreLine, ...]


def health(account: Account, on: date) -> Health:
    raise NotImplementedError
