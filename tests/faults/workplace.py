"""A team whose people do as they like while the bot ticks, crashes, is copied and undone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, select, text

from bot.manifest import SCOPES
from playbook.errors import OnboardError
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from storage.backup import backup, restore
from storage.engine import Change, Store
from storage.tables import METADATA
from tests.faults import holds
from tests.faults.databases import Databases
from tests.faults.replay import Replay, Rows, rows_now
from tests.faults.trouble import Breaker, Crash, do_not_wait_for_the_disk
from tests.scheduler.office import DIGEST, ESCALATIONS, OMAR, Office
from tests.shared import finish

START = datetime(2026, 1, 23, 13, 0, tzinfo=UTC)  # a Friday, 08:00 in New York
Do = Callable[[Change], object]
Dump = dict[str, list[str]]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Old:
    """A copy of the database, when it was made, what it holds, and what its audit had told."""

    path: Path
    at: datetime
    dump: Dump
    replay: Replay
    turns: Counter[str]


class Workplace:
    """An office on a database of a kind. `done` counts what people and time did."""

    def __init__(self, databases: Databases, kind: str) -> None:
        self._databases, self._kind = databases, kind
        self._open = ExitStack()
        self._folder = Path(self._open.enter_context(TemporaryDirectory()))
        self.sandbox = Sandbox(START, scopes=SCOPES, limits=Limits(monotonic=lambda: 1000.0))
        self._server = SandboxServer(self.sandbox).start()
        self.store = self._fresh_store()
        self.breaker, self.replay = Breaker(), Replay()
        self._old: Old | None = None
        self._lost_turns: Counter[str] = Counter()  # of nudges, by their mark, in hours that were lost
        self.office = Office(self.sandbox, self.store)
        self.office.open(
            ae_default=OMAR,
            digest_channel=self.office.channel(DIGEST),
            escalation_channel=self.office.channel(ESCALATIONS),
        )
        self.done: Counter[str] = Counter()
        self.steps = self.hours_lost = 0
        self._last: tuple[str, Rows] | None = None  # who changed something just now, and how it was before

    def close(self) -> None:
        self.store.close()
        self._open.close()
        threading.Thread(target=self._server.stop).start()  # takes a fifth of a second, and nobody needs to wait for it

    def _fresh_store(self) -> Store:
        url = self._open.enter_context(self._databases.fresh(self._kind))
        store = Store(url)
        event.listen(store.engine, "checkout", do_not_wait_for_the_disk)
        return store

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    # what happens

    def act(self, who: str, what: str, do: Do) -> None:
        """One change in somebody's name: all of it, or, refused or broken off, nothing."""
        before, rows, audits = self.dump(), self.rows(), self._audits("undoable")
        try:
            with self.breaker.around(self.store.engine), self.office.change(who) as change:
                do(change)
        except OnboardError:
            what = f"{what} refused"
            assert self.dump() == before, f"a refused {what} left something behind"
        except Crash:
            what = "crash"
            self._begin_anew()
            assert self.dump() == before, f"a crash in {what} left something behind"
        else:
            self._last = (who, rows) if self._audits("undoable") > audits else None
        self.done[what] += 1

    def undo(self, who: str, do: Do) -> None:
        """Of somebody's own last change: when nothing happened since, all is as it was before it."""
        last, crashes = self._last, self.breaker.crashes
        self._last = None
        undone = self._audits("undoes IS NOT NULL")
        self.act(who, "undo", do)
        if last is not None and last[0] == who and self.breaker.crashes == crashes:
            assert self._audits("undoes IS NOT NULL") > undone, "what was just done cannot be undone"
            assert (left := different(self.rows(), last[1])) == [], f"an undo left other rows: {left}"
            self.done["undone at once"] += 1

    def tick(self) -> datetime | None:
        """The bot wakes; if its process breaks off, another one goes on."""
        self._last = None
        while True:
            finish(self.sandbox.settle())
            try:
                with self.breaker.around(self.store.engine):
                    due = self.office.tick.run()
            except Crash:
                self.done["crash"] += 1
                self._begin_anew()
                continue
            assert due is None or due > self.now, "the tick left something due"
            self.done["tick"] += 1
            return min((at for at in (due, self.sandbox.agenda.next_at()) if at), default=None)

    def go_on(self, length: timedelta | None) -> None:
        """Time goes on by so much, at once, or to when something is due; then the bot wakes."""
        due = self.tick()
        ahead = self.now + length if length else due
        if ahead is not None:
            self.sandbox.clock.set(ahead)
            self.tick()

    def copy(self, name: str) -> None:
        """The database is saved, and brought back elsewhere; all goes on there."""
        self.done["restore"] += 1
        self._bring_back(self._saved(name))

    def save(self, name: str) -> None:
        """A copy is put by."""
        self._old = self._saved(name)

    def lose(self) -> None:
        """The database is lost, and the copy that was put by brought back; what was done since is not known."""
        if (old := self._old) is not None:
            self.done["old copy"] += 1
            self.hours_lost += int((self.now - old.at) / HOUR)
            self._lost_turns += self._turns() - old.turns
            self.replay, self._last = deepcopy(old.replay), None
            self._bring_back(old)

    def _saved(self, name: str) -> Old:
        path = self._folder / name
        self.breaker.arm(None)
        backup(self.store, path)
        return Old(path, self.now, self.dump(), deepcopy(self.replay), self._turns())

    def _bring_back(self, old: Old) -> None:
        self.breaker.arm(None)
        self.store.close()
        self.store = self._fresh_store()
        restore(self.store, old.path, self.now)
        assert self.dump() == old.dump, "a restored copy is another"
        self.office.store = self.store
        self.office.tick = self.office.another_tick()

    def _turns(self) -> Counter[str]:
        with self.store.read() as session:
            return holds.turns(session)

    def _begin_anew(self) -> None:
        self.store.engine.dispose()
        self.office.tick = self.office.another_tick()

    # what is there

    def dump(self) -> Dump:
        """Every row of every table."""
        with self.store.read() as session:
            tables = [table for table in METADATA.sorted_tables if table.name != "restoration"]
            return {table.name: sorted(map(str, session.execute(select(table)))) for table in tables}

    def rows(self) -> Rows:
        with self.store.read() as session:
            return rows_now(session)

    def _audits(self, which: str) -> int:
        with self.store.read() as session:
            return int(session.execute(text(f"SELECT count(*) FROM audit WHERE {which}")).scalar_one())

    def check(self) -> None:
        """All that must hold between any two things that happen."""
        self.steps += 1
        with self.store.read() as session:
            self.replay.go_on(session)
            assert (left := different(rows_now(session), self.replay.rows)) == [], f"the audit tells other rows: {left}"
            holds.legal(session, self.now)
            holds.derived(session, self.now)
            holds.told_once(session, self.sandbox, self._lost_turns)


def different(found: Rows, meant: Rows) -> list[str]:
    """The rows that are not the same, and how."""
    keys = sorted({key for key in {**found, **meant} if found.get(key) != meant.get(key)}, key=str)
    return [f"{key}: {found.get(key)} instead of {meant.get(key)}" for key in keys]
