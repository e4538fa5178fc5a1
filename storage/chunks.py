"""Many ids a few at a time: a statement takes 65,535 parameters on PostgreSQL, by default 32,766 on SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

CHUNK = 500  # ids in one statement
T = TypeVar("T")


def chunks(ids: Sequence[T]) -> Iterator[list[T]]:
    """The ids in order, as many in each as one statement takes well; nothing for none."""
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
