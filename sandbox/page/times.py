"""Times as the page shows them: always in the acting person's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
SATURDAY = 5


def instant_of(ts: str) -> datetime:
    """The moment of a message's ts ("1769158800.000100"), aware UTC."""
    return datetime.fromtimestamp(float(ts), tz=UTC)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The first 09:00 of a working day (Monday to Friday) after `now` in that zone, as UTC."""
    day = now.astimezone(zone).date()
    while True:
        morning = datetime.combine(day, MORNING, tzinfo=zone)
        if morning > now and day.weekday() < SATURDAY:
            return morning.astimezone(UTC)
        day += timedelta(days=1)


def day_words(day: date, today: date) -> str:
    """A day as a divider says it: "Today", "Yesterday", "Friday 23 January", with the year when it is another one."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    words = f"{day:%A} {day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


def short_day(day: date) -> str:
    """A day in a few letters: "Fri 23 Jan"."""
    return f"{day:%a} {day.day} {day:%b}"


def size_words(size: int) -> str:
    """A number of bytes for people: "812 B", "14 kB", "2.1 MB"."""
    if size < 1_000:
        return f"{size} B"
    return f"{size / 1_000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
