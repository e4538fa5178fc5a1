"""Working days and hours of one person or account (METHOD section 2). Instants are aware UTC, days are local.

Local times that a clock change skips or repeats resolve the way `zoneinfo` does with fold 0: the skipped 02:30
is the instant after the gap, the repeated 01:30 is the first one; so every day has exactly one opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from playbook.models import Account, Person, Workspace

_DAY = timedelta(days=1)
_FARTHEST = 366 * 3  # days to look ahead for a working day before giving up on a calendar that has none


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of an ISO 3166 country in a year; none for a country nobody keeps a calendar of."""
    import holidays  # slow to import, and only needed where a country is set

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=16384)
def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=16384)
def _clock(zone: ZoneInfo, day: date, at: time) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. Public holidays count only when `country` is given; `extra` days are always free.

    Raises ValueError for a week without working days or hours that end before they begin.
    """

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(18)
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    country: str | None = None
    extra: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if not self.workdays or self.opens >= self.closes:
            raise ValueError("a calendar needs a working day and hours that end after they begin")

    def local_date(self, instant: datetime) -> date:
        """The day it is here at an aware instant."""
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which `day` begins here."""
        return _midnight(self.zone, day)

    def opening(self, day: date) -> datetime:
        return _clock(self.zone, day, self.opens)

    def closing(self, day: date) -> datetime:
        return _clock(self.zone, day, self.closes)

    def is_working_day(self, day: date) -> bool:
        if day.weekday() not in self.workdays or day in self.extra:
            return False
        return self.country is None or day not in public_holidays(self.country, day.year)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself for 0."""
        for _ in range(count):
            day = self._working_day_from(day + _DAY)
        return day

    def morning_at_or_after(self, instant: datetime) -> datetime:
        """The first opening of a working day that is not before `instant`."""
        today = self.local_date(instant)
        first = today if self.opening(today) >= instant else today + _DAY
        return self.opening(self._working_day_from(first))

    def working_moment_at_or_after(self, instant: datetime) -> datetime:
        """`instant` itself within working hours (the closing minute is outside), else the next opening."""
        today = self.local_date(instant)
        if self.is_working_day(today) and self.opening(today) <= instant < self.closing(today):
            return instant.astimezone(UTC)
        return self.morning_at_or_after(instant)

    def _working_day_from(self, day: date) -> date:
        for n in range(_FARTHEST):
            candidate = day + timedelta(days=n)
            if self.is_working_day(candidate):
                return candidate
        raise ValueError("this calendar has no working day within three years")


def calendar_for(person: Person | None, workspace: Workspace, fallback_zone: ZoneInfo) -> Calendar:
    """A person's working hours: the workspace's, in the person's time zone, or in `fallback_zone` for nobody known."""
    zone = ZoneInfo(person.time_zone) if person else fallback_zone
    return _workspace_calendar(workspace, zone, workspace.holiday_country)


def account_calendar(account: Account, workspace: Workspace) -> Calendar:
    """The business days of an account (METHOD section 2): its own country's holidays, else the workspace's."""
    return _workspace_calendar(workspace, account.zone, account.country or workspace.holiday_country)


def _workspace_calendar(workspace: Workspace, zone: ZoneInfo, country: str | None) -> Calendar:
    return Calendar(zone, workspace.opens, workspace.closes, workspace.workdays, country, workspace.extra_holidays)
