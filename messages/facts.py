"""The inputs of a rule as values, read from the facts of a finding or nudge (playbook/rules says which there are)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from playbook.models import Account, Milestone

Facts = Mapping[str, Any]


def fact_day(facts: Facts, *keys: str) -> date | None:
    """The first of `keys` that holds a date (or its ISO text)."""
    for key in keys:
        value = facts.get(key)
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None


def fact_text(facts: Facts, *keys: str) -> str | None:
    """The first of `keys` that holds text."""
    return next((value for key in keys if isinstance(value := facts.get(key), str) and value.strip()), None)


def fact_number(facts: Facts, *keys: str) -> float | None:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def fact_names(facts: Facts, *keys: str) -> list[str]:
    """The first of `keys` that holds names: a list, or one text with a name a line."""
    for key in keys:
        value = facts.get(key)
        if isinstance(value, str) and value.strip():
            return [line for line in value.splitlines() if line.strip()]
        if isinstance(value, list | tuple) and value:
            return [str(item) for item in value]
    return []


def subject_milestone(account: Account, subject: str | None) -> Milestone | None:
    """The milestone that a nudge is about, if its subject is one."""
    return account.milestone(subject) if subject else None
