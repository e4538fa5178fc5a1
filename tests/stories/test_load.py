"""CAPACITY: the load of each CSM, the weekly word to the lead, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.team import Team

pytestmark = pytest.mark.thorough


def customers(team: Team, folder: Path, csm: str, *names: str) -> None:
    for name in names:
        file = folder / f"{name}.yaml"
        file.write_text(
            f"customer:\n  name: {name}\n  csm: {csm}\n  start_date: 2026-01-20\nmilestones:\n"
            "  - {name: Setup, target_date: 2026-03-20, status: pending}\n",
            encoding="utf-8",
        )
    team.owns(*(folder / f"{name}.yaml" for name in names))


def test_the_lead_hears_once_a_week_while_somebody_carries_too_much(team: Team, tmp_path: Path) -> None:
    team.announces("ratelimited")  # messages about sixteen customers at once
    customers(team, tmp_path, "Jane Smith", *(f"customer-{number:02}" for number in range(16)))
    customers(team, tmp_path, "omar", "one-of-omars")
    team.jane.types("/onboard load").shows("16 of 15, over", "1 of 15, room", "*The next one:* Omar", "8–15 is healthy")
    team.jane.types("/onboard why customer-03").shows("`CAPACITY` Jane Smith carries 16 active onboardings")
    team.clock.to("2026-01-26 08:59")
    team.restart()
    team.clock.to("2026-01-26 12:00")
    said = [post for post in team.lena.dm() if post.key == "capacity:2026-01-26"]
    assert len(said) == 1
    said[0].shows("1 CSM carries more onboardings than one person can", "Jane Smith (16 of 15)")
    team.lena.types("/onboard pause customer-03 Holiday")
    team.clock.to("2026-02-02 12:00")
    assert [post.key for post in team.lena.dm() if post.key.startswith("capacity:2026-02")] == []
