"""Transactions: all or nothing, receipts, and nothing lost when many write at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from playbook.models import Direction, TouchKind
from storage.changes.contacts import add_note, log_touch
from storage.changes.outbox import enqueue
from storage.engine import Change, Store
from storage.errors import AWAY, AlreadyDone
from storage.queries.accounts import account_by_id
from storage.queries.history import history
from tests.shared import CAREFUL
from tests.storage.samples import ASSISTANT, NOW, changing, stored


def _write_and_fail(change: Change, account_id: int) -> None:
    add_note(change, account_id, "lost")
    enqueue(change, "notice", "n1", {"user": "UJANE"}, {}, NOW)
    raise ZeroDivisionError


def test_a_failing_change_leaves_nothing(store: Store) -> None:
    (account,) = stored(store)
    with pytest.raises(ZeroDivisionError), changing(store, receipt="r1") as change:
        _write_and_fail(change, account.id)
    with store.read() as session:
        assert account_by_id(session, account.id).notes == ()
        assert history(session, account.id)[1] == 1
        assert session.execute(text("SELECT count(*) FROM outbox")).scalar() == 0
    with changing(store, receipt="r1") as change:  # its receipt went with it
        add_note(change, account.id, "kept")


def test_a_known_receipt_changes_nothing_and_names_the_earlier_change(store: Store) -> None:
    (account,) = stored(store)
    with changing(store, receipt="trigger-1") as change:
        add_note(change, account.id, "once")
    first = change.audit_id
    with pytest.raises(AlreadyDone) as refused, changing(store, receipt="trigger-1") as change:
        add_note(change, account.id, "twice")
    assert refused.value.audit_id == first
    with store.read() as session:
        assert [note.text for note in account_by_id(session, account.id).notes] == ["once"]


def test_of_many_deliveries_with_one_receipt_one_is_done(store: Store) -> None:
    (account,) = stored(store)

    def deliver(number: int) -> bool:
        try:
            with changing(store, receipt="the-same") as change:
                add_note(change, account.id, f"delivery {number}")
        except AlreadyDone:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(deliver, range(8)))
    assert done.count(True) == 1
    with store.read() as session:
        assert len(account_by_id(session, account.id).notes) == 1


def test_concurrent_changes_of_one_account_are_all_kept(store: Store) -> None:
    (account,) = stored(store)

    def touch(number: int) -> None:
        with changing(store) as change:
            log_touch(change, account.id, TouchKind.CALL, Direction.INBOUND, number, "")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(touch, range(40)))
    with store.read() as session:
        assert len(account_by_id(session, account.id).touches) == 40
        version = session.execute(text("SELECT version FROM account")).scalar()
    assert version == 42  # made with 1, stirred once by its creation


def test_a_reader_sees_one_moment(store: Store) -> None:
    (account,) = stored(store)
    with store.read() as session:
        before = account_by_id(session, account.id)
        with changing(store) as change:
            add_note(change, account.id, "meanwhile")
        assert account_by_id(session, account.id) == before
    with store.read() as session:
        assert account_by_id(session, account.id) != before


@pytest.mark.thorough
def test_whoever_is_in_a_hurry_hears_soon_that_the_database_is_locked(store: Store) -> None:
    lock = "UPDATE workspace SET id = id" if store.dialect == "sqlite" else "LOCK TABLE receipt"
    hurried = store.change(actor=ASSISTANT, via="test", now=NOW, receipt="waits", hurry=True)
    with store.connect() as connection:
        connection.execute(text(lock))
        with pytest.raises(AWAY), hurried:
            pass
    with changing(store, receipt="waits"):
        pass


def test_naive_instants_are_refused(store: Store) -> None:
    (account,) = stored(store)
    naive = datetime(2026, 1, 23)  # noqa: DTZ001 - the fault under test
    with pytest.raises((StatementError, TypeError)), changing(store) as change:
        log_touch(change, account.id, TouchKind.CALL, Direction.INBOUND, None, "", at=naive)
    with pytest.raises(ValueError, match="time zone"), changing(store, now=naive):
        pass


def test_instants_come_back_in_utc(store: Store) -> None:
    (account,) = stored(store)
    with changing(store) as change:
        log_touch(change, account.id, TouchKind.CALL, Direction.INBOUND, None, "", at=NOW)
    with store.read() as session:
        assert account_by_id(session, account.id).touches[0].at.tzinfo is UTC


def _hang(store: Store, change: Change, account_id: int) -> None:
    """Holding the account, until somebody else could go on."""
    add_note(change, account_id, "hung")
    allowed = text("SELECT current_setting('idle_in_transaction_session_timeout')")
    assert change.session.execute(allowed).scalar() == "1min"
    change.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 50"))
    with changing(store) as other:
        add_note(other, account_id, "went on")
    add_note(change, account_id, "too late")


def test_a_change_that_hangs_on_postgresql_is_undone_and_lets_others_go_on(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    (account,) = stored(store)
    with pytest.raises(AWAY), changing(store) as change:
        _hang(store, change, account.id)
    with store.read() as session:
        assert [note.text for note in account_by_id(session, account.id).notes] == ["went on"]
    store.close()


def test_readers_of_postgresql_cannot_write(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    with pytest.raises(DBAPIError), store.read() as session:
        session.execute(text("DELETE FROM account"))
    store.close()


def test_who_finds_that_the_server_hung_up_asks_it_anew(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    (account,) = stored(store)
    with store.read() as one, store.glance() as other:  # two connections wait in the pool
        mine, theirs = (session.execute(text("SELECT pg_backend_pid()")).scalar() for session in (one, other))
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [[mine, theirs]])
    with changing(store) as change:
        add_note(change, account.id, "here again")
    store.close()


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / CAREFUL}")
    with store.read() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        }
    assert found == {"journal_mode": "wal", "busy_timeout": 10_000, "foreign_keys": 1, "synchronous": 2}
    store.close()


def test_every_change_of_record_has_one_audit_line(store: Store) -> None:
    (account,) = stored(store)
    with changing(store) as change:
        add_note(change, account.id, "hello")
    with store.read() as session:
        (line, _), total = history(session, account.id)
        assert total == 2
        assert (line.action, line.actor_id, line.via, line.at, line.id) == (
            "note.add", "UJANE", "test", NOW, change.audit_id,
        )  # fmt: skip
        assert [(item.table, item.before) for item in line.changed] == [("note", None)]


def test_the_assistants_own_changes_can_be_left_out(store: Store) -> None:
    (account,) = stored(store)
    with changing(store, ASSISTANT) as change:
        add_note(change, account.id, "by itself")
    with store.read() as session:
        assert history(session, account.id)[1] == 2
        assert history(session, account.id, people_only=True)[1] == 1
