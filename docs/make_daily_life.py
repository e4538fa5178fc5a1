"""Writes docs/daily-life.md: 30 days of one CSM with 18 accounts, counted in the sandbox.

By hand, after rules or cadences changed: `uv run python docs/make_daily_life.py` (some minutes).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from storage.engine import Store
from tests.stories.daily_life import DAYS, Day, given, lived, table
from tests.stories.team import Team

PAGE = Path(__file__).parent / "daily-life.md"
BEGIN = """# The daily life of one CSM

Eighteen accounts, 30 days from Friday 23 January 2026, through the sandbox: the twelve examples, all given to one CSM,
and six new customers on the default playbook, signed every third day. Written by `docs/make_daily_life.py`; a test
(`tests/stories/test_daily_life.py`) holds what it shows: at most one morning plan a working day, besides *now* nudges
and escalations, and nothing outside working hours. What falls due at the same moment is one message, so *now* counts
moments, not accounts. She leads nobody, so no escalation comes to her.
"""


def life() -> list[Day]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onboard.db"
        store = Store(url)
        store.upgrade()
        store.close()
        team = Team(url).start()
        try:
            given(team, Path(folder))
            return lived(team)
        finally:
            team.stop()


def told(title: str, days: list[Day]) -> list[str]:
    total = sum((day.messages for day in days), start=type(days[0].messages)())
    working = [day for day in days if day.on.weekday() < 5]
    busiest = max(days, key=lambda day: day.messages.total())
    plans, now, escalations = (total[kind] for kind in ("plan", "now", "escalation"))
    words = (
        f"{total.total()} messages in {DAYS} days: {plans} plans, {now} at once, {escalations} escalations;"
        f" {total.total() / len(working):.1f} a working day, {busiest.messages.total()} on the busiest."
    )
    return [f"## {title}", "", words, "", *table(days), ""]


def main() -> None:
    idle = told("When nobody does anything but take up escalations", life())
    PAGE.write_text("\n".join([BEGIN, *idle]), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
