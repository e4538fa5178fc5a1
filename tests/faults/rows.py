"""The rows, in the order of the issue's table: add yours as one line."""

from __future__ import annotations

from tests.faults.clock import clock
from tests.faults.database import database
from tests.faults.figures import Row
from tests.faults.kill_ack import kill_ack
from tests.faults.kill_send import kill_send
from tests.faults.migrations import migrations
from tests.faults.mutants import mutants
from tests.faults.outage import outage
from tests.faults.replicas import replicas
from tests.faults.sockets import sockets
from tests.faults.states import states
from tests.faults.two_years import two_years

ROWS: tuple[Row, ...] = (
    Row("kill-send", "the sender is killed at every SQL statement and HTTP call", kill_send),
    Row("kill-ack", "the receiver is killed between receipt and ack; Slack delivers again", kill_ack),
    Row("replicas", "several replicas, one paused past its lease", replicas),
    Row("outage", "24 h without Slack; 429 on one channel of fifty", outage),
    Row("database", "the database stops, is locked, loses its backends, has no room", database, waits=True),
    Row("sockets", "socket half-open, refreshed, refused; the scheduler raises", sockets, waits=True),
    Row("clock", "the clock jumps; every zone's clock is changed", clock),
    Row("two-years", "24 months lived through with random faults, crashes and jumps of the clock", two_years),
    Row("states", "click, undo, pause, cover, replan, sweep, crash and restore in any order", states),
    Row("migrations", "upgrades killed at each statement; live copies; a restore to an hour ago", migrations),
)

MUTANTS = Row("mutants", "a guard is removed from the source", mutants)
ALL = (*ROWS, MUTANTS)
