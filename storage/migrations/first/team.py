"""The team: people as Slack knows them, and its settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.first.columns import INSTANT, JSON, column, optional, primary_key


def create() -> None:
    """All of them."""
    _person()
    _workspace()
    _team_playbook()


def _person() -> None:
    """A cached user."""
    op.create_table(
        "person",
        column("id", sa.String()),
        column("name", sa.String()),
        column("real_name", sa.String()),
        optional("email", sa.String()),
        column("time_zone", sa.String()),
        column("team_id", sa.String()),
        column("is_admin", sa.Boolean()),
        column("is_guest", sa.Boolean()),
        column("is_stranger", sa.Boolean()),
        column("is_bot", sa.Boolean()),
        column("is_deleted", sa.Boolean()),
        optional("dm_channel", sa.String()),
        optional("fetched_at", INSTANT),
        primary_key("person", "id"),
    )


def _workspace() -> None:
    """The settings."""
    op.create_table(
        "workspace",
        column("id", sa.Integer()),
        column("document", JSON),
        primary_key("workspace", "id"),
    )


def _team_playbook() -> None:
    """A playbook of the team's own."""
    op.create_table(
        "team_playbook",
        column("key", sa.String()),
        column("text", sa.String()),
        column("origin", sa.String()),
        column("saved_at", INSTANT),
        column("saved_by", sa.String()),
        primary_key("team_playbook", "key"),
    )
