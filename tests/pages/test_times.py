"""Times as the page says them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sandbox.page.times import day_words, instant_of, next_morning, short_day, size_words

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-01-22T13:59:00+00:00", NEW_YORK, "2026-01-22T14:00:00+00:00"),  # a minute before nine
        ("2026-01-22T14:00:00+00:00", NEW_YORK, "2026-01-23T14:00:00+00:00"),  # at nine sharp: the next one
        ("2026-01-23T15:00:00+00:00", NEW_YORK, "2026-01-26T14:00:00+00:00"),  # Friday: Monday
        ("2026-03-06T15:00:00+00:00", NEW_YORK, "2026-03-09T13:00:00+00:00"),  # the clocks go forward on the way
        ("2026-01-22T23:30:00+00:00", ZoneInfo("Asia/Tokyo"), "2026-01-23T00:00:00+00:00"),
    ],
)
def test_next_morning_is_nine_on_the_next_working_day_of_that_person(now: str, zone: ZoneInfo, morning: str) -> None:
    assert next_morning(datetime.fromisoformat(now), zone) == datetime.fromisoformat(morning)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 23), "Today"),
        (date(2026, 1, 22), "Yesterday"),
        (date(2026, 1, 5), "Monday 5 January"),
        (date(2025, 12, 31), "Wednesday 31 December 2025"),
    ],
)
def test_day_dividers(day: date, words: str) -> None:
    assert day_words(day, date(2026, 1, 23)) == words


def test_small_words() -> None:
    assert short_day(date(2026, 1, 5)) == "Mon 5 Jan"
    assert [size_words(n) for n in (812, 4_210, 2_100_000)] == ["812 B", "4 kB", "2.1 MB"]
    assert instant_of("1769158800.000100") == datetime(2026, 1, 23, 9, 0, 0, 100, UTC)
