"""Delivery: claim what is due, check its cause again, send it once, record what happened (DESIGN.md, "A nudge")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from scheduler.clock import Clock
from scheduler.render import render
from scheduler.senders import SCREENS, Senders
from scheduler.settling import Said, settle
from scheduler.slack import Fate, Outcome, send
from scheduler.sweep import ASSISTANT
from storage.changes.outbox import anything_due, claim_due, record_retry
from storage.engine import Store
from storage.errors import AWAY
from storage.queries.outbox import is_claimed
from storage.records import OutboxRow

LEASE = timedelta(minutes=3)  # longer than a batch of time-outs
MARGIN = timedelta(minutes=1)  # of the lease: what would begin later than that is given back
BATCH = 10
LOOK_AGAIN = 0.25  # seconds, while something is on its way: others may have come due
RENDERINGS = 5  # tries; a row that fails for so long is refused, so that somebody hears of it

log = structlog.get_logger(__name__)


def deliver(
    store: Store,
    client: WebClient,
    clock: Clock,
    worker: str,
    going: Callable[[], bool] = lambda: True,
    kinds: Sequence[str] | None = None,
) -> int:
    """Send everything in the outbox, or only these kinds, whose time has come, while `going()`; returns how many rows
    were taken up. What is on its way is waited for, in any case."""
    with Senders[Said | None]() as senders:
        return _Delivery(store, client, clock, worker, going, kinds, senders).run()


@dataclass(slots=True)
class _Delivery:
    """One time through the outbox. Rows are claimed, rendered and settled in this thread; what Slack takes its time for
    is left to senders, and so are screens of any size."""

    store: Store
    client: WebClient
    clock: Clock
    worker: str
    going: Callable[[], bool]
    kinds: Sequence[str] | None
    senders: Senders[Said | None]
    taken: int = 0
    alone: bool = False  # one row was due, and nothing else: it goes without a sender
    hand: list[OutboxRow] = field(default_factory=list)  # claimed, and not begun
    resting: dict[str | None, datetime] = field(default_factory=dict)
    untried: list[tuple[OutboxRow, datetime]] = field(default_factory=list)

    def run(self) -> int:
        """All of it; returns how many rows were taken up."""
        try:
            while True:
                self._settle_all(self.senders.arrived())
                if self._begin_next() or self._claim():
                    continue
                if not self.senders.busy:
                    return self.taken
                self._settle_all(self.senders.arrived(LOOK_AGAIN))
        finally:
            while self.senders.busy:
                self._settle_all(self.senders.arrived(LOOK_AGAIN))
            self.untried += [(row, self.clock.now()) for row in self.hand]  # none, unless something was raised
            self._give_back()

    def _claim(self) -> bool:
        """Take up what is due, as long as there is a sender and room for it; whether anything was found."""
        self._give_back()
        room, now = BATCH - len(self.hand), self.clock.now()
        if not room or not self.senders.free or not anything_due(self.store, now, self.kinds) or not self.going():
            return False
        found = claim_due(self.store, now, self.worker, LEASE, room, self.kinds)
        self.alone = len(found) == 1 and not self.hand and not self.senders.busy
        self.hand += found
        self.taken += len(found)
        return bool(found)

    def _give_back(self) -> None:
        """What is not tried after all has its turn again."""
        untried, self.untried = self.untried, []
        if untried:
            with self.store.change(actor=ASSISTANT, via="delivery", now=self.clock.now()) as change:
                for row, again_at in untried:
                    record_retry(change, row, again_at, "not tried")

    def _begin_next(self) -> bool:
        """Begin with the first row whose turn has come; whether there was one. What may not be tried is put aside."""
        row = next((row for row in self.hand if self.senders.may_take(row)), None)
        if row is None:
            return False
        self.hand.remove(row)
        now = self.clock.now()
        if not self.going() or now > row.next_at - MARGIN:
            self.untried.append((row, now))
        elif (until := self.resting.get(row.lane, now)) > now:
            self.untried.append((row, until))
        else:
            self._begin(row, now)
        return True

    def _begin(self, row: OutboxRow, now: datetime) -> None:
        """Render it, just before it goes, and have it sent; a screen, which may take seconds, by its sender."""
        store, client = self.store, self.client
        if row.kind in SCREENS:
            self.senders.take(row, lambda: _sent(client, _rendered(store, row, now)))
            return
        said = _rendered(store, row, now)
        if said and said.is_to_be_sent and not self.alone:
            self.senders.take(row, lambda: _sent(client, said))
        else:
            self._settle_all([_sent(client, said)])

    def _settle_all(self, arrived: Iterable[Said | None]) -> None:
        for said in arrived:
            if said and (until := settle(self.store, said)):
                self.resting[said.row.lane] = until


def _rendered(store: Store, row: OutboxRow, now: datetime) -> Said | None:
    """What is to be said now; None when it was taken over meanwhile. A failure here holds up no other row."""
    try:
        with store.read() as session:
            if not is_claimed(session, row):  # we hung
                log.warning("claim_lost", row=row.id, kind=row.kind)
                return None
            return Said(row, now, render(session, row, now))
    except Exception as error:
        log.exception("render_failed", row=row.id, kind=row.kind)
        fate = Fate.RETRY if row.attempts < RENDERINGS or isinstance(error, AWAY) else Fate.REFUSED
        return Said(row, now, outcome=Outcome(fate, error=f"render: {type(error).__name__}"))


def _sent(client: WebClient, said: Said | None) -> Said | None:
    """The same with its outcome, where there is anything to send."""
    if said is None or said.outgoing is None or not said.is_to_be_sent:
        return said
    return replace(said, outcome=send(client, said.outgoing))
