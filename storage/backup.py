"""Copies of the whole database: SQLite's own for SQLite, JSON lines for either (also to move from one to the other)."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, Table, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.changes.restoring import note_restoration
from storage.counters import Highest, highest_ids, set_highest_ids
from storage.engine import Store
from storage.errors import BackupRefused
from storage.queries.history import newest_instant
from storage.tables import METADATA
from storage.tables.types import Document, UtcDateTime, from_json, to_json

SQLITE_MAGIC = b"SQLite format 3\x00"
FORMAT = "onboard-backup-1"
BATCH = 500
GAP = 100_000  # ids that may have been given since the copy, in any one table
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written or read; `rows` of all tables together."""

    path: Path
    rows: int


def backup(store: Store, path: Path) -> BackupReport:
    """Write a consistent copy while the store is in use, replacing the file only once it is whole.

    `*.jsonl`, or any PostgreSQL store: JSON lines; else a SQLite file.
    """
    path = Path(path).expanduser()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if store.dialect == "sqlite" and path.suffix != ".jsonl":
            rows = _copy_sqlite(store, draft)
        else:
            rows = _write_lines(store, draft)
        _sync(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return BackupReport(path, rows)


def restore(store: Store, path: Path, now: datetime) -> BackupReport:
    """Fill an empty database from either kind of copy, all or nothing. BackupRefused.

    What was said between the copy and `now` is in doubt from then on, and asked of Slack before anything is sent.
    """
    path = Path(path).expanduser()
    store.upgrade()
    with store.connect() as connection:
        _require_empty(connection)
        rows, highest = _load_sqlite(connection, path) if _is_sqlite(path) else _load_lines(connection, path)
        note_restored(connection, now, highest)
    return BackupReport(path, rows)


def note_restored(connection: Connection, now: datetime, highest: Highest | None = None) -> None:
    """This database is a copy, however it came here: nothing later than its newest instant is known to it, and the ids
    that were given meanwhile stay with the buttons and audit rows that mean them."""
    with Session(connection) as session:
        since = newest_instant(session)
    set_highest_ids(connection, {name: top + GAP for name, top in (highest or highest_ids(connection)).items()})
    if since is not None:
        note_restoration(connection, since, now)


def _copy_sqlite(store: Store, draft: Path) -> int:
    """By SQLite's backup API, then one file without a WAL beside it."""
    with closing(sqlite3.connect(draft)) as copy:
        with closing(sqlite3.connect(str(store.url.database))) as source:
            source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("damaged", str(draft))
        counts = [copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in METADATA.tables]
        return sum(counts)


def _write_lines(store: Store, draft: Path) -> int:
    """A head line, a line a row in an order that restores, a last line with the count and the ids ever given."""
    rows, revision = 0, store.current()
    if revision != store.check().head:  # what a newer program wrote would be left out
        raise BackupRefused("other_revision", f"the database has {revision}, this program {store.check().head}")
    with store.read() as session, draft.open("w", encoding="utf-8") as file:
        _put(file, {"format": FORMAT, "revision": revision})
        for table, row in _all_rows(session):
            _put(file, {"table": table.name, "row": {name: _plain(value) for name, value in row.items()}})
            rows += 1
        _put(file, {"rows": rows, "highest_ids": highest_ids(session.connection())})
    return rows


def _put(file: Any, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    """Dates as ISO text; inside documents they keep their tag, so that they come back as dates."""
    return value.isoformat() if isinstance(value, date) else to_json(value)


def _load_lines(connection: Connection, path: Path) -> tuple[int, Highest]:
    """All rows of the file, and the highest ids that its database had ever given."""
    with path.open(encoding="utf-8") as file:
        head = _parsed(file.readline(), "not_a_backup", path)
        if head.get("format") != FORMAT:
            raise BackupRefused("not_a_backup", str(path))
        _require_revision(connection, head.get("revision"))
        last: Line = {}
        try:
            rows = _load(connection, _rows_until(last, file, path))
        except (KeyError, TypeError, ValueError, DBAPIError) as error:
            raise BackupRefused("damaged", f"{path}: {error}") from error
        if last["rows"] != rows:
            raise BackupRefused("damaged", f"{path}: {rows} of {last['rows']} rows")
        return rows, last["highest_ids"]


def _rows_until(last: Line, lines: Iterable[str], path: Path) -> Iterator[tuple[Table, Line]]:
    """The rows; the last line, which tells their count, is put into `last`."""
    for text_line in lines:
        line = _parsed(text_line, "damaged", path)
        if "rows" in line:
            last |= line
            return
        table = METADATA.tables[line["table"]]
        yield table, {name: _typed(table.c[name], value) for name, value in line["row"].items()}
    raise BackupRefused("cut_short", str(path))


def _parsed(line: str, code: str, path: Path) -> Line:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BackupRefused(code, str(path))
    return found


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Document):
        return from_json(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _load_sqlite(connection: Connection, path: Path) -> tuple[int, Highest]:
    """From a SQLite copy, row by row, whatever the target is."""
    source = Store(f"sqlite:///{path}")
    try:
        with source.read() as session:
            _require_revision(connection, source.current())
            return _load(connection, _all_rows(session)), highest_ids(session.connection())
    finally:
        source.close()


def _all_rows(session: Session) -> Iterator[tuple[Table, Line]]:
    for table in METADATA.sorted_tables:
        for row in session.execute(select(table).execution_options(yield_per=BATCH)).mappings():
            yield table, dict(row)


def _load(connection: Connection, rows: Iterator[tuple[Table, Line]]) -> int:
    loaded = 0
    while batch := list(islice(rows, BATCH)):
        for table in {table: None for table, _ in batch}:  # in order of first sight: parents come first
            connection.execute(insert(table), [row for owner, row in batch if owner is table])
        loaded += len(batch)
    return loaded


def _require_empty(connection: Connection) -> None:
    for table in METADATA.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise BackupRefused("not_empty", table.name)


def _require_revision(connection: Connection, revision: str | None) -> None:
    here = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision != here:
        raise BackupRefused("other_revision", f"the copy has {revision}, this program {here}")


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
