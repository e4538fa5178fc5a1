"""The tick itself: idle it costs nothing, next_at is exact, and nothing stays due."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from scheduler.clock import FollowedClock, SystemClock
from scheduler.reconcile import SETTLE
from scheduler.slack import make_client
from scheduler.sweep import AFTER_FAILURE
from scheduler.tick import Tick
from storage.changes.outbox import claim_due, enqueue
from tests.scheduler.office import DIGEST, JANE, Office, at, tracker
from tests.scheduler.watched import Watched


def test_with_nothing_due_it_calls_nobody_and_writes_nothing(office: Office) -> None:
    office.settings(digest_channel=office.channel(DIGEST))
    office.acme()
    office.walk_to("2026-01-27 12:00")
    before, calls = office.written(), office.calls()
    office.go_to("2026-01-27 12:01")
    office.go_to("2026-01-27 12:30")
    assert office.written() == before
    assert office.calls() == calls


def test_next_at_is_exact(office: Office) -> None:
    """At each instant it names, something happens; an instant before, nothing does."""
    office.settings(digest_channel=office.channel(DIGEST))
    office.acme()
    due = office.beat()
    for _ in range(15):
        assert due is not None
        before = office.written()
        office.sandbox.clock.set(due - timedelta(microseconds=1))
        assert office.beat() == due
        assert office.written() == before
        office.sandbox.clock.set(due)
        due = office.beat()
        assert office.written() != before


def test_an_empty_house_never_wakes(office: Office) -> None:
    assert office.beat() is None
    assert office.calls() == []


def test_an_account_that_makes_a_rule_fail_holds_up_no_other_and_is_put_off(office: Office) -> None:
    bad, _ = office.create(tracker("Bad", setup="2026-01-22"), tracker("Good", setup="2026-01-22"))
    with office.change() as change:
        change.session.execute(text("UPDATE account SET time_zone = 'Mars/Olympus' WHERE id = :id"), {"id": bad.id})
    assert office.beat() == at("2026-01-23 09:00")
    office.walk_to("2026-01-23 09:30")
    (message,) = office.said("@jane")
    assert "Good" in str(message.blocks)
    assert "Bad" not in str(message.blocks)
    assert office.beat() == at("2026-01-23 08:00") + 2 * AFTER_FAILURE


def test_an_account_that_goes_bad_leaves_the_rest_of_its_plan_whole(office: Office) -> None:
    bad, _ = office.create(tracker("Bad", setup="2026-01-22"), tracker("Good", setup="2026-01-22"))
    office.go_to("2026-01-23 08:30")
    with office.change() as change:
        change.session.execute(text("UPDATE account SET time_zone = 'Mars/Olympus' WHERE id = :id"), {"id": bad.id})
    office.walk_to("2026-01-23 12:00")
    assert "Bad" not in office.texts("@jane")[0]
    with office.change() as change:
        change.session.execute(text("UPDATE account SET time_zone = 'UTC' WHERE id = :id"), {"id": bad.id})
    office.walk_to("2026-01-26 12:00")
    assert office.times("@jane") == ["Fri 23 09:00", "Mon 26 09:00"]
    assert "Bad" in office.texts("@jane")[1]


@pytest.mark.parametrize("fault", ["drop", "429"])
def test_time_goes_on_while_slack_is_down(office: Office, fault: str) -> None:
    office.settings(digest_channel=office.channel(DIGEST))
    office.create(tracker("Acme", start="2026-01-22", setup="2026-01-22"))
    for method in ("chat.postMessage", "conversations.history", "conversations.open"):
        office.fail(method, do=fault, times=6, seconds=60)
    office.walk_to("2026-01-23 17:00")
    assert office.times("@jane")[0][:6] == office.times(DIGEST)[0][:6] == "Fri 23"
    assert len(office.said("@jane")) == len(office.said(DIGEST)) == 1


def test_it_beats_by_itself_and_sooner_when_woken(office: Office) -> None:
    tick = Tick(
        office.store, make_client(office.sandbox.bot_token, office.sandbox.api_url), office.sandbox.clock, seconds=3600
    )
    tick.wake()  # harmless before start
    tick.start()
    with office.change() as change:
        enqueue(change, "notice", "a", {"user": JANE}, {"code": "nothing_today"}, office.now)
    seen = office.sandbox.changes.last_id
    tick.wake()
    if not office.sandbox.world.posts.of("D0JANE00000"):
        office.sandbox.changes.wait(seen, 10)
    tick.stop()
    tick.wake()  # and after stop
    assert len(office.said("@jane")) == 1
    assert tick.is_well()


def test_a_stopped_tick_sends_nothing_more(office: Office) -> None:
    with office.change() as change:
        enqueue(change, "notice", "a", {"user": JANE}, {"code": "nothing_today"}, office.now)
    office.tick.stop()
    office.tick.run()
    assert office.calls() == []
    office.tick = office.another_tick()
    office.beat()
    assert len(office.said("@jane")) == 1


def test_it_is_well_while_it_beats(office: Office) -> None:
    seconds = [0.0]
    client = make_client(office.sandbox.bot_token, office.sandbox.api_url)
    tick = Tick(office.store, client, office.sandbox.clock, seconds=15, monotonic=lambda: seconds[0])
    seconds[0] = 30
    assert tick.is_well()
    seconds[0] = 31  # two beats' time without one: nobody beats any more
    assert not tick.is_well()
    tick.run()
    assert tick.is_well()


def test_a_beat_that_is_under_way_may_be_silent_for_longer(office: Office) -> None:
    seconds, seen = [0.0], list[bool]()

    def slow() -> None:
        for passed in (89, 2):
            seconds[0] += passed
            seen.append(tick.is_well())

    client = Watched(office.sandbox, "chat.postMessage", answered=slow)
    tick = Tick(office.store, client, office.sandbox.clock, seconds=15, monotonic=lambda: seconds[0])
    _enqueue(office, "a")
    tick.run()
    assert seen == [True, False]
    assert tick.is_well()


def test_it_is_not_well_once_two_beats_failed(office: Office) -> None:
    client = make_client(office.sandbox.bot_token, office.sandbox.api_url)
    tick = Tick(office.store, client, office.sandbox.clock, seconds=0.05)
    with office.store.connect() as connection:
        connection.execute(text("ALTER TABLE nudge RENAME TO gone"))
    try:
        tick.start()
        assert _soon(lambda: not tick.is_well())
    finally:
        with office.store.connect() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO nudge"))
    assert _soon(tick.is_well)
    tick.stop()


def test_a_slack_that_cannot_be_read_keeps_nobody_waiting(office: Office) -> None:
    """Four messages of unknown outcome, whose read-back takes ages; a plan is not held up by them."""
    seconds = [0.0]
    for key in "abcd":
        _enqueue(office, key)
    claim_due(office.store, office.now, "killed", timedelta(minutes=3), 10)
    office.sandbox.clock.set(office.now + timedelta(minutes=3) + SETTLE)
    _enqueue(office, "fresh")
    office.fail("conversations.*", times=4)

    def ages() -> None:
        seconds[0] += 20

    client = Watched(office.sandbox, "conversations.open", asked=ages)
    Tick(office.store, client, office.sandbox.clock, monotonic=lambda: seconds[0]).run()
    assert office.calls() == [*["conversations.open"] * 2, "chat.postMessage", *["conversations.history"] * 2]


def _enqueue(office: Office, key: str) -> None:
    with office.change() as change:
        enqueue(change, "notice", key, {"user": JANE}, {"code": "nothing_today"}, office.now)


def _soon(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return condition()


class TestClocks:
    def test_a_followed_clock_stands_until_it_is_set(self) -> None:
        clock = FollowedClock(at("2026-01-23 09:00"))
        assert clock.now() == clock.now() == datetime(2026, 1, 23, 14, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        clock.set(at("2026-01-24 09:00"))
        assert clock.now() == datetime(2026, 1, 24, 14, tzinfo=UTC)

    def test_or_flows_from_where_it_was_set(self) -> None:
        clock = FollowedClock(at("2026-01-23 09:00"), flow=True)
        first = clock.now()
        assert first >= datetime(2026, 1, 23, 14, tzinfo=UTC)
        assert clock.now() >= first
        clock.set(at("2026-01-22 09:00"))
        assert clock.now() == datetime(2026, 1, 22, 14, tzinfo=UTC)

    def test_it_wants_a_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            FollowedClock(datetime(2026, 1, 23))  # noqa: DTZ001

    def test_the_system_clock_is_aware(self) -> None:
        assert SystemClock().now().tzinfo is UTC


def test_runs_of_one_tick_do_not_overlap(office: Office) -> None:
    with office.change() as change:
        enqueue(change, "notice", "a", {"user": JANE}, {"code": "nothing_today"}, office.now)
    threads = [threading.Thread(target=office.tick.run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.calls("chat.postMessage") == ["chat.postMessage"]
