"""A large made-up portfolio, written straight into the tables because only its size matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from playbook.models import Account, Milestone
from playbook.plans import milestones_for, playbooks
from storage.engine import Store
from storage.reading import account_values, milestone_values
from storage.tables import ACCOUNT, MilestoneTable

MILESTONE: Any = MilestoneTable.__table__  # type: ignore[attr-defined]
CHUNK = 10_000


def portfolio(folder: Path, count: int, now: datetime, *, whole: bool) -> Store:
    """A SQLite store of `count` quiet accounts; with `whole` each has the default playbook's milestones."""
    store = Store(f"sqlite:///{folder / f'{count}.db'}")
    store.upgrade()
    start_on = (now - timedelta(days=2)).date()
    zone = Account(name="-", csm="-", start_on=start_on).zone
    plan = milestones_for(playbooks()["agent-30-day"], start_on, None, zone)
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        with store.connect() as connection:
            connection.execute(ACCOUNT.insert(), [_account(number, start_on, now) for number in numbers])
            if whole:
                connection.execute(MILESTONE.insert(), list(_milestones(numbers, plan)))
    return store


def name_of(number: int) -> str:
    """Names that share no beginning, as real ones."""
    return f"{_WORDS[number % len(_WORDS)]} {_WORDS[number // len(_WORDS) % len(_WORDS)]} {number}"


def _account(number: int, start_on: date, now: datetime) -> dict[str, Any]:
    account = Account(name=name_of(number), csm="Jane Smith", csm_id=f"U{number % 500:06}", start_on=start_on)
    standing = {"next_look_at": now + timedelta(days=1 + number % 20), "reason_facts": {}, "version": 1}
    flags = {"overdue_count": 0, "open_blockers": 0, "review_open": False, "at_risk": False, "rank": 0}
    return {"id": number + 1, "band": "not-yet", **account_values(account), **standing, **flags}


def _milestones(numbers: range, plan: tuple[Milestone, ...]) -> Iterator[dict[str, Any]]:
    rows = [milestone_values(replace(milestone), position) for position, milestone in enumerate(plan)]
    for number in numbers:
        for row in rows:
            yield {**row, "account_id": number + 1}


_WORDS = tuple(
    f"{head}{tail}"
    for head in ("Al", "Bor", "Cas", "Del", "Er", "Fal", "Gor", "Hel", "Ir", "Jun", "Kal", "Lor", "Mar", "Nor", "Or")
    for tail in ("ado", "bert", "cia", "dane", "eon", "fax", "gate", "holm", "ida", "kon")
)
