"""The clock jumps while accounts run: away from Slack's and back, or for good; and zones change theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.manifest import SCOPES
from playbook.models import Account
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.engine import Store
from tests.faults.databases import SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.zones import zones
from tests.scheduler.office import DIGEST, ESCALATIONS, NEW_YORK, Office, at, tracker
from tests.shared import finish

FRIDAY, JUMP, BACK, END = "2026-01-23 08:00", "2026-01-26 08:30", "2026-01-26 11:00", "2026-01-30 18:00"
HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
AWAY = {"+1h": DAY / 24, "-1h": -DAY / 24, "+1d": DAY, "-1d": -DAY, "+1y": 365 * DAY}
TRIED = {Size.QUICK: ("-1h", "+1y"), Size.FULL: tuple(AWAY)}
PLACES = ("@jane", "@lena", "@victor", DIGEST, ESCALATIONS)
CUSTOMERS = 6
AT_ONCE = CUSTOMERS + 1  # messages that a person may get at one moment: the Day-30 questions come alone, and the plan
CHANGES = {  # zones and a working day or two before their clocks are changed
    "America/New_York": "2026-03-05", "Europe/Berlin": "2026-03-26", "Australia/Lord_Howe": "2026-04-02",
    "America/Santiago": "2026-04-02", "Africa/Casablanca": "2026-02-12", "Asia/Beirut": "2026-03-26",
    "Pacific/Auckland": "2026-04-02", "America/Havana": "2026-03-05", "Europe/London": "2026-10-22",
    "America/St_Johns": "2026-10-29", "Antarctica/Troll": "2026-03-26", "Pacific/Chatham": "2026-09-24",
}  # fmt: skip
CHANGED = {Size.QUICK: 2, Size.FULL: len(CHANGES)}


class Away:
    """The machine's clock: Slack's, and so much more."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self.by = sandbox, timedelta()

    def now(self) -> datetime:
        return self._sandbox.clock.now() + self.by


def clock(size: Size, progress: Progress) -> Iterable[Figure]:
    """Jumps, zones with a sweep, and every zone's calendar."""
    with Databases() as databases:
        yield from _jumps_and_back(databases, size, progress)
        yield _jumps_for_good(databases, size, progress)
        yield _changed_clocks(databases, size, progress)
    yield from zones(size, progress)


def _jumps_and_back(databases: Databases, size: Size, progress: Progress) -> Iterator[Figure]:
    """Two and a half hours with a wrong clock, in which the plans come due: as if the tick had slept."""
    progress.expect(1 + len(TRIED[size]))
    undisturbed = _lived(databases, None)
    progress.step()
    for name in TRIED[size]:
        heard = _lived(databases, AWAY[name]) if progress.only in (None, name) else undisturbed
        again, lost = heard - undisturbed, undisturbed - heard
        value = f"{heard.total()} messages in a week, {again.total()} more, {lost.total()} fewer than of one that slept"
        wrong = tuple(f"{name} {one}" for one in (*again, *lost))
        yield Figure(
            f"clock {name} against Slack's, and back after 2.5 h", value, "the same messages", not wrong, wrong
        )
        progress.step()


def _jumps_for_good(databases: Databases, size: Size, progress: Progress) -> Figure:
    """The machine slept, or was set right: Slack says the same."""
    wrong, most, later = list[str](), 0, 0
    ahead = {name: AWAY[name] for name in TRIED[size] if AWAY[name] > timedelta()}
    progress.expect(len(ahead))
    for name, by in ahead.items():
        with _office(databases, FRIDAY) as office:
            _walk(office, office.tick, at(JUMP))
            office.sandbox.clock.set(at(JUMP) + by)
            _walk(office, office.tick, at(JUMP) + by + 5 * DAY)
            wrong += [f"{name} {fault}" for fault in _faults_of_plans(office, NEW_YORK, 9)]
            most = max(most, *(max(Counter(office.times(place)).values(), default=0) for place in PLACES[:3]))
            plans = [day for day in _plan_days(office, NEW_YORK) if day >= (at(JUMP) + by).date()]
            later += len(plans)
            wrong += [] if plans else [f"{name} hangs"]
        progress.step()
    wrong += [f"burst of {most}"] if most > AT_ONCE else []
    value = f"{later} plans after the jumps, at most one a day; at most {most} messages at one moment to one person"
    return Figure(
        f"clock {', '.join(ahead)} for good", value, "one plan a working day, no hang", not wrong, tuple(wrong)
    )


def _changed_clocks(databases: Databases, size: Size, progress: Progress) -> Figure:
    """A week's plans of somebody whose clock is changed meanwhile."""
    some = dict(list(CHANGES.items())[: CHANGED[size]])
    wrong, plans = list[str](), 0
    progress.expect(len(some))
    for name, day in some.items():
        zone = ZoneInfo(name)
        with _office(databases, f"{day} 00:00", zone) as office:
            office.walk_to(f"{date.fromisoformat(day) + 7 * DAY} 00:00", zone)
            plans += len(_plan_days(office, zone))
            wrong += [f"{name} {fault}" for fault in _faults_of_plans(office, zone, 9)]
        progress.step()
    value = f"{len(some)} zones, {plans} plans, {len(wrong)} at a wrong time"
    return Figure(
        "a week of plans over a change of the clock", value, "one at 09:00 a working day", not wrong, tuple(wrong)
    )


@contextmanager
def _office(databases: Databases, begins: str, zone: ZoneInfo = NEW_YORK) -> Iterator[Office]:
    """Jane in that zone, with accounts about which there is something to say every day."""
    with databases.fresh(SQLITE) as url:
        start = at(begins, zone)
        sandbox = Sandbox(start, scopes=SCOPES, limits=Limits(monotonic=lambda: 1000.0))
        server, store = SandboxServer(sandbox).start(), Store(url)
        office = Office(sandbox, store)
        office.open(digest_channel=office.channel(DIGEST), escalation_channel=office.channel(ESCALATIONS))
        office.person("jane", time_zone=zone.key)
        office.create(*(_account(number, start.date()) for number in range(CUSTOMERS)))
        try:
            yield office
        finally:
            store.close()
            server.stop()


def _account(number: int, today: date) -> Account:
    """One thing of it is due on each of the days to come, and two are late."""
    days = {f"step{n}": str(today + timedelta(days=n + number % 3)) for n in range(8)}
    return tracker(
        f"Customer {number}", start=str(today - 10 * DAY), setup=str(today - DAY), data=str(today - 2 * DAY), **days
    )


def _lived(databases: Databases, by: timedelta | None) -> Counter[tuple[str, str]]:
    """What everybody heard in a week in which the clock was wrong for a while; None: in which nothing ticked."""
    with _office(databases, FRIDAY) as office:
        machine, sandbox = Away(office.sandbox), office.sandbox
        client = make_client(sandbox.bot_token, sandbox.api_url)
        tick = Tick(
            office.store,
            client,
            machine,
            monotonic=lambda: sandbox.clock.now().timestamp(),
            slack_time=sandbox.clock.now,
        )
        _walk(office, tick, at(JUMP))
        if by is None:
            office.sandbox.clock.set(at(BACK) - HALF_HOUR)
        else:
            machine.by = by
            _walk(office, tick, at(BACK) - HALF_HOUR)
        machine.by = timedelta()
        _walk(office, tick, at(END))
        return Counter((place, post.text) for place in PLACES for post in office.said(place))


def _walk(office: Office, tick: Tick, until: datetime) -> None:
    """Time passes, half an hour at a time, as a tick that is not told when to wake sees it."""
    while office.now < until:
        office.sandbox.clock.set(min(office.now + HALF_HOUR, until))
        finish(office.sandbox.settle())
        tick.run()


def _plan_days(office: Office, zone: ZoneInfo) -> list[date]:
    return [moment.date() for moment in _plan_moments(office, zone)]


def _plan_moments(office: Office, zone: ZoneInfo) -> list[datetime]:
    posts = [post for post in office.said("@jane") if str(_key(post)).startswith("plan:")]
    return [datetime.fromtimestamp(float(post.ts), zone) for post in posts]


def _key(post: object) -> str:
    metadata = getattr(post, "metadata", None) or {}
    return str(metadata.get("event_payload", {}).get("key", ""))


def _faults_of_plans(office: Office, zone: ZoneInfo, hour: int) -> Iterator[str]:
    """Two plans on one day, or one outside of Jane's hours."""
    for day, number in Counter(_plan_days(office, zone)).items():
        if number > 1:
            yield f"{number} plans on {day}"
    for moment in _plan_moments(office, zone):
        if moment.weekday() > 4 or not time(hour) <= moment.time() < time(18):
            yield f"a plan at {moment}"
