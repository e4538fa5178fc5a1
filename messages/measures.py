"""The measures of an account in plain text, for the command line; and the words for their parts, for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from messages.problems import problem_lines
from messages.words import BANDS, count, day, one_line, points, unformatted
from playbook.errors import BadFile
from playbook.measures.account import Measures
from playbook.measures.days import Days
from playbook.measures.ttv import TYPICAL, Part, Split
from playbook.models import Account

NOT_YET = "–"
PARTS = {
    Part.HANDOFF_DELAY: "Handoff delay",
    Part.SETUP_DURATION: "Setup duration",
    Part.ACTIVATION_TIME: "Activation time",
}
WHERE = {"us": "us", "customer": "the customer", "third_party": "a third party", "paused": "paused"}
_WIDTH = 24
_DAYS = {
    "unreadable": "--at: “{day}” is not a day. Write it as 2026-01-23.",
    "before_day_zero": "--at: {day} is before Day 0, {start}: nothing can be measured before the contract was signed.",
}


def wrong_day(code: str, text: str, start_on: date | None = None) -> str:
    """Why `--at` does not do: unreadable, or before_day_zero."""
    start = f"{day(start_on)} {start_on.year}" if start_on else ""
    return _DAYS[code].format(day=one_line(text)[:40], start=start)


def file_lines(error: BadFile, name: str) -> list[str]:
    """Every fault of a file, a line each."""
    faults = problem_lines(error, len(error.problems))
    return [f"{name}: nothing was measured", *(f"  {unformatted(line)}" for line in faults)]


def days_text(days: int | float | None) -> str:
    """`1 day`, `14 days`, `7.5 days`."""
    if days is None:
        return NOT_YET
    return f"{points(days)} {'day' if days == 1 else 'days'}"


def share_text(share: float | None) -> str:
    """`83.3 %`."""
    return NOT_YET if share is None else f"{points(share)} %"


def typical_text(part: Part) -> str:
    """`typically 3–5`."""
    low, high = TYPICAL[part]
    return f"typically {low}–{high}"


def where_text(days: Days) -> str:
    """`us 12, the customer 7 …`, with shares; who had none is left out."""
    had = [(WHERE[name], number) for name in WHERE if (number := getattr(days, name))]
    told = [f"{who} {number:,} ({100 * number / days.total:.0f} %)" for who, number in had]
    return ", ".join(told) if told else "no day of an open milestone is over yet"


def measures_text(account: Account, found: Measures, segment: Mapping[str, str | None], on: date) -> str:
    """A readable table; `on` is the account's local day."""
    title = f"{one_line(account.name)}, {day(on)} {on.year}: Day {account.day_number(on)}"
    score = f", {points(found.score)}" if found.score is not None else ""
    rows = [
        ("Health", f"{BANDS[found.band][1]}{score}"),
        ("Milestone completion", share_text(found.completion_rate)),
        *_ttv_rows(found.ttv),
        ("Efficiency", _ratio(found.efficiency_ratio)),
        ("FST coverage", share_text(found.usage.fst_coverage)),
        ("7-day return", share_text(found.usage.return_7_day)),
        ("Workflows a user", _number(found.usage.workflows_per_user)),
        ("Feature adoption", share_text(found.usage.feature_adoption)),
        ("Milestone days", f"{count(found.days.total, 'day')}: {where_text(found.days)}"),
        ("Recommended", ", ".join(filter(None, segment.values())) or NOT_YET),
    ]
    return "\n".join([title, *(f"  {name:<{_WIDTH}}{value}" for name, value in rows)])


def _ttv_rows(found: Split) -> list[tuple[str, str]]:
    rows = [("Time to value", days_text(found.total))]
    for part, days in found.parts.items():
        mark = "  ← bottleneck" if part is found.bottleneck else ""
        rows.append((f"  {PARTS[part]}", f"{days_text(days)} ({typical_text(part)}){mark}"))
    return rows


def _ratio(ratio: float | None) -> str:
    return NOT_YET if ratio is None else f"{ratio:g} value milestones a CSM hour"


def _number(value: float | None) -> str:
    return NOT_YET if value is None else f"{value:g}"
