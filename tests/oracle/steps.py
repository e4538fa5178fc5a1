"""A cause of something being told, and the steps in which it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.oracle.customer import Then

PLAN, NOW = "plan", "now"


@dataclass(frozen=True)
class Step:
    """Who hears it: in the morning plan, or at once. After so many `days` or `working` days, or `at` a moment."""

    to: dict[str, str]
    days: int = 0
    working: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Cause:
    rule: str
    since: datetime
    steps: tuple[Step, ...]
    subject: str | None = None
    episode: Any = ""
    again: bool = False  # the last step comes for as long as the cause stands


def csm(**gap: Any) -> Step:
    return Step({"csm": PLAN}, **gap)


def both(**gap: Any) -> Step:
    return Step({"csm": PLAN, "csm-lead": NOW}, **gap)


def lead(**gap: Any) -> Step:
    return Step({"csm-lead": NOW}, **gap)


def from_day(then: Then, number: int) -> datetime:
    return then.calendar.midnight(then.days_reach(then.start, number))
