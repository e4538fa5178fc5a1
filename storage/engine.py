"""The database: opening it, reading from it, changing it, bringing its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from storage.records import Check
from storage.transaction import Actor, Change

__all__ = ["Actor", "Change", "Store"]


class Store:
    """One database by its URL (`sqlite:///path` or `postgresql://…`). Safe to share between threads."""

    def __init__(self, url: str) -> None:
        raise NotImplementedError

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session over one consistent moment."""
        raise NotImplementedError

    @contextmanager
    def change(self, *, actor: Actor, via: str, now: datetime, receipt: str | None = None) -> Iterator[Change]:
        """One transaction: all or nothing. `receipt` is the delivery's dedupe key: a known one raises AlreadyDone."""
        raise NotImplementedError

    def upgrade(self) -> None:
        """Bring the tables up to date."""
        raise NotImplementedError

    def current(self) -> str | None:
        """The schema revision the database has, None when it is empty."""
        raise NotImplementedError

    def check(self) -> Check:
        """What `doctor` and `/readyz` want to know; never raises."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of all connections."""
        raise NotImplementedError
