"""Who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, column, optional, primary_key


def create() -> None:
    """All of them."""
    _audit()
    _audit_account()


def _audit() -> None:
    """A change, its actor, and images of what it touched."""
    op.create_table(
        "audit",
        column("id", sa.Integer()),
        column("at", INSTANT),
        column("action", sa.String()),
        column("actor_kind", sa.String()),
        column("actor_id", sa.String()),
        column("actor_name", sa.String()),
        column("via", sa.String()),
        optional("account_id", sa.Integer()),
        optional("account_name", sa.String()),
        column("facts", JSON),
        column("images", JSON),
        column("undoable", sa.Boolean()),
        optional("undone_by", sa.Integer()),
        optional("undoes", sa.Integer()),
        optional("erased_at", INSTANT),
        primary_key("audit", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_actor_id_id", "audit", ["actor_id", "id"])


def _audit_account() -> None:
    """The accounts that a change touched."""
    op.create_table(
        "audit_account",
        column("account_id", sa.Integer()),
        column("audit_id", sa.Integer()),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_account_audit_id_audit", ondelete="CASCADE"),
        primary_key("audit_account", "account_id", "audit_id"),
    )
