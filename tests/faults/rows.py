"""The rows, in the order of the issue's table: add yours as one line."""

from __future__ import annotations

from tests.faults.figures import Row

ROWS: tuple[Row, ...] = ()
