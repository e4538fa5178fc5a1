"""Every measure of one account at a moment (METHOD section 4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from playbook.health import completion_rate, health
from playbook.known import known_at
from playbook.measures.days import Days, days_spent
from playbook.measures.ttv import Split, split
from playbook.measures.usage import Usage, efficiency_ratio, usage
from playbook.models import Account, Band, Workspace
from playbook.segments import recommend


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Shares are percent, lengths calendar days; None where something does not apply."""

    score: float | None
    band: Band
    completion_rate: float | None
    ttv: Split
    efficiency_ratio: float | None
    usage: Usage
    days: Days


def measures_on(account: Account, on: date) -> Measures:
    """As known at the last instant of a local day, dates judged on that day."""
    return measures_at(account, last_instant(account, on))


def measures_at(account: Account, now: datetime) -> Measures:
    """As known at `now`."""
    on, account = account.local_date(now), known_at(account, now)
    seen = health(account, on)
    return Measures(
        score=seen.score,
        band=seen.band,
        completion_rate=completion_rate(account, on),
        ttv=split(account),
        efficiency_ratio=efficiency_ratio(account),
        usage=usage(account, now),
        days=days_spent(account, on),
    )


def last_instant(account: Account, on: date) -> datetime:
    """The last moment of a day where the account lives."""
    return datetime.combine(on + timedelta(days=1), time(), account.zone) - timedelta(microseconds=1)


def document(found: Measures) -> dict[str, Any]:
    """The measures under the keys of `onboard measure --json`, without the segment."""
    return {
        "health": {"score": found.score, "band": str(found.band)},
        "completion_rate": found.completion_rate,
        "ttv": {**asdict(found.ttv), "bottleneck": str(found.ttv.bottleneck) if found.ttv.bottleneck else None},
        "efficiency_ratio": found.efficiency_ratio,
        **asdict(found.usage),
        "days": asdict(found.days),
    }


def segment_document(account: Account, workspace: Workspace | None = None) -> dict[str, str | None]:
    """What is recommended for the account, under the keys of `onboard measure --json`."""
    found = recommend(account, workspace or Workspace())
    parts = {"touch_model": found.touch_model, "approach": found.approach, "playbook": found.playbook}
    return {name: str(part) if part else None for name, part in parts.items()}
