"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _optional(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    op.create_table(
        "account",
        _column("id", sa.Integer()),
        _column("name", sa.String()),
        _column("name_key", KEY),
        _column("csm", sa.String()),
        _optional("csm_id", sa.String()),
        _optional("backup_id", sa.String()),
        _column("tier", sa.String()),
        _column("state", sa.String()),
        _column("start_on", sa.Date()),
        _optional("signed_at", INSTANT),
        _optional("target_first_value_on", sa.Date()),
        _optional("end_on", sa.Date()),
        _optional("playbook", sa.String()),
        _column("length_days", sa.Integer()),
        _optional("acv", sa.BigInteger()),
        _column("time_zone", sa.String()),
        _optional("country", sa.String()),
        _optional("first_value_definition", sa.String()),
        _optional("stall_answered_on", sa.Date()),
        _optional("score", sa.Float()),
        _column("band", sa.String()),
        _optional("band_since", INSTANT),
        _column("overdue_count", sa.Integer()),
        _optional("stalled_days", sa.Integer()),
        _column("open_blockers", sa.Integer()),
        _column("review_open", sa.Boolean()),
        _column("at_risk", sa.Boolean()),
        _column("rank", sa.Integer()),
        _optional("reason_rule", sa.String()),
        _column("reason_facts", JSON),
        _optional("next_milestone", sa.String()),
        _optional("next_due_on", sa.Date()),
        _optional("attention_since", INSTANT),
        _optional("cleared_at", INSTANT),
        _optional("next_look_at", INSTANT),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_backup_id", "account", ["backup_id"], unique=False)
    op.create_index("ix_account_csm_id", "account", ["csm_id"], unique=False)
    op.create_index("ix_account_name_key", "account", ["name_key"], unique=False)
    op.create_index("ix_account_next_look_at", "account", ["next_look_at"], unique=False)
    op.create_index(
        "uq_account_living_name",
        "account",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "audit",
        _column("id", sa.Integer()),
        _column("at", INSTANT),
        _column("action", sa.String()),
        _column("actor_kind", sa.String()),
        _column("actor_id", sa.String()),
        _column("actor_name", sa.String()),
        _column("via", sa.String()),
        _optional("account_id", sa.Integer()),
        _optional("account_name", sa.String()),
        _column("facts", JSON),
        _column("images", JSON),
        _column("undoable", sa.Boolean()),
        _optional("undone_by", sa.Integer()),
        _optional("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_actor_id_id", "audit", ["actor_id", "id"], unique=False)
    op.create_table(
        "digest_run",
        _column("on", sa.Date()),
        _column("at", INSTANT),
        _optional("posted_at", INSTANT),
        sa.PrimaryKeyConstraint("on", name="pk_digest_run"),
    )
    op.create_table(
        "hold", _column("lane", sa.String()), _column("until", INSTANT), sa.PrimaryKeyConstraint("lane", name="pk_hold")
    )
    op.create_table(
        "outbox",
        _column("id", sa.Integer()),
        _column("key", sa.String()),
        _column("kind", sa.String()),
        _column("destination", JSON),
        _column("about", JSON),
        _optional("lane", sa.String()),
        _optional("card_id", sa.Integer()),
        _column("state", sa.String()),
        _column("send_at", INSTANT),
        _column("next_at", INSTANT),
        _column("attempts", sa.Integer()),
        _optional("worker", sa.String()),
        _optional("claimed_at", INSTANT),
        _optional("sent_at", INSTANT),
        _optional("channel", sa.String()),
        _optional("ts", sa.String()),
        _optional("error", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_card_id", "outbox", ["card_id"], unique=False)
    op.create_index("ix_outbox_channel_ts", "outbox", ["channel", "ts"], unique=False)
    op.create_index("ix_outbox_lane_state", "outbox", ["lane", "state"], unique=False)
    op.create_index("ix_outbox_state_next_at", "outbox", ["state", "next_at"], unique=False)
    op.create_table(
        "person",
        _column("id", sa.String()),
        _column("name", sa.String()),
        _column("real_name", sa.String()),
        _optional("email", sa.String()),
        _column("time_zone", sa.String()),
        _column("team_id", sa.String()),
        _column("is_admin", sa.Boolean()),
        _column("is_guest", sa.Boolean()),
        _column("is_stranger", sa.Boolean()),
        _column("is_bot", sa.Boolean()),
        _column("is_deleted", sa.Boolean()),
        _optional("dm_channel", sa.String()),
        _optional("fetched_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "receipt",
        _column("key", sa.String()),
        _column("at", INSTANT),
        _optional("audit_id", sa.Integer()),
        sa.PrimaryKeyConstraint("key", name="pk_receipt"),
    )
    op.create_index("ix_receipt_at", "receipt", ["at"], unique=False)
    op.create_table(
        "workspace",
        _column("id", sa.Integer()),
        _column("document", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
    )
    op.create_table(
        "audit_account",
        _column("account_id", sa.Integer()),
        _column("audit_id", sa.Integer()),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_account_audit_id_audit", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "audit_id", name="pk_audit_account"),
    )
    op.create_table(
        "card",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("channel", sa.String()),
        _column("ts", sa.String()),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_card_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.UniqueConstraint("account_id", "channel", name="uq_card_account_id_channel"),
        sa.UniqueConstraint("channel", "ts", name="uq_card_channel_ts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "facts",
        _column("account_id", sa.Integer()),
        _column("document", JSON),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_facts_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_facts"),
    )
    op.create_table(
        "milestone",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("position", sa.Integer()),
        _column("key", sa.String()),
        _column("name", sa.String()),
        _column("due_on", sa.Date()),
        _optional("start_on", sa.Date()),
        _optional("phase", sa.String()),
        _optional("done_on", sa.Date()),
        _column("status", sa.String()),
        _column("owner", sa.String()),
        _column("weight", sa.Integer()),
        _column("kind", sa.String()),
        _optional("measure", sa.String()),
        _optional("threshold", sa.Float()),
        _column("must_have", sa.Boolean()),
        _column("depends_on", JSON),
        _optional("criteria", sa.String()),
        _optional("skip_reason", sa.String()),
        _optional("skip_consequence", sa.String()),
        _optional("overrule", sa.String()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_milestone_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_milestone"),
        sa.UniqueConstraint("account_id", "key", name="uq_milestone_account_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "note",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("at", INSTANT),
        _column("by", sa.String()),
        _column("text", sa.String()),
        _optional("permalink", sa.String()),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_note_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_account_id", "note", ["account_id"], unique=False)
    op.create_table(
        "nudge",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("key", sa.String()),
        _column("rule", sa.String()),
        _optional("subject", sa.String()),
        _column("episode", sa.String()),
        _column("step", sa.Integer()),
        _column("role", sa.String()),
        _column("mode", sa.String()),
        _column("send_at", INSTANT),
        _column("facts", JSON),
        _column("state", sa.String()),
        _optional("recipient_id", sa.String()),
        _optional("sent_at", INSTANT),
        _optional("snoozed_until", sa.Date()),
        _optional("dismissed_reason", sa.String()),
        _column("ended", sa.Boolean()),
        _optional("wake_at", INSTANT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_nudge_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_nudge"),
        sa.UniqueConstraint("key", name="uq_nudge_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nudge_account_id", "nudge", ["account_id"], unique=False)
    op.create_index("ix_nudge_plan", "nudge", ["recipient_id", "state", "mode", "send_at"], unique=False)
    op.create_index("ix_nudge_wake_at", "nudge", ["wake_at"], unique=False)
    op.create_table(
        "pause",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("from_on", sa.Date()),
        _optional("to_on", sa.Date()),
        _optional("reason", sa.String()),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_pause_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pause_account_id", "pause", ["account_id"], unique=False)
    op.create_table(
        "remediation",
        _column("account_id", sa.Integer()),
        _column("owner", sa.String()),
        _column("due_on", sa.Date()),
        _column("steps", JSON),
        _optional("opened_on", sa.Date()),
        _optional("gap", sa.String()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_remediation_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_remediation"),
    )
    op.create_table(
        "review",
        _column("account_id", sa.Integer()),
        _column("answer", sa.String()),
        _column("said_by", sa.String()),
        _column("on", sa.Date()),
        _column("words", sa.String()),
        _optional("gap", sa.String()),
        _optional("reason", sa.String()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_review_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_review"),
    )
    op.create_table(
        "touch",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("at", INSTANT),
        _column("kind", sa.String()),
        _column("direction", sa.String()),
        _optional("minutes", sa.Integer()),
        _column("note", sa.String()),
        _optional("permalink", sa.String()),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_touch_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_touch"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_touch_account_id", "touch", ["account_id"], unique=False)
    op.create_table(
        "blocker",
        _column("id", sa.Integer()),
        _column("account_id", sa.Integer()),
        _column("milestone_id", sa.Integer()),
        _column("text", sa.String()),
        _column("waiting_on", sa.String()),
        _optional("opened_on", sa.Date()),
        _optional("resolved_on", sa.Date()),
        _column("plain", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_blocker_account_id_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name="fk_blocker_milestone_id_milestone", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_blocker"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blocker_account_id", "blocker", ["account_id"], unique=False)
    op.create_index("ix_blocker_milestone_id", "blocker", ["milestone_id"], unique=False)


def downgrade() -> None:
    op.drop_table("blocker")
    op.drop_table("touch")
    op.drop_table("review")
    op.drop_table("remediation")
    op.drop_table("pause")
    op.drop_table("nudge")
    op.drop_table("note")
    op.drop_table("milestone")
    op.drop_table("facts")
    op.drop_table("card")
    op.drop_table("audit_account")
    op.drop_table("workspace")
    op.drop_table("receipt")
    op.drop_table("person")
    op.drop_table("outbox")
    op.drop_table("hold")
    op.drop_table("digest_run")
    op.drop_table("audit")
    op.drop_table("account")
