"""The work on an account: milestones, what blocks them, nudges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, column, of_account, optional, primary_key


def create() -> None:
    """All of them."""
    _milestone()
    _blocker()
    _nudge()


def _milestone() -> None:
    """A step of the plan."""
    op.create_table(
        "milestone",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("position", sa.Integer()),
        column("key", sa.String()),
        column("name", sa.String()),
        column("due_on", sa.Date()),
        optional("start_on", sa.Date()),
        optional("phase", sa.String()),
        optional("done_on", sa.Date()),
        column("status", sa.String()),
        column("owner", sa.String()),
        column("weight", sa.Integer()),
        column("kind", sa.String()),
        optional("measure", sa.String()),
        optional("threshold", sa.Float()),
        optional("usage_event", sa.String()),
        column("usage_count", sa.Integer()),
        column("must_have", sa.Boolean()),
        column("depends_on", JSON),
        optional("criteria", sa.String()),
        optional("skip_reason", sa.String()),
        optional("skip_consequence", sa.String()),
        optional("overrule", sa.String()),
        of_account("milestone"),
        primary_key("milestone", "id"),
        sa.UniqueConstraint("account_id", "key", name="uq_milestone_account_id_key"),
        sqlite_autoincrement=True,
    )


def _blocker() -> None:
    """What holds a milestone up."""
    op.create_table(
        "blocker",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("milestone_id", sa.Integer()),
        column("text", sa.String()),
        column("waiting_on", sa.String()),
        optional("opened_on", sa.Date()),
        optional("resolved_on", sa.Date()),
        column("plain", sa.Boolean()),
        of_account("blocker"),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name="fk_blocker_milestone_id_milestone", ondelete="CASCADE"
        ),
        primary_key("blocker", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blocker_account_id", "blocker", ["account_id"])
    op.create_index("ix_blocker_milestone_id", "blocker", ["milestone_id"])


def _nudge() -> None:
    """A reason to remind somebody."""
    op.create_table(
        "nudge",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("key", sa.String()),
        column("rule", sa.String()),
        optional("subject", sa.String()),
        column("episode", sa.String()),
        column("step", sa.Integer()),
        column("role", sa.String()),
        column("mode", sa.String()),
        column("send_at", INSTANT),
        column("facts", JSON),
        column("state", sa.String()),
        optional("recipient_id", sa.String()),
        optional("sent_at", INSTANT),
        optional("snoozed_until", sa.Date()),
        optional("dismissed_reason", sa.String()),
        column("raised", sa.Integer()),
        optional("acknowledged_at", INSTANT),
        optional("acknowledged_by", sa.String()),
        column("ended", sa.Boolean()),
        optional("acted_at", INSTANT),
        optional("wake_at", INSTANT),
        of_account("nudge"),
        primary_key("nudge", "id"),
        sa.UniqueConstraint("key", name="uq_nudge_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nudge_account_id", "nudge", ["account_id"])
    op.create_index("ix_nudge_plan", "nudge", ["recipient_id", "state", "mode", "send_at"])
    op.create_index("ix_nudge_wake_at", "nudge", ["wake_at"])
