"""`onboard db`: the tables brought up to date, a copy of all of it, and a copy read back."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.console import fail, open_store

database = typer.Typer(help="The database: upgrade, backup, restore.", no_args_is_help=True)
MENDS = {
    "not_empty": "A restore never overwrites: name an empty database in DATABASE_URL (for SQLite move the file"
    " away), or keep a copy of this one first with `onboard db backup FILE`",
    "other_revision": "Bring the older one of the two up to date, then copy again: `onboard db upgrade`",
    "not_a_backup": "Name a file that `onboard db backup FILE` has written",
    "cut_short": "The file is not whole: copy it again, or take an earlier one",
    "damaged": "The file is not whole: copy it again, or take an earlier one",
}  # what to do when a copy is refused


@database.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    store = open_store()
    typer.echo(f"at revision {store.current()}")


@database.command()
def backup(file: Path) -> None:
    """Write a consistent copy while the bot runs: a SQLite file, or JSON lines for *.jsonl and PostgreSQL."""
    from storage.backup import backup as write
    from storage.errors import BackupRefused

    try:
        report = write(open_store(), file)
    except (BackupRefused, OSError) as error:
        fail(str(error))
    typer.echo(f"{report.path}: {report.rows} rows")


@database.command()
def restore(file: Path) -> None:
    """Fill an empty database from a copy. What was said since then is asked of Slack before anything is sent."""
    from scheduler.clock import SystemClock
    from storage.backup import restore as read
    from storage.errors import BackupRefused

    try:
        report = read(open_store(), file, SystemClock().now())
    except BackupRefused as error:
        fail(f"{error}", *filter(None, [MENDS.get(error.code)]))
    except OSError as error:
        fail(str(error))
    typer.echo(f"{report.rows} rows from {report.path}")


@database.command()
def restored() -> None:
    """Say that this database was brought back by other means than `restore`: an older file, the server's own backup."""
    from scheduler.clock import SystemClock
    from storage.backup import note_restored

    store = open_store()
    with store.connect() as connection:
        note_restored(connection, SystemClock().now())
    typer.echo("what was said since it was copied is asked of Slack before anything is sent")
