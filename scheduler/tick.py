"""The tick: sweep, deliver, reconcile, on APScheduler's beat or when something asks for it sooner.

The beat lives in memory only: every due time is a fact in the database, so the next tick makes up for a missed one.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Container, Mapping
from datetime import UTC, date, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from slack_sdk import WebClient

from scheduler.capacity import next_capacity_at
from scheduler.clock import Clock
from scheduler.copies import remove_copies
from scheduler.delivery import deliver
from scheduler.mail import Mailer
from scheduler.mailing import deliver_mail
from scheduler.purge import purge_settled
from scheduler.recall import recall
from scheduler.reconcile import SETTLE, reconcile
from scheduler.sweep import look_at_due_accounts, next_digest_at, sweep
from scheduler.watch import Watch
from storage.changes.outbox import AWAITED
from storage.engine import Store
from storage.queries.people import workspace
from storage.queries.waking import Work, waking

_JOB = "tick"
GRACE_SECONDS = 60  # without a sign of life while something is under way: Slack may be slow
READING_SECONDS = 30  # of read-back, or looking for copies, at a stretch; then others have their turn
ROUNDS = 50  # in one run; more than that is work that never comes to rest

log = structlog.get_logger(__name__)


class Metronome(BackgroundScheduler):  # type: ignore[misc]  # APScheduler has no types
    """Beats on when the machine's clock is set back: APScheduler would wait for the time that it had been before."""

    def _process_jobs(self) -> float | None:
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.next_run_time is not None and job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        return wait


class Tick:
    """One process's heartbeat. Any number of processes may tick on one database. Without a `mailer` no mail goes."""

    def __init__(
        self,
        store: Store,
        client: WebClient,
        clock: Clock,
        *,
        seconds: float = 15,
        mailer: Mailer | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        slack_time: Callable[[], datetime | None] | None = None,
    ) -> None:
        """With `slack_time` nothing is done while the clock differs from Slack's: a wrong one would say too much."""
        self._store, self._client, self._clock = store, client, clock
        self._seconds, self._monotonic = seconds, monotonic
        self._mailer = mailer
        self._watch = Watch(clock, monotonic, slack_time) if slack_time else None
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._one_at_a_time = threading.Lock()
        self._asked, self._stopping = threading.Event(), threading.Event()
        self._scheduler = Metronome(timezone=UTC)
        self._last_well, self._failed = monotonic(), 0
        self._purged_on: date | None = None

    def run(self) -> datetime | None:
        """Do all that is due by the clock's now; returns when something is due next (aware UTC), None for never."""
        with self._one_at_a_time:
            self._asked.clear()
            if not self._may_act():
                return None
            for _ in range(ROUNDS):
                wakes = self._wakes()
                due = {work for work, at in wakes.items() if at <= self._clock.now()}
                if not due or self._stopping.is_set():
                    break
                self._round(due)
            else:
                log.error("tick_restless", due=sorted(due))
            self._purge()
            self._alive()
            self._failed = 0
            return _earliest(wakes)

    def look(self, seconds: float) -> None:
        """Look at due accounts, for so long at most, and send nothing: what is shown is then true from the start."""
        until = self._monotonic() + seconds
        with self._one_at_a_time:
            if not self._may_act():
                return
            look_at_due_accounts(self._store, self._clock.now(), lambda: self._monotonic() < until, mail=self._mails)

    def _may_act(self) -> bool:
        return self._watch is None or self._watch.is_right()

    def _round(self, due: Container[Work]) -> None:
        """What is due now. It may make the next step due, so rounds go on until nothing is."""
        recall(self._store, self._client, self._clock.now(), self._alive)
        sweep(self._store, self._clock.now(), self._answer, mail=self._mails, due=due)
        if Work.DOUBTS in due:
            reconcile(self._store, self._client, self._clock.now(), self._within(READING_SECONDS))
        if Work.COPIES in due:
            remove_copies(self._store, self._client, self._clock.now(), self._within(READING_SECONDS))
        if Work.SENDS in due:
            deliver(self._store, self._client, self._clock, self._worker, self._alive)
            deliver_mail(self._store, self._mailer, self._clock, self._worker, self._alive)

    @property
    def _mails(self) -> bool:
        return self._mailer is not None

    def _answer(self) -> bool:
        """Deliver what somebody waits for; whether work should go on."""
        deliver(self._store, self._client, self._clock, self._worker, self._alive, AWAITED)
        return self._alive()

    def _within(self, seconds: float) -> Callable[[], bool]:
        """Whether work should go on, for so long at most; meanwhile nobody waits for an answer."""
        until = self._monotonic() + seconds
        return lambda: self._answer() and self._monotonic() < until

    def _purge(self) -> None:
        """Once a day, forget what was settled long ago."""
        now = self._clock.now()
        if self._purged_on != now.date():
            purge_settled(self._store, now, self._alive)
            self._purged_on = now.date()

    def _alive(self) -> bool:
        """Note that work goes on, and say whether it should."""
        self._last_well = self._monotonic()
        return not self._stopping.is_set()

    def next_at(self) -> datetime | None:
        """When something is due next; not after now when something is due already."""
        return _earliest(self._wakes())

    def _wakes(self) -> dict[Work, datetime]:
        now = self._clock.now()
        with self._store.read() as session:
            found = waking(session, SETTLE)
            more = {
                Work.DIGEST: next_digest_at(workspace(session), found.digest_queued_at, now),
                Work.CAPACITY: next_capacity_at(session, found, now),
            }
        return {**found.instants, **{work: at for work, at in more.items() if at is not None}}

    def start(self) -> None:
        """Begin to beat in a thread of its own."""
        self._scheduler.add_job(
            self._beat,
            IntervalTrigger(seconds=self._seconds, timezone=UTC),
            id=_JOB,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def wake(self) -> None:
        """Beat soon: something was just queued. Harmless before start and after stop."""
        self._asked.set()
        if self._scheduler.running:
            self._scheduler.modify_job(_JOB, next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Let the send under way finish, then stop; the rest keeps in the database."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def is_well(self) -> bool:
        """Not after two beats in a row that failed, nor when two beats' time went by without one; one that is under
        way may be silent for a minute longer."""
        silent = 2 * self._seconds + (GRACE_SECONDS if self._one_at_a_time.locked() else 0)
        return self._failed < 2 and self._monotonic() - self._last_well <= silent

    def _beat(self) -> None:
        """One beat. While another is at work this one leaves at once: the other looks again if somebody asked."""
        while not self._one_at_a_time.locked():
            try:
                self.run()
            except Exception:
                log.exception("tick_failed")
                self._failed += 1
                return
            if not self._asked.is_set():
                return


def _earliest(wakes: Mapping[Work, datetime]) -> datetime | None:
    return min(wakes.values()).astimezone(UTC) if wakes else None
