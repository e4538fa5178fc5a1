"""When an account's need for attention was noticed, beside since when it has been true."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("attention_noticed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET attention_noticed_at = attention_since")


def downgrade() -> None:
    op.drop_column("account", "attention_noticed_at")
