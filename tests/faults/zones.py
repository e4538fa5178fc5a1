"""Every IANA zone through two years: mornings, working moments and the next morning, held against the wall clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from playbook.calendar import Calendar
from scheduler.looking import next_morning
from tests.faults.figures import Figure, Progress, Size

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
STRIDE = {Size.QUICK: 20, Size.FULL: 1}
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
DAWN, SHORT = 4, timedelta(hours=2)  # clocks are changed before then; the hours of dawn and the hour of the change
WEEK = tuple(range(7))
HOURS = {
    "09:00-18:00, Monday to Friday": (time(9), time(18), WEEK[:5]),
    "02:30-03:30, every day": (time(2, 30), time(3, 30), WEEK),
}


def zones(size: Size, progress: Progress) -> Iterable[Figure]:
    """One figure for usual hours, one for hours within which clocks are changed."""
    names = sorted(available_timezones())[:: STRIDE[size]]
    for label, (opens, closes, days) in HOURS.items():
        wrong = list[str]()
        progress.expect(len(names))
        for name in names if progress.only is None else [one for one in names if one == progress.only]:
            calendar = Calendar(ZoneInfo(name), opens, closes, days)
            wrong += [f"{name} {fault}" for fault in (*_mornings(calendar), *_moments(calendar))]
            progress.step()
        value = f"{len(names)} zones, {len(wrong)} faults"
        yield Figure(
            f"two years of every zone, {label}",
            value,
            "one morning a working day, none outside",
            not wrong,
            tuple(wrong),
        )


def _mornings(calendar: Calendar) -> Iterator[str]:
    """From morning to morning: each working day once, in its hours; 24 months in as many steps as there are days."""
    found, moment = list[date](), BEGINS
    while moment < ENDS:
        morning = calendar.morning_at_or_after(moment)
        if morning < moment:
            yield f"a morning before {moment}"
            return
        found.append(morning.astimezone(calendar.zone).date())
        moment = next_morning(calendar, morning)
        if moment <= morning:
            yield f"no next morning after {morning}"
            return
    wanted = [day for day in _days(found[0], found[-1]) if day.weekday() in calendar.workdays]
    if found != wanted:
        yield f"mornings of {sorted(set(found) ^ set(wanted))[:3]}"


def _moments(calendar: Calendar) -> Iterator[str]:
    """Around each change of the clock, every quarter of an hour: the next working moment is one, and not far."""
    for change in _changes(calendar.zone):
        for number in range(-3 * 96, 3 * 96):
            moment = change + number * QUARTER
            working = calendar.working_moment_at_or_after(moment)
            if not moment <= working <= moment + 5 * DAY or not _is_working(calendar, working):
                yield f"{moment} leads to {working}"
                return


def _is_working(calendar: Calendar, moment: datetime) -> bool:
    """By the wall clock alone. Where clocks are changed within the hours, a day's go from its one opening on, for no
    longer than the wall clock says and an hour."""
    local = moment.astimezone(calendar.zone)
    if local.weekday() not in calendar.workdays:
        return False
    if calendar.opens <= local.time() < calendar.closes:
        return True
    opening = calendar.opening(local.date())
    return calendar.opens.hour < DAWN and opening <= moment < opening + SHORT


def _changes(zone: ZoneInfo) -> list[datetime]:
    """The hours, in UTC, at which the zone's clock is changed."""
    found, moment = [], BEGINS
    while moment < ENDS:
        if _offset(zone, moment) != _offset(zone, moment + DAY):
            hours = [moment + timedelta(hours=hour) for hour in range(24)]
            found += [one for one in hours if _offset(zone, one) != _offset(zone, one + timedelta(hours=1))]
        moment += DAY
    return found


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))
