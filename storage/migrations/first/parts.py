"""What else belongs to an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, column, of_account, optional, primary_key


def create() -> None:
    """All of them."""
    _facts()
    _note()
    _touch()
    _pause()
    _review()
    _remediation()


def _facts() -> None:
    """What the rules measure by."""
    op.create_table(
        "facts",
        column("account_id", sa.Integer()),
        column("document", JSON),
        of_account("facts"),
        primary_key("facts", "account_id"),
    )


def _note() -> None:
    """A note."""
    op.create_table(
        "note",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("at", INSTANT),
        column("by", sa.String()),
        column("text", sa.String()),
        optional("permalink", sa.String()),
        of_account("note"),
        primary_key("note", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_account_id", "note", ["account_id"])


def _touch() -> None:
    """A contact with the customer."""
    op.create_table(
        "touch",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("at", INSTANT),
        column("kind", sa.String()),
        column("direction", sa.String()),
        optional("minutes", sa.Integer()),
        column("note", sa.String()),
        optional("permalink", sa.String()),
        of_account("touch"),
        primary_key("touch", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_touch_account_id", "touch", ["account_id"])


def _pause() -> None:
    """A pause."""
    op.create_table(
        "pause",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("from_on", sa.Date()),
        optional("to_on", sa.Date()),
        optional("reason", sa.String()),
        of_account("pause"),
        primary_key("pause", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pause_account_id", "pause", ["account_id"])


def _review() -> None:
    """The answer of Day 30."""
    op.create_table(
        "review",
        column("account_id", sa.Integer()),
        column("answer", sa.String()),
        column("said_by", sa.String()),
        column("on", sa.Date()),
        column("words", sa.String()),
        optional("gap", sa.String()),
        optional("reason", sa.String()),
        of_account("review"),
        primary_key("review", "account_id"),
    )


def _remediation() -> None:
    """The plan after a No or a Partial."""
    op.create_table(
        "remediation",
        column("account_id", sa.Integer()),
        column("owner", sa.String()),
        column("due_on", sa.Date()),
        column("steps", JSON),
        optional("opened_on", sa.Date()),
        optional("gap", sa.String()),
        of_account("remediation"),
        primary_key("remediation", "account_id"),
    )
