"""Writers at once: each gets its turn, in order, and whoever cannot have it hears so."""

from __future__ import annotations

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier, Thread

import pytest

from storage.changes.contacts import add_note
from storage.engine import Store
from storage.errors import AWAY
from storage.queries.accounts import account_by_id
from storage.turns import Turns
from tests.storage.samples import ASSISTANT, JANE, NOW, changing, stored

AT_ONCE = 32  # as many as the program has workers
SOON = 60_000  # milliseconds; nobody here waits that long


def test_all_of_32_at_once_are_kept(store: Store) -> None:
    (account,) = stored(store)
    ready = Barrier(AT_ONCE)

    def write(number: int) -> None:
        ready.wait()
        with store.change(actor=JANE, via="test", now=NOW, receipt=f"click {number}", hurry=True) as change:
            add_note(change, account.id, f"note {number}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(write, range(AT_ONCE)))
    with store.read() as session:
        kept = {note.text for note in account_by_id(session, account.id).notes}
    assert kept == {f"note {number}" for number in range(AT_ONCE)}


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, came = Turns(), []

    def take(number: int) -> None:
        with turns.turn(SOON):
            came.append(number)

    with turns.turn(SOON):
        threads = [Thread(target=take, args=(number,)) for number in range(8)]
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while turns.waiting < number:
                time.sleep(0)
        assert came == []
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_whoever_gives_up_or_fails_leaves_the_turn_to_the_next() -> None:
    turns = Turns()
    with turns.turn(SOON), pytest.raises(AWAY, match="database is locked"), turns.turn(1):
        pass
    assert turns.waiting == 0
    with pytest.raises(ZeroDivisionError), turns.turn(0):
        raise ZeroDivisionError
    with turns.turn(0) as left:
        assert left == 0


def test_what_was_waited_for_a_turn_is_not_waited_again_for_other_processes() -> None:
    turns = Turns()
    lefts: list[int] = []

    def take() -> None:
        with turns.turn(SOON) as left:
            lefts.append(left)

    with turns.turn(SOON):
        other, begun = Thread(target=take), time.monotonic()
        other.start()
        while turns.waiting < 1 or time.monotonic() < begun + 0.02:
            time.sleep(0)
    other.join()
    assert 0 < lefts[0] <= SOON - 10


def test_a_forked_child_does_not_wait_for_its_parents_threads(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store._turn(SOON):
        child = os.fork()
        if child == 0:
            try:
                with store._turn(0):
                    os._exit(0)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store.close()


def test_stores_of_one_file_share_their_turns(sqlite_url: str) -> None:
    first, second = Store(sqlite_url), Store(sqlite_url)
    with first._turn(SOON), pytest.raises(AWAY), second._turn(0):
        pass
    first.close()
    second.close()


def test_no_other_process_writes_between_what_a_change_reads_and_what_it_writes(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    refused = pytest.raises(sqlite3.OperationalError, match="locked")
    with closing(sqlite3.connect(str(store.url.database), timeout=0)) as another, changing(store, ASSISTANT), refused:
        another.execute("BEGIN IMMEDIATE")
    store.close()


@pytest.mark.thorough
def test_another_process_is_waited_for_as_long_as_somebody_in_a_hurry_can_wait(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    hurried = store.change(actor=ASSISTANT, via="test", now=NOW, hurry=True)
    with closing(sqlite3.connect(str(store.url.database))) as another:
        another.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with pytest.raises(AWAY, match="locked"), hurried:
            pass
        assert time.monotonic() - begun >= 1.5
    with changing(store, ASSISTANT):
        pass
    store.close()
