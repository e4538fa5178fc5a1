"""The first tables."""

from __future__ import annotations

from alembic import op

from storage.migrations.first import accounts, delivery, parts, record, steps, team

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
    blocker touch review remediation pause nudge note milestone facts card
    audit_account capacity_run cover team_playbook workspace receipt person outbox unsubscribed kept hold digest_run
    audit restoration recalled account
"""


def upgrade() -> None:
    for subject in (accounts, record, team, delivery, steps, parts):
        subject.create()


def downgrade() -> None:
    for name in TABLES.split():  # those that point to others first
        op.drop_table(name)
