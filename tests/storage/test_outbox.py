"""What must be said is said once: unique keys, one worker, leases, retries, holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from storage.changes.accounts import delete_account
from storage.changes.contacts import add_note
from storage.changes.outbox import (
    claim_due,
    enqueue,
    hold_channel,
    record_dropped,
    record_refused,
    record_retry,
    record_sent,
    record_unknown,
)
from storage.changes.people import forget_card, remember_card
from storage.engine import Store
from storage.queries.accounts import card_at, cards_of
from storage.queries.due import outbox_at, outbox_problems, outbox_row, outbox_unknown
from storage.queries.waking import Work, waking
from storage.records import OutboxRow
from tests.storage.samples import ASSISTANT, NOW, changing, stored

LEASE, SETTLE = timedelta(seconds=60), timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def queued(store: Store, *keys: str, channel: str = "C1", send_at: datetime = NOW) -> list[bool]:
    with changing(store, ASSISTANT) as change:
        return [enqueue(change, "notice", key, {"channel": channel}, {"code": key}, send_at) for key in keys]


def claimed(store: Store, now: datetime = NOW, worker: str = "w1", limit: int = 10) -> list[OutboxRow]:
    return claim_due(store, now, worker, LEASE, limit)


def test_a_key_is_queued_once_for_ever(store: Store) -> None:
    assert queued(store, "a", "a") == [True, False]
    (row,) = claimed(store)
    with changing(store) as change:
        record_sent(change, row, "1.1", "C1")
    assert queued(store, "a") == [False]
    assert claimed(store) == []


def test_nothing_goes_before_its_time_and_oldest_goes_first(store: Store) -> None:
    queued(store, "late", send_at=NOW + SECOND)
    queued(store, "second")
    queued(store, "first", send_at=NOW - SECOND)
    assert [row.key for row in claimed(store, limit=2)] == ["first", "second"]
    assert claimed(store) == []
    with store.read() as session:
        assert waking(session, LEASE).instants[Work.SENDS] == NOW + SECOND
    assert [row.key for row in claimed(store, NOW + SECOND)] == ["late"]


def test_many_workers_never_take_the_same_row(store: Store) -> None:
    queued(store, *(f"row-{number}" for number in range(60)))

    def work(worker: int) -> list[str]:
        taken: list[str] = []
        while rows := claimed(store, worker=f"w{worker}", limit=4):
            taken += [row.key for row in rows]
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [key for keys in pool.map(work, range(6)) for key in keys]
    assert sorted(taken) == sorted(f"row-{number}" for number in range(60))


def test_a_row_whose_worker_vanished_is_read_back_never_resent(store: Store) -> None:
    queued(store, "a")
    (row,) = claimed(store)
    lease_end = NOW + LEASE
    with store.read() as session:
        assert outbox_unknown(session, lease_end - SECOND, timedelta(0)) == ()
        assert [item.state for item in outbox_unknown(session, lease_end, timedelta(0))] == ["unknown"]
        assert outbox_unknown(session, lease_end, SETTLE) == ()
        assert waking(session, SETTLE).instants == {Work.DOUBTS: lease_end + SETTLE}
    assert claimed(store, lease_end) == []
    with store.read() as session:
        (found,) = outbox_unknown(session, lease_end + SETTLE, SETTLE)
        assert (found.id, found.state, found.claimed_at) == (row.id, "unknown", NOW)
        assert outbox_row(session, row.id).state == "unknown"
    later = lease_end + SETTLE
    with changing(store, now=later) as change:  # the read-back itself failed
        assert record_unknown(change, row, "history failed")
    with store.read() as session:
        assert outbox_unknown(session, later, SETTLE) == ()
        assert waking(session, SETTLE).instants == {Work.DOUBTS: later + SETTLE}
    with changing(store, now=later) as change:  # certain at last that it is not there
        assert record_retry(change, row, later + SECOND, "not found")
    (again,) = claimed(store, later + SECOND)
    assert (again.id, again.attempts) == (row.id, 2)


def test_whoever_settles_a_row_first_has_the_say(store: Store) -> None:
    queued(store, "a", "b")
    first, second = claimed(store)
    with changing(store) as change:
        assert record_sent(change, first, "1.1", "C1", about={"nudges": [1, 2]})
        assert not record_retry(change, first, NOW, "late worker")
        assert not record_refused(change, first, "late worker")
        assert record_dropped(change, second, "gone")
        assert not record_sent(change, second, "2.2")
    with store.read() as session:
        found = outbox_at(session, "C1", "1.1")
        assert found
        assert (found.id, found.state, found.about) == (first.id, "sent", {"code": "a", "nudges": [1, 2]})
        assert outbox_at(session, "C1", "2.2") is None
        assert waking(session).instants == {}


def test_problems_are_kept_for_people_to_see(store: Store) -> None:
    queued(store, "refused", "unknown", "fine")
    rows = {row.key: row for row in claimed(store)}
    with changing(store) as change:
        record_refused(change, rows["refused"], "channel_not_found")
        record_unknown(change, rows["unknown"], "timeout")
        record_sent(change, rows["fine"], "1.1", "C1")
    with store.read() as session:
        assert {(row.key, row.error) for row in outbox_problems(session)} == {
            ("refused", "channel_not_found"),
            ("unknown", "timeout"),
        }
        assert [row.key for row in outbox_problems(session, since=NOW + SECOND)] == ["unknown"]


def test_a_held_channel_holds_up_nobody_else(store: Store) -> None:
    queued(store, "c1-a", "c1-b")
    queued(store, "c2", channel="C2")
    held, other = (row for row in claimed(store, limit=3) if row.key != "c1-b")
    until = NOW + timedelta(seconds=30)
    with changing(store) as change:
        hold_channel(change, held.lane or "", until)
        record_retry(change, held, NOW + SECOND, "ratelimited")
    queued(store, "c1-new")
    queued(store, "c2-new", channel="C2")
    assert other.key == "c2"
    assert [row.key for row in claimed(store, NOW + SECOND)] == ["c2-new"]
    with changing(store) as change:
        hold_channel(change, "C1", NOW + SECOND)  # a shorter one does not shorten it
    with store.read() as session:
        assert waking(session, LEASE).instants[Work.SENDS] == until
    assert {row.key for row in claimed(store, until)} == {"c1-a", "c1-new"}


def test_each_change_refreshes_the_living_cards_once(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        remember_card(change, made.id, "C1", "1.1")
        remember_card(change, made.id, "C2", "2.2")
        assert remember_card(change, made.id, "C1", "1.9").ts == "1.9"  # one card an account and channel
    for text in ("one", "two"):
        with changing(store) as change:
            add_note(change, made.id, text)
    rows = claimed(store)
    assert {(row.kind, row.destination["channel"], row.destination["ts"]) for row in rows} == {
        ("card", "C1", "1.9"),
        ("card", "C2", "2.2"),
    }
    assert len(rows) == 2  # the first refresh still waited and gave way
    assert all(row.about == {"account": made.id, "page": 0} for row in rows)
    with changing(store) as change:
        forget_card(change, "C2", "2.2")
        add_note(change, made.id, "three")
    assert [row.destination["channel"] for row in claimed(store)] == ["C1"]
    with store.read() as session:
        assert card_at(session, "C2", "2.2") is None
        card = card_at(session, "C1", "1.9")
        assert cards_of(session, made.id) == (card,)


def test_a_deleted_account_tells_its_cards(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        remember_card(change, made.id, "C1", "1.1")
    with changing(store) as change:
        delete_account(change, made.id)
    assert [(row.kind, row.destination["ts"]) for row in claimed(store)] == [("card_gone", "1.1")]
