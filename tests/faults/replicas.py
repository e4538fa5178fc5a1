"""Row replicas: several processes sweep and deliver on one database; one hangs past its lease and goes on.

Bare workers are many and quick; once they are whole `onboard serve` processes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
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
from storage.changes.people import save_person, save_workspace
from storage.engine import Actor, Store
from storage.queries.people import workspace
from storage.tables import OUTBOX
from tests.faults.crew import Crew, Servers, paused
from tests.faults.databases import POSTGRESQL, SQLITE, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.machine import START, Slack, wait_until
from tests.scheduler.office import cached, tracker

NINE = START + timedelta(minutes=30)
TAKEN_OVER = LEASE + SETTLE + timedelta(seconds=1)
HOUR = timedelta(hours=1)
COPIES_GONE = timedelta(minutes=15)
HELD_BACK = {Size.QUICK: 12, Size.FULL: 60}  # real seconds that Slack keeps the post of the worker that hangs
PATIENCE = 900.0
KEYS = "plan:"


@dataclass(frozen=True, slots=True)
class Case:
    """So many workers, or whole `onboard serve` processes, at so many nudges that are due at one moment."""

    kind: str
    workers: int
    nudges: int
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.kind}-{self.workers}{'-serve' if self.whole else ''}"

    @property
    def words(self) -> str:
        return f"{self.workers} {'`onboard serve`' if self.whole else 'workers'}, {self.nudges} due nudges, {self.kind}"

    def crew(self, slack: Slack, url: str) -> Crew:
        return (Servers if self.whole else Crew)(slack, url, self.workers)


CASES = {
    Size.QUICK: (Case(POSTGRESQL, 4, 60), Case(SQLITE, 2, 60), Case(POSTGRESQL, 2, 20, whole=True)),
    Size.FULL: (
        *(Case(POSTGRESQL, workers, 1000) for workers in (2, 4, 8)),
        *(Case(SQLITE, workers, 1000) for workers in (2, 4)),
        Case(POSTGRESQL, 4, 200, whole=True),
    ),
}


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
    cases = [case for case in CASES[size] if progress.only in (None, str(case))]
    progress.expect(len(cases) * 2)
    with Databases() as databases:
        for case in cases:
            yield _together(databases, case)
            progress.step()
            yield _with_a_pause(databases, case, HELD_BACK[size])
            progress.step()


def _together(databases: Databases, case: Case) -> Figure:
    with _workplace(databases, case) as (slack, store, url), case.crew(slack, url) as crew:
        posts = Posts(slack)
        crew.move(NINE)
        _until_quiet(crew, slack, store, posts, case.nudges)
        told = _told(slack, store, posts, case.nudges)
    value = f"{told.sent_twice + told.spare} claimed twice, {told.twice} shown twice, {told.missing} lost"
    met = not (told.sent_twice or told.spare or told.twice or told.missing)
    return Figure(case.words, value, "0 claimed twice, 0 lost", met, () if met else (f"{case} {value}",))


def _with_a_pause(databases: Databases, case: Case, held_back: float) -> Figure:
    """SIGSTOP with its post on the way to Slack: the others take over, then both posts are there, until one is taken
    back."""
    with _workplace(databases, case) as (slack, store, url), case.crew(slack, url) as crew:
        posts = Posts(slack)
        slack.faults({"method": "chat.postMessage", "when": "before", "do": "delay", "seconds": held_back})
        crew.move(NINE)
        worker = wait_until(Stuck(store).worker, "a worker waits for Slack", PATIENCE)
        with paused(_pid(worker), store):
            _wait(lambda: _are_done(store, slack.now, but=worker), "the others deliver the rest", posts)
            crew.move(slack.now + TAKEN_OVER)
            _wait(lambda: not _claimed(store), "the others take over", posts)
            _wait(lambda: posts.held_back, "what was held back arrives", posts)
        _until_quiet(crew, slack, store, posts, case.nudges)
        told = _told(slack, store, posts, case.nudges)
    value = f"{told.sent_twice} said twice and taken back, {told.twice} shown twice, {told.missing} lost"
    what = f"{case.words}, one hangs past its lease between check and send"
    met = not (told.twice or told.missing)
    return Figure(what, value, "0 shown twice after healing, 0 lost", met, () if met else (f"{case} {value}",))


@contextmanager
def _workplace(databases: Databases, case: Case) -> Iterator[tuple[Slack, Store, str]]:
    """A Slack with as many CSMs as nudges, each with one customer who has one thing overdue."""
    with databases.fresh(case.kind) as url, Slack() as slack:
        store = Store(url)
        slack.furnish(url)
        with store.change(actor=Actor("cli", "faults", "faults"), via="cli", now=START) as change:
            save_workspace(change, replace(workspace(change.session), digest_channel=None))  # plans alone
            people = _people(slack.sandbox, case.nudges)
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


def _until_quiet(crew: Crew, slack: Slack, store: Store, posts: Posts, nudges: int) -> None:
    """Through every instant at which something is due, and on until no copy is looked for any more."""

    def quiet() -> bool:
        due = _due(store, slack.now)
        if due is not None and due > slack.now and not _claimed(store):
            crew.move(due)
        return due is None and _sent(store) >= nudges

    _wait(quiet, "all is sent", posts)
    for _ in range(int(COPIES_GONE / timedelta(minutes=1))):
        crew.move(slack.now + timedelta(minutes=1))
        _wait(lambda: not _looks_due(store, slack.now), "copies are looked for", posts)


def _wait(condition: Callable[[], bool], what: str, posts: Posts) -> None:
    def found() -> bool:
        posts.read()
        return condition()

    wait_until(found, what, PATIENCE, every=0.1)


def _told(slack: Slack, store: Store, posts: Posts, due: int) -> Told:
    posts.read()
    claims = _ask(store, select(OUTBOX.c.key, OUTBOX.c.attempts).where(OUTBOX.c.kind == "plan"))
    shown: Counter[str] = Counter()
    for person in slack.look("state")["people"]:
        shown.update(_key(message) for message in slack.messages(person["dm"]))
    shown = Counter({key: count for key, count in shown.items() if key.startswith(KEYS)})
    spare = sum(max(0, number - posts.asked[key]) for key, number in claims)
    return Told(due, shown, posts.stored, spare)


class Posts:
    """The plans that Slack was asked to post, read as time goes by: it keeps only the last few thousand calls."""

    def __init__(self, slack: Slack) -> None:
        self._slack, self._last = slack, 0
        self.asked: Counter[str] = Counter()  # by key
        self.stored: Counter[str] = Counter()
        self.held_back = False  # whether the post that was held back has arrived

    def read(self) -> None:
        """What came since."""
        for call in self._slack.look("calls", after=self._last)["calls"]:
            assert call["id"] == self._last + 1, "Slack has forgotten calls"
            self._last = call["id"]
            key = _key(call["args"])
            if call["method"] == "chat.postMessage" and key.startswith(KEYS):
                self.asked[key] += 1
                self.stored[key] += bool(call["answer"].get("ok"))
                self.held_back |= bool(call["fault"])


def _key(message: dict[str, Any]) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


class Stuck:
    """Finds the worker that has held one of its claims for so long; it may go on with others meanwhile."""

    def __init__(self, store: Store, seconds: float = 3) -> None:
        self._store, self._seconds = store, seconds
        self._since: dict[tuple[str, int], float] = {}

    def worker(self) -> str | None:
        """Its name, None while everything goes on."""
        now, claims = time.monotonic(), _claimed(self._store)
        held = [(worker, row) for worker, rows in claims.items() for row in rows]
        self._since = {claim: self._since.get(claim, now) for claim in held}
        return next((worker for (worker, _), since in self._since.items() if now - since > self._seconds), None)


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
