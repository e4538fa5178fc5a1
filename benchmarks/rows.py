"""The rows, in the order of the issue's table."""

from __future__ import annotations

from benchmarks.bench import Row
from benchmarks.clicks import clicks
from benchmarks.delivery import delivery
from benchmarks.footprint import memory, start
from benchmarks.growth import growth
from benchmarks.lead import lead
from benchmarks.names import names
from benchmarks.rehearsal import rehearsal
from benchmarks.status import status
from benchmarks.tick import due_tick, quiet_tick

ROWS = (
    Row("status", status),
    Row("clicks", clicks),
    Row("quiet", quiet_tick),
    Row("due", due_tick),
    Row("lead", lead),
    Row("names", names),
    Row("delivery", delivery),
    Row("rehearse", rehearsal),
    Row("memory", memory),
    Row("start", start),
    Row("growth", growth),
)
