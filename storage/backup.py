"""Copies of the whole database: SQLite's own for SQLite, JSON lines for either (also to move from one to the other)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.engine import Store


@dataclass(frozen=True, slots=True)
class BackupReport:
    path: Path
    rows: int


def backup(store: Store, path: Path) -> BackupReport:
    """Write a consistent copy while the store is in use. `*.jsonl`, or any PostgreSQL store: JSON lines; else a SQLite file."""
    raise NotImplementedError


def restore(store: Store, path: Path) -> BackupReport:
    """Fill an empty database from either kind of copy, all or nothing. BackupRefused."""
    raise NotImplementedError
