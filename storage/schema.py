"""Alembic without its command line: one way to bring tables up to date, for the program and for tests.

Revisions are numbered, at most one a release, and the program of the release before goes on working with the tables
that a revision leaves (docs/decisions/012): so old and new run side by side while replicas are replaced.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.errors import TooNew

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 5_020_117  # any number, the same in every replica


def upgrade(connection: Connection) -> None:
    """Run the missing revisions in the caller's transaction; replicas that start together wait for one another.

    Tables of the next release are left as they are. TooNew for later ones.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
    current = revision_of(connection)
    if current is not None and not knows(current):
        if not is_next(current):
            raise TooNew(f"the tables are at revision {current}, this program at {head()}")
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def head() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def knows(revision: str) -> bool:
    """Whether this program has that revision; if not, a newer program made the database."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def is_next(revision: str) -> bool:
    """Whether the program of the next release made it, with whose tables this one still works."""
    return revision.isdecimal() and int(revision) == int(head()) + 1


def revision_of(connection: Connection) -> str | None:
    """The revision that the tables are at, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
