"""What goes wrong with a team's bot over two years, drawn from a seed: Slack's faults and days without it, crashes, a
clock that jumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, event

from sandbox.faults import Fault
from sandbox.server import Sandbox

SHARE = 0.15  # of the half hours in which anything happens
STATEMENTS = 120  # within which a crash comes, or it does not
JUMP = 20  # minutes at most
POSTS = ("drop", "500", "internal_error", "late", "429")
MINUTE, HALF_HOUR, DAY = timedelta(minutes=1), timedelta(minutes=30), timedelta(days=1)
EVERY = 60  # days in which Slack is away once
Away = tuple[datetime, datetime]  # from when until when


class Crash(BaseException):
    """The process is gone, in the middle of a statement; nothing of the product's catches this."""


class Breaker:
    """Breaks the process off at a statement, or at the commit, once it was told to."""

    def __init__(self) -> None:
        self._left: int | None = None  # statements until then
        self.crashes = 0

    def arm(self, statements: int | None) -> None:
        """After so many statements more; None: not at all."""
        self._left = statements

    @contextmanager
    def around(self, engine: Engine) -> Iterator[None]:
        """Statements in here may be the last of the process."""
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._statement)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", self._statement)
            event.remove(engine, "commit", self._statement)

    def _statement(self, *_: Any) -> None:
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            self._left = None
            self.crashes += 1
            raise Crash


def days_away(random: Random, since: datetime, days: int) -> list[Away]:
    """When all of Slack is away for a day: from a minute before a half hour, when all is said that was due, until a
    minute after one, so that what waited is said within it."""
    found = []
    for number in range(round(days / EVERY)):
        begins = since + (number * EVERY + random.randrange(EVERY // 3, EVERY - 1)) * DAY
        begins += random.randrange(48) * HALF_HOUR - MINUTE
        found.append((begins, begins + DAY + 2 * MINUTE))
    return found


class Trouble:
    """Every fault of a call is over within 25 minutes, so that what is due in a half hour is told in that half hour."""

    def __init__(self, random: Random, sandbox: Sandbox, away: Sequence[Away]) -> None:
        self._random, self._faults, self.breaker = random, sandbox.faults, Breaker()
        self._turns = [at for times in away for at in times]  # when Slack goes away, and comes back, and so on
        self.is_away, self._brewed = False, sandbox.clock.now()
        self.jumps = self.faults = self.days_away = 0

    def ahead(self, now: datetime, due: datetime | None, midnight: datetime) -> datetime:
        """When the bot wakes next: without Slack it tries every half hour, rather than whenever it would."""
        if due is not None and self.is_away:
            due = max(due, half_hour(now) + HALF_HOUR)
        return min(at for at in (due, midnight, *self._turns[:1]) if at is not None)

    def come(self, now: datetime) -> timedelta:
        """What goes wrong from now on; how far the clock jumps before the bot wakes."""
        while self._turns and self._turns[0] <= now:
            self._turn()
            self._brewed = half_hour(now)
        if self.is_away or half_hour(now) <= self._brewed:
            return timedelta(0)
        self._brewed = half_hour(now)
        return self._brew()

    def _turn(self) -> None:
        del self._turns[0]
        self.is_away = not self.is_away
        self.breaker.arm(None)
        self._faults.clear()
        if self.is_away:
            self._faults.order([Fault("*", "before", self._random.choice(("drop", "500")), times=10**9)])
            self.days_away += 1

    def _brew(self) -> timedelta:
        """Once in a half hour: perhaps something is about to go wrong."""
        self.breaker.arm(None)
        if self._random.random() >= SHARE:
            return timedelta(0)
        kind = self._random.choice(("slack", "slack", "crash", "jump"))
        if kind == "slack":
            self._of_slack()
        elif kind == "crash":
            self.breaker.arm(self._random.randrange(STATEMENTS))
        else:
            self.jumps += 1
            return timedelta(seconds=self._random.randrange(60, JUMP * 60))
        return timedelta(0)

    def _of_slack(self) -> None:
        """Up to three posts fail, and up to two of the read-backs that follow."""
        left = len(self._faults.pending())
        self._faults.clear()
        orders = [self._post() for _ in range(self._random.randint(1, 3))]
        orders += [self._read_back() for _ in range(self._random.randrange(3))]
        self._faults.order(orders)
        self.faults += len(orders) - left

    def _post(self) -> Fault:
        do = self._random.choice(POSTS)
        if do == "429":
            return Fault("chat.postMessage", "before", do, seconds=float(self._random.randint(1, 90)))
        return Fault("chat.postMessage", self._random.choice(("before", "after")), do)

    def _read_back(self) -> Fault:
        return Fault("conversations.history", "before", self._random.choice(("drop", "500", "429")))


def half_hour(at: datetime) -> datetime:
    """The begin of the half hour (UTC)."""
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def do_not_wait_for_the_disk(connection: Any, *_: object) -> None:
    """The machine stays on, so what was written is there for the process begun anew."""
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous=OFF").close()
