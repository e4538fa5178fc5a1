"""An account with a canary in every text that a person at the customer may be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from playbook.models import Account

CANARY = "Canary"
PLAIN = {
    *(f"{field.name}" for field in fields(Account) if field.name not in ("first_value_definition",)),
    *(f"milestones.{name}" for name in ("key", "name", "phase", "owner", "depends_on")),
    *("notes.by", "remediation.owner", "facts.handover.csm", "facts.shared_channel", "facts.rested_rules"),
    *("facts.features_purchased", "facts.features_used", "facts.flows.key", "facts.flows.name"),
    *("facts.deal.products", "facts.seed_users.submissions.workflow", "facts.stakeholders.role"),
    *("facts.choice.touch_model", "facts.choice.approach", "facts.choice.cadence"),
}


def singing(whole: Any, numbers: Iterator[int] | None = None, path: str = "") -> Any:
    """The same with a canary in every text that a person at the customer may be in."""
    numbers = numbers or iter(range(1, 1_000))
    if isinstance(whole, StrEnum | date | datetime | bool | int | float | None):
        return whole
    if isinstance(whole, str):
        return whole if path in PLAIN else f"{CANARY} {next(numbers)}"
    if isinstance(whole, tuple):
        return tuple(singing(each, numbers, path) for each in whole)
    if isinstance(whole, dict):
        return {key: singing(each, numbers, f"{path}.{key}") for key, each in whole.items()}
    assert is_dataclass(whole)
    names = [field.name for field in fields(whole)]
    return replace(
        whole,  # type: ignore[type-var]
        **{name: singing(getattr(whole, name), numbers, f"{path}.{name}".strip(".")) for name in names},
    )
