"""What happens twice at once, very often, or long ago."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from playbook.errors import Refused
from playbook.models import NudgeState, Workspace
from storage.changes.accounts import create_account
from storage.changes.nudges import (
    mark_nudges_sent,
    postpone_unaddressed,
    put_back_nudges,
    queue_nudges,
    snooze_nudge,
)
from storage.changes.outbox import claim_due, enqueue, purge, record_refused, record_sent
from storage.changes.people import hold_workspace, save_person, save_workspace
from storage.changes.playbooks import take_folder
from storage.engine import Store
from storage.queries.accounts import account_by_id
from storage.queries.due import any_unaddressed, nudges_by_ids, nudges_of, outbox_problems
from storage.queries.people import workspace
from storage.reading import nudge_values
from storage.records import OutboxRow
from storage.tables import NUDGE
from tests.storage.samples import (
    ASSISTANT,
    NOW,
    OMAR,
    TODAY,
    account,
    changing,
    look,
    nudge,
    person,
    record_look,
    stored,
)
from tests.storage.test_playbooks_and_replans import OURS

pytestmark = pytest.mark.thorough

DAY = timedelta(days=1)
MANY = 66_000  # more than a statement of PostgreSQL takes


def test_replicas_that_start_together_take_the_folder_one_after_the_other(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    failed: list[DatabaseError] = []

    def second() -> None:
        try:
            with changing(store, ASSISTANT) as change:
                take_folder(change, {"a.yaml": OURS})
        except DatabaseError as error:
            failed.append(error)

    with changing(store, ASSISTANT) as change:
        take_folder(change, {"a.yaml": OURS})
        other = Thread(target=second)
        other.start()
        other.join(0.5)
    other.join()
    assert failed == []


def test_a_name_taken_at_the_same_time_is_refused_as_taken(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    outcomes: list[str] = []

    def second() -> None:
        try:
            stored(store, account("Acme Corp"))
        except Refused as refused:
            outcomes.append(refused.code)

    with changing(store) as change:
        create_account(change, account("Acme Corp"))
        other = Thread(target=second)
        other.start()
        other.join(0.5)
    other.join()
    assert outcomes == ["account_exists"]


def test_settings_first_saved_at_the_same_time_are_saved_one_after_the_other(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    seen: list[Workspace] = []

    def second() -> None:
        with changing(store, OMAR) as change:
            seen.append(hold_workspace(change, to_save=True))
            save_workspace(change, replace(seen[0], opens=time(10)))

    with changing(store) as change:
        save_workspace(change, Workspace(digest_hour=7))
        other = Thread(target=second)
        other.start()
        other.join(0.5)
    other.join()
    assert seen == [Workspace(digest_hour=7)]
    with store.read() as session:
        assert workspace(session) == Workspace(digest_hour=7, opens=time(10))


def test_settings_nobody_saved_yet_stay_while_they_are_held(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    saved = Event()

    def second() -> None:
        with changing(store, OMAR) as change:
            save_workspace(change, Workspace(digest_hour=7))
        saved.set()

    with changing(store, ASSISTANT) as change:
        held = hold_workspace(change)
        other = Thread(target=second)
        other.start()
        assert not saved.wait(0.5)
        assert hold_workspace(change) == held == Workspace()
    other.join()
    assert saved.is_set()


def test_a_name_that_two_people_have_links_neither(store: Store) -> None:
    (made,) = stored(store)
    with changing(store, ASSISTANT) as change:
        save_person(change, person("UJANE", "jane"))
    with changing(store) as change:
        (other,) = [create_account(change, account("Bolt"))]
        change.session.execute(text("UPDATE account SET csm_id = NULL"))
        save_person(change, person("UOTHER", "jane2"))
        save_person(change, person("UJANE", "jane"))
    with store.read() as session:
        assert [account_by_id(session, found.id).csm_id for found in (made, other)] == [None, None]


def test_snooze_holds_the_latest_step_whichever_was_pressed(store: Store) -> None:
    (made,) = stored(store)
    with changing(store, ASSISTANT) as change:
        drafts = [nudge(made.id), nudge(made.id, step=2), nudge(made.id, "TOUCH", step=3)]
        first, second, other = record_look(change, made.id, look(*drafts), lambda rule, role: "UJANE")
        mark_nudges_sent(change, [first.id, second.id, other.id], NOW)
    with changing(store) as change:
        assert snooze_nudge(change, first.id, TODAY + 3 * DAY, NOW + 3 * DAY).id == second.id
    with store.read() as session:
        states = {found.id: found.state for found in nudges_of(session, made.id)}
    assert states == {first.id: NudgeState.SENT, second.id: NudgeState.WAITING, other.id: NudgeState.SENT}


def test_more_nudges_than_a_statement_takes(store: Store) -> None:
    (made,) = stored(store)
    with store.connect() as connection:
        rows = [nudge_values(nudge(made.id, step=step)) | {"ended": False} for step in range(1, MANY + 1)]
        connection.execute(insert(NUDGE), [{**row, "key": str(n), "wake_at": NOW} for n, row in enumerate(rows)])
        ids = list(connection.execute(text("SELECT id FROM nudge")).scalars())
    with changing(store, ASSISTANT) as change:
        assert any_unaddressed(change.session, NOW)
        assert postpone_unaddressed(change, NOW + DAY) == MANY
        assert not any_unaddressed(change.session, NOW)
        queue_nudges(change, ids)
        put_back_nudges(change, ids, NOW + DAY)
        assert len(nudges_by_ids(change.session, ids)) == MANY


@contextmanager
def _claimed(store: Store, *keys: str) -> Iterator[dict[str, OutboxRow]]:
    with changing(store, ASSISTANT) as change:
        for key in keys:
            enqueue(change, key.partition(":")[0], key, {"channel": "C1"}, {}, NOW)
    yield {row.key: row for row in claim_due(store, NOW, "w", DAY, 10)}


def test_what_was_settled_long_ago_is_purged_with_the_receipts(store: Store) -> None:
    with _claimed(store, "plan:old", "notice:once", "plan:open") as ids:
        with changing(store, ASSISTANT, receipt="old") as change:
            record_sent(change, ids["plan:old"], "1.1", "C1")
            record_sent(change, ids["notice:once"], "1.2", "C1")
        with changing(store, ASSISTANT, NOW + 2 * DAY, receipt="new") as change:
            assert purge(change, NOW) == 0
            assert purge(change, NOW + DAY) == 2
            assert purge(change, NOW + DAY) == 0
    with store.read() as session:
        assert session.execute(text("SELECT key FROM outbox ORDER BY key")).scalars().all() == [
            "notice:once",
            "plan:open",
        ]
        assert session.execute(text("SELECT key FROM receipt")).scalars().all() == ["new"]


def test_a_message_is_found_by_its_place(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.read() as session:
        asked = "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE channel = 'C' AND ts = '1' AND state = 'sent'"
        asked += " ORDER BY id LIMIT 1"
        assert "ix_outbox_channel_ts" in str(session.execute(text(asked)).all())
    store.close()


def test_a_refusal_is_no_problem_any_more_once_its_channel_was_reached_or_after_a_week(store: Store) -> None:
    with _claimed(store, "digest:1", "digest:2") as ids:
        with changing(store, ASSISTANT) as change:
            record_refused(change, ids["digest:1"], "channel_not_found")
        with store.read() as session:
            assert [row.key for row in outbox_problems(session, NOW)] == ["digest:1"]
            assert outbox_problems(session, NOW + DAY) == ()
        with changing(store, ASSISTANT, NOW + DAY) as change:
            record_sent(change, ids["digest:2"], "1.2", "C1")
        with store.read() as session:
            assert outbox_problems(session, NOW) == ()


def test_only_the_kinds_asked_for_are_claimed(store: Store) -> None:
    with changing(store, ASSISTANT) as change:
        for kind in ("plan", "home"):
            enqueue(change, kind, kind, {"user": "U1"}, {}, NOW)
    assert [row.kind for row in claim_due(store, NOW, "w", DAY, 10, ("home",))] == ["home"]
    assert claim_due(store, NOW, "w", DAY, 10, ("home",)) == []
    assert [row.kind for row in claim_due(store, NOW, "w", DAY, 10)] == ["plan"]


def test_customers_words_stay_out_of_tracebacks(store: Store) -> None:
    secret = "the words of a customer"
    with pytest.raises(DatabaseError) as failed, store.connect() as connection:
        connection.execute(text("INSERT INTO nowhere (a) VALUES (:a)"), {"a": secret})
    assert secret not in str(failed.value)
