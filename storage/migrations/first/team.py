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
    _cover()
    _capacity_run()


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


def _cover() -> None:
    """Somebody stands in for a CSM."""
    op.create_table(
        "cover",
        column("id", sa.Integer()),
        column("csm_id", sa.String()),
        column("cover_id", sa.String()),
        column("from_at", INSTANT),
        column("until_on", sa.Date()),
        column("ends_at", INSTANT),
        optional("ended_at", INSTANT),
        optional("wake_at", INSTANT),
        primary_key("cover", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cover_wake_at", "cover", ["wake_at"])


def _capacity_run() -> None:
    """The weekly words about capacity, by week."""
    op.create_table(
        "capacity_run",
        column("on", sa.Date()),
        column("at", INSTANT),
        primary_key("capacity_run", "on"),
    )
