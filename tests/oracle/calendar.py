"""Days and hours as METHOD section 2 has them: written anew, by counting, and sharing nothing with `playbook`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)
_free: dict[tuple[str, int], set[date]] = {}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC) if text else None


class Calendar:
    """One place: its clock, its working days (Monday to Friday, no public holidays), 09:00 to 18:00."""

    def __init__(self, zone: str, country: str | None) -> None:
        self.zone, self.country = ZoneInfo(zone), country

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def at(self, on: date, hour: int) -> datetime:
        return datetime.combine(on, time(hour), self.zone).astimezone(UTC)

    def midnight(self, on: date) -> datetime:
        return self.at(on, 0)

    def works(self, on: date) -> bool:
        if on.weekday() in (5, 6):
            return False
        if self.country is None:
            return True
        key = (self.country, on.year)
        if key not in _free:
            _free[key] = set(holidays.country_holidays(self.country, years=on.year))
        return on not in _free[key]

    def is_morning(self, at: datetime) -> bool:
        """Whether a morning plan comes at this moment."""
        on = self.local_day(at)
        return self.works(on) and at == self.at(on, 9)

    def is_working_moment(self, at: datetime) -> bool:
        on = self.local_day(at)
        return self.works(on) and self.at(on, 9) <= at < self.at(on, 18)
