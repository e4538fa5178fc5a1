"""Accounts: what was said of one, and what looks found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, KEY, column, optional, primary_key


def create() -> None:
    """All of them."""
    _account()
    _name_stamp()


def _account() -> None:
    """An account; only one that is not closed has its name."""
    op.create_table(
        "account",
        *_said(),
        *_found(),
        column("version", sa.Integer()),
        primary_key("account", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_backup_id", "account", ["backup_id"])
    op.create_index("ix_account_csm_id", "account", ["csm_id"])
    op.create_index("ix_account_name_key", "account", ["name_key"])
    op.create_index("ix_account_next_look_at", "account", ["next_look_at"])
    op.create_index(
        "uq_account_living_name",
        "account",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )


def _name_stamp() -> None:
    """Another value after each change of a name."""
    op.create_table(
        "name_stamp", column("id", sa.Integer()), column("value", sa.String()), primary_key("name_stamp", "id")
    )


def _said() -> list[sa.Column[Any]]:
    """What people said of it."""
    return [
        column("id", sa.Integer()),
        column("name", sa.String()),
        column("name_key", KEY),
        column("csm", sa.String()),
        optional("csm_id", sa.String()),
        optional("backup_id", sa.String()),
        column("tier", sa.String()),
        column("state", sa.String()),
        column("start_on", sa.Date()),
        optional("signed_at", INSTANT),
        optional("target_first_value_on", sa.Date()),
        optional("end_on", sa.Date()),
        optional("playbook", sa.String()),
        column("length_days", sa.Integer()),
        optional("acv", sa.BigInteger()),
        column("time_zone", sa.String()),
        optional("country", sa.String()),
        optional("first_value_definition", sa.String()),
        optional("closed_on", sa.Date()),
        optional("stall_answered_on", sa.Date()),
    ]


def _found() -> list[sa.Column[Any]]:
    """What follows from the rest of it, kept so that lists need no look."""
    return [
        optional("score", sa.Float()),
        column("band", sa.String()),
        column("overdue_count", sa.Integer()),
        optional("stalled_days", sa.Integer()),
        column("open_blockers", sa.Integer()),
        column("review_open", sa.Boolean()),
        column("at_risk", sa.Boolean()),
        column("rank", sa.Integer()),
        optional("reason_rule", sa.String()),
        column("reason_facts", JSON),
        optional("next_milestone", sa.String()),
        optional("next_due_on", sa.Date()),
        optional("attention_since", INSTANT),
        optional("attention_noticed_at", INSTANT),
        optional("cleared_at", INSTANT),
        optional("next_look_at", INSTANT),
    ]
