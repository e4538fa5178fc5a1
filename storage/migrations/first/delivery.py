"""What is said in Slack, and what came from there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, column, of_account, optional, primary_key


def create() -> None:
    """All of them."""
    _outbox()
    _hold()
    _restoration()
    _receipt()
    _digest_run()
    _card()
    _unsubscribed()
    _kept()


def _outbox() -> None:
    """What is to be said, and what became of it."""
    op.create_table(
        "outbox",
        column("id", sa.Integer()),
        column("key", sa.String()),
        column("kind", sa.String()),
        column("destination", JSON),
        column("about", JSON),
        optional("lane", sa.String()),
        optional("card_id", sa.Integer()),
        column("state", sa.String()),
        column("send_at", INSTANT),
        column("next_at", INSTANT),
        column("attempts", sa.Integer()),
        optional("worker", sa.String()),
        optional("claimed_at", INSTANT),
        optional("sent_at", INSTANT),
        optional("channel", sa.String()),
        optional("ts", sa.String()),
        optional("error", sa.String()),
        optional("copies_at", INSTANT),
        primary_key("outbox", "id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_card_id", "outbox", ["card_id"])
    op.create_index("ix_outbox_channel_ts", "outbox", ["channel", "ts"])
    op.create_index("ix_outbox_kind_sent_at", "outbox", ["kind", "sent_at"])
    op.create_index("ix_outbox_lane_state", "outbox", ["lane", "state"])
    op.create_index("ix_outbox_state_copies_at", "outbox", ["state", "copies_at"])
    op.create_index("ix_outbox_state_next_at", "outbox", ["state", "next_at"])


def _hold() -> None:
    """Lanes that wait."""
    op.create_table("hold", column("lane", sa.String()), column("until", INSTANT), primary_key("hold", "lane"))


def _restoration() -> None:
    """Copies read back, and what Slack was found to hold after one."""
    op.create_table(
        "restoration",
        column("id", sa.Integer()),
        column("since", INSTANT),
        column("until", INSTANT),
        optional("recalled_at", INSTANT),
        primary_key("restoration", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table("recalled", column("mark", sa.String()), column("at", INSTANT), primary_key("recalled", "mark"))


def _receipt() -> None:
    """Deliveries that were handled."""
    op.create_table(
        "receipt",
        column("key", sa.String()),
        column("at", INSTANT),
        optional("audit_id", sa.Integer()),
        primary_key("receipt", "key"),
    )
    op.create_index("ix_receipt_at", "receipt", ["at"])


def _digest_run() -> None:
    """Digests by day."""
    op.create_table(
        "digest_run",
        column("on", sa.Date()),
        column("at", INSTANT),
        optional("posted_at", INSTANT),
        primary_key("digest_run", "on"),
    )


def _card() -> None:
    """Where living cards are; under accounts."""
    op.create_table(
        "card",
        column("id", sa.Integer()),
        column("account_id", sa.Integer()),
        column("channel", sa.String()),
        column("ts", sa.String()),
        of_account("card"),
        primary_key("card", "id"),
        sa.UniqueConstraint("account_id", "channel", name="uq_card_account_id_channel"),
        sa.UniqueConstraint("channel", "ts", name="uq_card_channel_ts"),
        sqlite_autoincrement=True,
    )


def _unsubscribed() -> None:
    """Addresses that want no mail."""
    op.create_table(
        "unsubscribed",
        column("mark", sa.String()),
        column("at", INSTANT),
        column("via", sa.String()),
        primary_key("unsubscribed", "mark"),
    )


def _kept() -> None:
    """What a person is in the middle of."""
    op.create_table(
        "kept",
        column("key", sa.String()),
        column("document", JSON),
        column("at", INSTANT),
        primary_key("kept", "key"),
    )
    op.create_index("ix_kept_at", "kept", ["at"])
