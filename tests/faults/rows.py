"""The rows, in the order of the issue's table: add yours as one line."""

from __future__ import annotations

from tests.faults.figures import Row
from tests.faults.kill_send import kill_send

ROWS: tuple[Row, ...] = (Row("kill-send", "the sender is killed at every SQL statement and HTTP call", kill_send),)
