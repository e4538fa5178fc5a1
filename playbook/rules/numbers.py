"""The numbers in the rules that a lead may change in settings, and what METHOD says when nobody does.

Each name carries its unit: hours, days, working_days, percent, or a plain count.
"""

from __future__ import annotations

from collections.abc import Mapping

NUMBERS: Mapping[str, Mapping[str, int]] = {
    "WELCOME": {"after_hours": 1, "lead_after_hours": 24},
    "SALES-HANDOFF": {"day": 1},
    "KICKOFF-BOOK": {"after_working_days": 1},
    "KICKOFF-LATE": {"after_working_days": 3},
    "QUESTIONNAIRE": {"before_working_days": 2},
    "HOMEWORK": {"every_days": 3},
    "STAKEHOLDERS": {"every_days": 7},
    "NOTES-CONFIRM": {"day": 3},
    "FLOW-UNDONE": {"day": 2},
    "ADVANCED-FLOW": {"day": 8},
    "BLOCKED": {"after_working_days": 3, "every_working_days": 3},
    "TOUCH": {"after_days": 7, "every_days": 7, "through_day": 30},
    "STALL-NOTE": {"after_days": 7, "every_days": 7},
    "CRITERIA-14": {"day": 14, "every_days": 3},
    "FST-48H": {"after_hours": 48},
    "FST-FAIL": {"within_hours": 24},
    "FST-ROLLCALL": {"from_day": 8, "through_day": 10},
    "FST-50": {"from_day": 10, "percent": 50},
    "FST-30": {"from_day": 10, "percent": 30},
    "RETURN-USER": {"after_days": 7, "again_days": 3},
    "RETURN-60": {"on_day": 20},
    "WORKFLOWS-2": {"on_day": 20},
    "ADOPTION-14": {"on_day": 14, "red_day": 30, "red_percent": 30},
    "LOW-ENGAGEMENT": {"after_day": 7, "quiet_days": 5, "every_days": 7},
    "CAPACITY": {"most": 15, "most_automated": 30, "healthy_from": 8},
    "CHAMPION-LEFT": {"within_working_days": 10},
    "SKIP-14": {"day": 14},
    "SURVEY": {"first_days": 3, "again_days": 7},
}
"""Defaults by rule id and name. A rule reads them with `Case.number` only, so that a change reaches every use."""

_MOST = {"percent": 100, "hours": 24 * 30, "days": 365, "day": 365, "most": 1_000, "automated": 1_000, "from": 1_000}


def most_of(name: str) -> int:
    """The largest a number of that name may be; the least is 1. Its last word is its unit."""
    return _MOST[name.rpartition("_")[2]]
