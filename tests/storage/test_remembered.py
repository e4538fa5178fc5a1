"""What is read once in a change is read again as soon as it may be another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, event, text, update
from sqlalchemy.orm import Session

from playbook.errors import NotFound
from storage.changes.accounts import delete_account, lock_account
from storage.changes.contacts import add_note
from storage.changes.milestones import block_milestone, complete_milestone
from storage.changes.outbox import enqueue
from storage.changes.people import save_person, save_workspace
from storage.changes.working import hold_account, milestone_row
from storage.engine import Change, Store
from storage.queries.accounts import account_by_id
from storage.queries.people import people_by_ids, person_by_id, person_called, workspace
from storage.tables import ACCOUNT, NOTE, MilestoneTable
from tests.storage.samples import NOW, OMAR, TODAY, changing, person, stored

Write = Callable[[Change, int], object]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(store.engine, "before_cursor_execute", note)


def test_an_account_is_read_once_as_long_as_nothing_is_written_of_it(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        first = account_by_id(change.session, made.id)
        change.name("note.add", made.id)
        enqueue(change, "notice", "n1", {"user": "UJANE"}, {}, NOW)
        with statements(store) as asked:
            assert account_by_id(change.session, made.id) == first == made
        assert asked == []


def _by_row(change: Change, account_id: int) -> None:
    hold_account(change, account_id).csm = "Omar"


def _by_table(change: Change, account_id: int) -> None:
    change.session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(csm="Omar"))


def _by_class(change: Change, account_id: int) -> None:
    change.session.execute(update(MilestoneTable).values(name="Omar's"))


def _by_words(change: Change, account_id: int) -> None:
    change.session.execute(text("UPDATE account SET csm = 'Omar'"))


def _by_part(change: Change, account_id: int) -> None:
    change.session.execute(delete(NOTE))


def _by_milestone(change: Change, account_id: int) -> None:
    complete_milestone(change, account_id, "setup", TODAY)


def _by_place(change: Change, account_id: int) -> None:
    row = hold_account(change, account_id)
    first, last = milestone_row(change, row, "kickoff"), milestone_row(change, row, "review")
    first.position, last.position = last.position, first.position


def _by_blocker(change: Change, account_id: int) -> None:
    block_milestone(change, account_id, "setup", "no key")


def _by_what_is_gone(change: Change, account_id: int) -> None:
    change.session.delete(milestone_row(change, hold_account(change, account_id), "review"))


WAYS = [
    _by_row, _by_table, _by_class, _by_words, _by_part, _by_milestone, _by_place, _by_blocker, _by_what_is_gone,
]  # fmt: skip


@pytest.mark.parametrize("write", WAYS)
def test_what_was_written_is_read(store: Store, write: Write) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        add_note(change, made.id, "hello")
    with changing(store) as change:
        before = account_by_id(change.session, made.id)
        write(change, made.id)
        assert (within := account_by_id(change.session, made.id)) != before
    with store.read() as session:
        assert account_by_id(session, made.id) == within


def test_what_a_change_writes_to_the_account_and_its_milestones_it_knows_without_reading(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        lock_account(change, made.id)
        _by_milestone(change, made.id)
        with statements(store) as asked:
            within = lock_account(change, made.id)
            assert hold_account(change, made.id).version == 3
        assert asked == []
    with store.read() as session:
        assert account_by_id(session, made.id) == within != made


def test_a_held_row_is_read_again_once_somebody_wrote_past_it(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        hold_account(change, made.id)
        change.session.execute(update(ACCOUNT).where(ACCOUNT.c.id == made.id).values(version=7))
        assert hold_account(change, made.id).version == 7
        delete_account(change, made.id)
        with pytest.raises(NotFound):
            hold_account(change, made.id)


def test_people_and_settings_are_read_once_and_again_once_they_are_written(store: Store) -> None:
    with changing(store) as change:
        save_person(change, person("UJANE", "jane", "Jane Smith"))

    def known(session: Session) -> list[object]:
        return [person_by_id(session, "UJANE"), person_called(session, "@jane"), workspace(session)]

    with store.read() as session:
        before = known(session)
        with statements(store) as asked:
            assert known(session) == before
            assert people_by_ids(session, ["UJANE"]) == {"UJANE": before[0]}
            assert asked == []
    with changing(store) as change:
        assert known(change.session) == before
        save_person(change, person("UJANE", "jane", "Jane Miller"))
        save_workspace(change, replace(workspace(change.session), digest_hour=11))
        within = known(change.session)
        assert not any(one == another for one, another in zip(within, before, strict=True))
    with store.read() as session:
        assert known(session) == within


def _write_and_fail(change: Change, account_id: int) -> None:
    with change.session.begin_nested():
        _by_row(change, account_id)
        assert account_by_id(change.session, account_id).csm == "Omar"
        raise ZeroDivisionError


def test_what_was_taken_back_is_not_read(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        before = account_by_id(change.session, made.id)
        with pytest.raises(ZeroDivisionError):
            _write_and_fail(change, made.id)
        assert account_by_id(change.session, made.id) == before


def test_what_others_did_before_the_account_was_held_is_read(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    (made,) = stored(store)
    with changing(store) as change:
        assert account_by_id(change.session, made.id).notes == ()
        with changing(store, OMAR) as other:
            add_note(other, made.id, "meanwhile")
        hold_account(change, made.id)
        assert [note.text for note in account_by_id(change.session, made.id).notes] == ["meanwhile"]
    store.close()


def test_another_change_remembers_nothing_of_the_last(store: Store) -> None:
    (made,) = stored(store)
    with changing(store) as change:
        account_by_id(change.session, made.id)
    with changing(store, OMAR) as change:
        add_note(change, made.id, "hello")
    with changing(store) as change:
        assert len(account_by_id(change.session, made.id).notes) == 1
