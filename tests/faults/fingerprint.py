"""Everything that a database holds, to compare: its tables as the server describes them, and every row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, inspect, text

from storage.engine import Store

Rows = dict[str, list[dict[str, Any]]]
INNER = ("alembic_version", "sqlite_sequence")
MOMENT = datetime(2026, 1, 23, 14, tzinfo=UTC)


SCHEMA = {
    "sqlite": ("SELECT name, sql FROM sqlite_master ORDER BY name",),
    "postgresql": (
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    ),
}  # what a server tells of its tables, keys and indexes


def schema_of(store: Store) -> list[str]:
    """Tables, columns, keys and indexes, each as a line."""
    with store.read() as session:
        return [str(row) for question in SCHEMA[store.dialect] for row in session.execute(text(question))]


def rows_of(store: Store) -> Rows:
    """Every row of every table."""
    found: Rows = {}
    with store.read() as session:
        for table in sorted(set(inspect(store.engine).get_table_names()) - set(INNER)):
            rows = session.execute(text(f'SELECT * FROM "{table}"')).mappings()
            found[table] = sorted((dict(row) for row in rows), key=str)
    return found


def is_kept(before: Rows, after: Rows) -> bool:
    """Whether all that was there is there still, in the columns that there were."""
    for table, rows in before.items():
        names = list(rows[0]) if rows else []
        kept = sorted(({name: row.get(name) for name in names} for row in after.get(table, ())), key=str)
        if rows and kept != sorted(rows, key=str):
            return False
    return True


def fill(store: Store, rows: int = 3) -> None:
    """A few rows in every table, whatever tables and columns the database has."""
    with store.connect() as connection:
        for table in _tables(connection):
            for number in range(1, rows + 1):
                values = {column.name: _value(column, number) for column in table.columns}
                connection.execute(table.insert().values(**values))


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in INNER]


def _value(column: Column[Any], number: int) -> Any:
    kind = column.type.python_type
    if kind in (dict, list):
        return {"of": column.name, "number": number}
    if kind is datetime:
        return MOMENT
    if kind is date:
        return date(2026, 1, number)
    if kind is bool:
        return number % 2 == 0
    return number if kind in (int, float) else f"{column.name} {number}"
