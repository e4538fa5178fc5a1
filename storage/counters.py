"""The highest id that each table ever gave, so that no copy gives one again that an old button or audit row means."""

from __future__ import annotations

from sqlalchemy import Connection, Table, text

from storage.tables import METADATA

Highest = dict[str, int]


def counted_tables() -> list[Table]:
    """Tables that number their rows."""
    return [table for table in METADATA.sorted_tables if table.kwargs.get("sqlite_autoincrement")]


def highest_ids(connection: Connection) -> Highest:
    """By table name; 0 for a table that never had a row."""
    if connection.dialect.name == "sqlite":
        found = {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
        return {table.name: int(found.get(table.name, 0)) for table in counted_tables()}
    highest = {}
    for table in counted_tables():
        row = connection.execute(text(f"SELECT last_value, is_called FROM {_sequence(table)}")).one()
        highest[table.name] = int(row.last_value) if row.is_called else 0
    return highest


def set_highest_ids(connection: Connection, highest: Highest) -> None:
    """Go on counting after these."""
    for table in counted_tables():
        value = highest.get(table.name, 0)
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
            insert = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"
            connection.execute(text(insert), {"name": table.name, "seq": value})
        else:
            move = text("SELECT setval(:sequence, :value, :called)")
            connection.execute(move, {"sequence": _sequence(table), "value": max(value, 1), "called": value > 0})


def _sequence(table: Table) -> str:
    """The name PostgreSQL gives a SERIAL column's sequence."""
    return f"{table.name}_id_seq"
