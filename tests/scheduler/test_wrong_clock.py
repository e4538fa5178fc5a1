"""A machine whose clock is wrong says nothing until it is right again, and beats on when it is set back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from slack_sdk.errors import SlackApiError

from scheduler.slack import make_client
from scheduler.tick import Metronome, Tick
from scheduler.watch import Watch, slack_time
from tests.scheduler.office import Office, at

NOON = datetime(2026, 1, 23, 12, tzinfo=UTC)


class Machine:
    """A clock, seconds since the start, and what Slack says."""

    def __init__(self) -> None:
        self.wall, self.seconds, self.slack, self.asked = NOON, 0.0, NOON, 0
        self.down = False
        self.watch = Watch(self, lambda: self.seconds, self.ask)

    def now(self) -> datetime:
        return self.wall

    def ask(self) -> datetime:
        self.asked += 1
        if self.down:
            raise SlackApiError("down", {"error": "fatal_error"})  # type: ignore[no-untyped-call]
        return self.slack

    def passes(self, minutes: float, jump: timedelta = timedelta()) -> bool:
        """So much time, in which the clock jumps besides; whether it may be acted on."""
        self.seconds += 60 * minutes
        self.slack += timedelta(minutes=minutes)
        self.wall += timedelta(minutes=minutes) + jump
        return self.watch.is_right()


@pytest.mark.parametrize("days", [1 / 24, -1 / 24, 1, -1, 365])
def test_a_clock_that_jumps_away_from_slacks_is_not_acted_on_until_it_is_back(days: float) -> None:
    machine, jump = Machine(), timedelta(days=days)
    assert machine.passes(1)
    assert not machine.passes(1, jump)
    assert not machine.passes(60)
    assert machine.passes(1, -jump)
    assert machine.passes(60)


def test_slack_is_asked_at_the_start_and_about_jumps_only() -> None:
    machine = Machine()
    assert [machine.passes(1) for _ in range(20)] == [True] * 20
    assert machine.asked == 1


def test_a_machine_that_slept_goes_on() -> None:
    machine = Machine()
    assert machine.passes(1)
    machine.slack += timedelta(hours=8)
    assert machine.passes(1, timedelta(hours=8))


def test_a_jump_that_slack_cannot_be_asked_about_waits() -> None:
    machine = Machine()
    assert machine.passes(1)
    machine.down = True
    assert not machine.passes(1, timedelta(hours=2))
    machine.down, machine.slack = False, machine.wall
    assert machine.passes(0)


def test_a_tick_with_a_wrong_clock_looks_at_nothing_and_says_so(office: Office) -> None:
    office.acme()
    office.sandbox.clock.set(at("2026-01-23 09:00"))
    before = office.written()
    client = make_client(office.sandbox.bot_token, office.sandbox.api_url)
    tick = Tick(office.store, client, office.sandbox.clock, slack_time=lambda: slack_time(client))  # the real time's
    assert tick.run() is None
    assert office.written() == before
    assert office.said("@jane") == []


def test_the_metronome_beats_on_when_the_clock_is_set_back() -> None:
    beats, often = threading.Semaphore(0), {"trigger": IntervalTrigger(seconds=0.02, timezone=UTC), "id": "beat"}
    metronome = Metronome(timezone=UTC)
    metronome.add_job(beats.release, **often)
    metronome.start()
    try:
        assert beats.acquire(timeout=5)
        metronome.modify_job("beat", next_run_time=datetime.now(UTC) + timedelta(hours=1))  # as it is then
        while beats.acquire(blocking=False):
            pass
        assert beats.acquire(timeout=5)
        assert beats.acquire(timeout=5)
    finally:
        metronome.shutdown()
