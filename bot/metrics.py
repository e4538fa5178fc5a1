"""What /metrics tells, one registry a process."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

KINDS = frozenset(
    {
        "command", "event_callback", "block_actions", "block_suggestion", "view_submission", "view_closed",
        "message_action", "shortcut", "url_verification",
    }
)  # fmt: skip
ROOMS = frozenset({"bot", "scheduler", "storage", "messages", "playbook"})
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "onboard_ack_seconds", "From a delivery to its ack", ["kind"], registry=self._registry, buckets=BUCKETS
        )
        self._rejected = Counter("onboard_rejected_total", "Requests refused", ["why"], registry=self._registry)
        self._socket = Gauge("onboard_socket_connected", "1 while Socket Mode is connected", registry=self._registry)
        self._tick = Gauge("onboard_tick_well", "1 while the tick goes through", registry=self._registry)
        self._database = Gauge("onboard_database_well", "1 while the database answers", registry=self._registry)
        self._next = Gauge("onboard_next_due_seconds", "Until something stored is due", registry=self._registry)
        self._unsaid = Gauge("onboard_unsaid", "Messages that should be in Slack", ["state"], registry=self._registry)
        self._errors = Counter("onboard_errors_total", "Errors logged, by room", ["room"], registry=self._registry)
        self._counting = _Counting(self._errors)

    def answered(self, kind: str, seconds: float) -> None:
        """A delivery that proved to be Slack's; what the body calls itself is a label only where we know the word."""
        self._seconds.labels(kind if kind in KINDS else "other").observe(seconds)

    def rejected(self, why: str) -> None:
        self._rejected.labels(why).inc()

    def watch_log(self) -> None:
        """Count every error that is logged from now on: what no person is shown, an operator still learns."""
        logging.getLogger().addHandler(self._counting)

    def leave_log(self) -> None:
        logging.getLogger().removeHandler(self._counting)

    def state(self, *, socket: bool, tick: bool) -> None:
        """Taken when /metrics is asked for: what this process knows without its database."""
        self._socket.set(socket)
        self._tick.set(tick)

    def stored(self, next_at: datetime | None, now: datetime, unsaid: Mapping[str, int]) -> None:
        """Taken from the database; `unsaid` as `storage.queries.outbox.unsaid_counts` has it."""
        self._database.set(1)
        self._next.set((next_at - now).total_seconds() if next_at else float("inf"))
        for state, rows in unsaid.items():
            self._unsaid.labels(state).set(rows)

    def unstored(self) -> None:
        """The database cannot be asked: what it would tell is unknown."""
        self._database.set(0)
        self._next.set(float("nan"))
        self._unsaid.clear()

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Counting(logging.Handler):
    """Counts records by the room of the house they come from, `library` for everybody else's."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.ERROR)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        room = record.name.partition(".")[0]
        self._counter.labels(room if room in ROOMS else "library").inc()
