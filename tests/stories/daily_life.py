"""Thirty days of one CSM with 18 accounts, through the sandbox: every message that comes to her, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.stories.team import EXAMPLES, NEW_YORK, Team

DAYS = 30
ACCOUNTS = 18
KINDS = ("plan", "now", "escalation", "other")
_KIND_OF = {"plan": "plan", "nudge": "now", "escalation": "escalation"}


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day: messages to the CSM by kind, and things on her plan."""

    on: date
    messages: Counter[str]
    hours: tuple[datetime, ...]  # when they came, in her time


def given(team: Team, folder: Path) -> None:
    """The twelve examples and six new customers signed over the first two weeks, all of them Jane's."""
    files = []
    for example in sorted(EXAMPLES.glob("*.yaml")):
        lines = example.read_text(encoding="utf-8").splitlines()
        lines = ['  csm: "Jane Smith"' if line.strip().startswith("csm:") else line for line in lines]
        files.append((example.name, "\n".join(lines)))
    for number in range(ACCOUNTS - len(files)):
        signed = date(2026, 1, 19) + timedelta(days=3 * number)
        text = f"customer:\n  name: New customer {number + 1}\n  csm: Jane Smith\n  start_date: {signed}\n"
        files.append((f"new-{number}.yaml", text))
    for name, text in files:
        (folder / name).write_text(text + "\n", encoding="utf-8")
    team.owns(*(folder / name for name, _ in files))


def lived(team: Team) -> list[Day]:
    """Day by day, at its worst: she presses nothing. Leads take up escalations at noon."""
    team.announces("ratelimited")
    first = team.clock.now.astimezone(NEW_YORK).date()
    for number in range(DAYS):
        on = first + timedelta(days=number)
        team.clock.to(f"{on} 12:00")
        team.takes_up()
        team.clock.to(f"{on} 23:00")
    return [_day(team, first + timedelta(days=number)) for number in range(DAYS)]


def table(days: list[Day]) -> list[str]:
    """A row a day, with a bar."""
    rows = ["| day | plan | now | escalation | other | |", "|---|---|---|---|---|---|"]
    for day in days:
        counts = " | ".join(str(day.messages[kind] or "") for kind in KINDS)
        rows.append(f"| {day.on:%a} {day.on.day} {day.on:%b} | {counts} | {'▇' * day.messages.total()} |")
    return rows


def _day(team: Team, on: date) -> Day:
    posts = [post for post in team.jane.dm() if post.raw["user"] != team.jane.id and not post.key.startswith("reply")]
    hers = [post for post in posts if post.at.astimezone(NEW_YORK).date() == on]
    kinds = Counter(_KIND_OF.get(post.key.partition(":")[0], "other") for post in hers)
    return Day(on, kinds, tuple(post.at.astimezone(NEW_YORK) for post in hers))
