"""One plan a working day at most, besides what METHOD marks now and escalations; nothing outside working hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.daily_life import ACCOUNTS, given, lived
from tests.stories.team import Team

pytestmark = pytest.mark.thorough


def test_thirty_days_with_eighteen_accounts(team: Team, tmp_path: Path) -> None:
    given(team, tmp_path)
    days = lived(team)
    assert len(list(tmp_path.glob("*.yaml"))) == ACCOUNTS
    for day in days:
        assert day.messages["plan"] <= 1, day
        assert set(day.messages) <= {"plan", "now", "escalation"}, day
        assert all(9 <= at.hour < 18 for at in day.hours), day
        if day.on.weekday() >= 5:
            assert not day.messages, day
    assert sum(day.messages["plan"] for day in days) >= 15
