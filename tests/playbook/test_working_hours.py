"""METHOD section 2 by table: working days, hours, holidays, clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import NEW_YORK, acme, day, local

from playbook.calendar import Calendar, account_calendar, calendar_for
from playbook.models import Person, Workspace

PLAIN = Calendar(NEW_YORK)
US = Calendar(NEW_YORK, country="US", extra=(day("01-21"),))


@pytest.mark.parametrize(
    ("calendar", "on", "works"),
    [
        (PLAIN, "01-19", True),  # Martin Luther King Day, but nobody named a country
        (US, "01-19", False),
        (US, "01-20", True),
        (US, "01-21", False),  # the team's own day off
        (PLAIN, "01-24", False),  # Saturday
        (Calendar(NEW_YORK, workdays=(5, 6)), "01-24", True),
        (Calendar(NEW_YORK, country="XX"), "01-01", True),  # no such country: no holidays
    ],
)
def test_working_days(calendar: Calendar, on: str, works: bool) -> None:
    assert calendar.is_working_day(day(on)) is works


@pytest.mark.parametrize(
    ("calendar", "start", "count", "end"),
    [
        (PLAIN, "01-22", 2, "01-26"),
        (PLAIN, "01-24", 1, "01-26"),
        (PLAIN, "01-24", 0, "01-24"),
        (US, "01-16", 2, "01-22"),
    ],
)
def test_counting_working_days(calendar: Calendar, start: str, count: int, end: str) -> None:
    assert calendar.add_working_days(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("now", "morning", "moment"),
    [
        ("01-23 08:59", "01-23 09:00", "01-23 09:00"),
        ("01-23 09:00", "01-23 09:00", "01-23 09:00"),
        ("01-23 09:01", "01-26 09:00", "01-23 09:01"),
        ("01-23 18:00", "01-26 09:00", "01-26 09:00"),
        ("01-24 12:00", "01-26 09:00", "01-26 09:00"),
        ("03-07 12:00", "03-09 09:00", "03-09 09:00"),  # the clocks go forward in between
        ("10-31 12:00", "11-02 09:00", "11-02 09:00"),  # and back
    ],
)
def test_mornings_and_moments(now: str, morning: str, moment: str) -> None:
    assert PLAIN.morning_at_or_after(local(now)) == local(morning)
    assert PLAIN.working_moment_at_or_after(local(now)) == local(moment)


def test_an_opening_that_the_clock_skips_is_the_instant_after_the_gap() -> None:
    early = Calendar(NEW_YORK, opens=time(2, 30), closes=time(10), workdays=(6,))
    assert early.morning_at_or_after(local("03-07 12:00")) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_calendar_must_have_working_time() -> None:
    with pytest.raises(ValueError, match="working day"):
        Calendar(NEW_YORK, workdays=())
    mondays = tuple(day("01-05") + timedelta(days=7 * n) for n in range(200))
    with pytest.raises(ValueError, match="within three years"):
        Calendar(NEW_YORK, workdays=(0,), extra=mondays).add_working_days(day("01-02"), 1)


def test_whose_hours() -> None:
    team = Workspace(opens=time(8), holiday_country="US", extra_holidays=(day("03-02"),))
    tokyo = Person(id="U1", name="k", real_name="K", time_zone="Asia/Tokyo")
    assert calendar_for(tokyo, team, NEW_YORK).zone == ZoneInfo("Asia/Tokyo")
    assert calendar_for(None, team, NEW_YORK) == Calendar(NEW_YORK, opens=time(8), country="US", extra=(day("03-02"),))
    assert account_calendar(acme(country="DE"), team).country == "DE"
    assert account_calendar(acme(), team).country == "US"


FIRST = datetime(2009, 1, 1, tzinfo=UTC)
ZONES = ["America/New_York", "Europe/Berlin", "Pacific/Apia", "America/Havana", "Asia/Kolkata", "Australia/Lord_Howe"]


@given(st.sampled_from(ZONES), st.integers(0, 10_000_000).map(lambda minutes: FIRST + timedelta(minutes=minutes)))
def test_every_moment_found_is_within_working_hours_and_not_before(zone: str, now: datetime) -> None:
    calendar = Calendar(ZoneInfo(zone))
    for found in (calendar.morning_at_or_after(now), calendar.working_moment_at_or_after(now)):
        here = found.astimezone(calendar.zone)
        assert found >= now
        assert found - now < timedelta(days=5)
        assert here.weekday() < 5
        assert time(9) <= here.time() < time(18)


@given(st.sampled_from(ZONES), st.dates(date(2009, 1, 1), date(2030, 1, 1)))
def test_a_day_begins_when_its_midnight_comes(zone: str, on: date) -> None:
    calendar = Calendar(ZoneInfo(zone))
    begin = calendar.midnight(on)
    assert calendar.local_date(begin) >= on  # Apia skipped 30 December 2011
    assert calendar.local_date(begin - timedelta(seconds=1)) < on
