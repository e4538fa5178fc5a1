"""The words that the first tables are written in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def column(name: str, kind: Any) -> sa.Column[Any]:
    """A column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def optional(name: str, kind: Any) -> sa.Column[Any]:
    """A column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The table's primary key under its usual name."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def of_account(table: str) -> sa.ForeignKeyConstraint:
    """The table's rows belong to an account and go with it."""
    name = f"fk_{table}_account_id_account"
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")
