"""The numbers in the rules that a lead may change in settings, and what METHOD says when nobody does.

Each name carries its unit: days, working_days, percent, or a plain count.
"""

from __future__ import annotations

from collections.abc import Mapping

NUMBERS: Mapping[str, Mapping[str, int]] = {
    "TOUCH": {"after_days": 7, "through_day": 30},
    "BLOCKED": {"after_working_days": 3},
}
"""Defaults by rule id and name. A rule reads them with `Case.number` only, so that a change reaches every use."""
