"""Rules that speak once each time a measure falls below a line: what of them is remembered."""

from __future__ import annotations

from datetime import date

from playbook.rules.case import Case

CROSSINGS = ("HEALTH-80", "HEALTH-60", "FST-50", "FST-30")
"""Told once on each crossing: a thread ends when the measure is back, and a pause is no way back."""


def crossed_on(case: Case, rule: str) -> date:
    """The day the open thread of this rule began, which names it; today when there is none."""
    return max((date.fromisoformat(nudge.episode) for nudge in case.nudges if nudge.rule == rule), default=case.today)
