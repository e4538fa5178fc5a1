"""Row replicas: several processes sweep and deliver on one database; one hangs past its lease and goes on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from playbook.models import Account
from sandbox.people import Person
from sandbox.server import Sandbox
from scheduler.delivery import LEASE
from scheduler.reconcile import SETTLE
from storage.changes.accounts import create_account
from storage.changes.people import save_person
from storage.engine import Actor, Store
from storage.tables import OUTBOX
from tests.faults.crew import Crew, paused
from tests.faults.databases import POSTGRESQL, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import START, Slack, wait_until
from tests.scheduler.office import cached, tracker

NUDGES = {Size.QUICK: 120, Size.FULL: 1000}
CREWS = {
    Size.QUICK: ((POSTGRESQL, 4), (SQLITE, 2)),
    Size.FULL: ((POSTGRESQL, 2), (POSTGRESQL, 4), (POSTGRESQL, 8), (SQLITE, 2), (SQLITE, 4)),
}
NINE = START + timedelta(minutes=30)
TAKEN_OVER = LEASE + SETTLE + timedelta(seconds=1)
HOUR = timedelta(hours=1)
COPIES_GONE = timedelta(minutes=15)
HELD_BACK = {Size.QUICK: 15, Size.FULL: 40}  # real seconds that Slack keeps the post of the worker that hangs
PATIENCE = 300.0
KEYS = "plan:"


@dataclass(frozen=True, slots=True)
class Told:
    """What Slack and the database know of each nudge's message in the end."""

    due: int
    shown: Counter[str]  # messages that stand, by key
    stored: Counter[str]  # posts that Slack took, by key
    spare: int  # claims that led to no call of Slack's

    @property
    def missing(self) -> int:
        return self.due - len(self.shown)

    @property
    def twice(self) -> int:
        return sum(count > 1 for count in self.shown.values())

    @property
    def sent_twice(self) -> int:
        return sum(count > 1 for count in self.stored.values())


def replicas(size: Size, progress: Progress) -> Iterator[Figure]:
    """Each crew by itself, then with one of it paused."""
    progress.expect(len(CREWS[size]) * 2)
    with Databases() as databases:
        for kind, workers in CREWS[size]:
            yield _together(databases, kind, workers, NUDGES[size])
            progress.step()
            yield _with_a_pause(databases, kind, workers, size)
            progress.step()


def _together(databases: Databases, kind: str, workers: int, nudges: int) -> Figure:
    with _workplace(databases, kind, nudges) as (slack, store, url), Crew(slack, url, workers) as crew:
        crew.move(NINE)
        _until_quiet(crew, slack, store, nudges)
        told = _told(slack, store, nudges)
    value = f"{told.sent_twice + told.spare} claimed twice, {told.twice} shown twice, {told.missing} lost"
    met = not (told.sent_twice or told.spare or told.twice or told.missing)
    what = f"{workers} workers at {nudges} due nudges, {kind}"
    return Figure(what, value, "0 claimed twice, 0 lost", met)


def _with_a_pause(databases: Databases, kind: str, workers: int, size: Size) -> Figure:
    """SIGSTOP with its post on the way to Slack: the others take over, then both posts are there, until one is taken
    back."""
    nudges = NUDGES[size]
    with _workplace(databases, kind, nudges) as (slack, store, url), Crew(slack, url, workers) as crew:
        slack.faults({"method": "chat.postMessage", "when": "before", "do": "delay", "seconds": HELD_BACK[size]})
        crew.move(NINE)
        worker = wait_until(Stuck(store).worker, "a worker waits for Slack", PATIENCE)
        with paused(_pid(worker)):
            wait_until(lambda: _are_done(store, slack.now, but=worker), "the others deliver the rest", PATIENCE)
            crew.move(slack.now + TAKEN_OVER)
            wait_until(lambda: not _claimed(store), "the others take over", PATIENCE)
            wait_until(lambda: _held_back(slack), "what was held back arrives", PATIENCE)
        _until_quiet(crew, slack, store, nudges)
        told = _told(slack, store, nudges)
    value = f"{told.sent_twice} said twice and taken back, {told.twice} shown twice, {told.missing} lost"
    what = f"{workers} workers, {nudges} nudges, one hangs past its lease between check and send, {kind}"
    return Figure(what, value, "0 shown twice after healing, 0 lost", not (told.twice or told.missing))


@contextmanager
def _workplace(databases: Databases, kind: str, nudges: int) -> Iterator[tuple[Slack, Store, str]]:
    """A Slack with as many CSMs as nudges, each with one customer who has one thing overdue."""
    with databases.fresh(kind) as url, Slack() as slack:
        store = Store(url)
        slack.furnish(url)
        with store.change(actor=Actor("cli", "faults", "faults"), via="cli", now=START) as change:
            people = _people(slack.sandbox, nudges)
            for person in people:
                save_person(change, cached(person))
            for account in _accounts(people):
                create_account(change, account)
        yield slack, store, url
        store.close()


def _people(sandbox: Sandbox, number: int) -> list[Person]:
    names = (f"csm{each:04}" for each in range(number))
    return [sandbox.world.add_person(name, name.capitalize()) for name in names]


def _accounts(people: list[Person]) -> Iterator[Account]:
    done = {f"step{number}": "2026-01-22, 2026-01-22" for number in range(5)}
    one = tracker("Acme", start="2026-01-22", setup="2026-01-22", **done)
    for number, csm in enumerate(people):
        yield replace(one, name=f"Customer {number:04}", csm=csm.real_name, csm_id=csm.id)


def _until_quiet(crew: Crew, slack: Slack, store: Store, nudges: int) -> None:
    """Through every instant at which something is due, and on until no copy is looked for any more."""

    def quiet() -> bool:
        due = _due(store, slack.now)
        if due is not None and due > slack.now and not _claimed(store):
            crew.move(due)
        return due is None and _sent(store) >= nudges

    wait_until(quiet, "all is sent", PATIENCE, every=0.1)
    for _ in range(int(COPIES_GONE / timedelta(minutes=1))):
        crew.move(slack.now + timedelta(minutes=1))
        wait_until(lambda: not _looks_due(store, slack.now), "copies are looked for", PATIENCE)


def _told(slack: Slack, store: Store, due: int) -> Told:
    stored = Counter(key for key, ok in _posts(slack) if ok)
    asked = Counter(key for key, _ in _posts(slack))
    claims = _ask(store, select(OUTBOX.c.key, OUTBOX.c.attempts).where(OUTBOX.c.kind == "plan"))
    shown: Counter[str] = Counter()
    for person in slack.look("state")["people"]:
        shown.update(_key(message) for message in slack.messages(person["dm"]))
    shown = Counter({key: count for key, count in shown.items() if key.startswith(KEYS)})
    return Told(due, shown, stored, sum(max(0, number - asked[key]) for key, number in claims))


def _posts(slack: Slack) -> list[tuple[str, bool]]:
    """The key of every plan that was posted, and whether Slack took it."""
    calls = slack.look("calls", method="chat.postMessage")["calls"]
    keys = ((_key(call["args"]), bool(call["answer"].get("ok"))) for call in calls)
    return [(key, ok) for key, ok in keys if key.startswith(KEYS)]


def _held_back(slack: Slack) -> bool:
    """Whether the post that was held back has arrived."""
    return any(call["fault"] for call in slack.look("calls", method="chat.postMessage")["calls"])


def _key(message: dict[str, Any]) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


class Stuck:
    """Finds the worker whose claims have not changed for so long."""

    def __init__(self, store: Store, seconds: float = 1.5) -> None:
        self._store, self._seconds = store, seconds
        self._seen: dict[str, tuple[frozenset[int], float]] = {}

    def worker(self) -> str | None:
        """Its name, None while everybody goes on."""
        now, claims = time.monotonic(), _claimed(self._store)
        for worker, rows in claims.items():
            before, since = self._seen.get(worker, (frozenset(), now))
            self._seen[worker] = (rows, since if rows == before else now)
        stuck = (worker for worker in claims if now - self._seen[worker][1] > self._seconds)
        return next(stuck, None)


def _are_done(store: Store, now: datetime, *, but: str) -> bool:
    """Whether everybody else has nothing to do at this moment."""
    waiting = _ask(store, select(OUTBOX.c.id).where(OUTBOX.c.state == "queued", OUTBOX.c.next_at <= now).limit(1))
    return not waiting and set(_claimed(store)) <= {but}


def _pid(worker: str) -> int:
    return int(worker.split(":")[-2])


def _claimed(store: Store) -> dict[str, frozenset[int]]:
    """What each worker has claimed."""
    found: dict[str, set[int]] = {}
    for worker, row in _ask(store, select(OUTBOX.c.worker, OUTBOX.c.id).where(OUTBOX.c.state == "claimed")):
        found.setdefault(worker, set()).add(row)
    return {worker: frozenset(rows) for worker, rows in found.items()}


def _sent(store: Store) -> int:
    sent = select(func.count()).where(OUTBOX.c.state == "sent", OUTBOX.c.kind == "plan")
    return int(_ask(store, sent)[0][0])


def _due(store: Store, now: datetime) -> datetime | None:
    """When the next message is to be sent; None when none is left today."""
    open_ = OUTBOX.c.state.in_(("queued", "claimed", "unknown"))
    return _ask(store, select(func.min(OUTBOX.c.next_at)).where(open_, OUTBOX.c.next_at < now + HOUR))[0][0]  # type: ignore[no-any-return]


def _looks_due(store: Store, now: datetime) -> bool:
    return bool(_ask(store, select(OUTBOX.c.id).where(OUTBOX.c.state == "sent", OUTBOX.c.copies_at <= now)))


def _ask(store: Store, statement: Any) -> list[Any]:
    with store.read() as session:
        return list(session.execute(statement).all())
