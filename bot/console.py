"""What every command line shares: its database, and how it says that something does not do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from playbook.errors import OnboardError
    from storage.engine import Store


def open_store() -> Store:
    """The database of the settings, brought up to date first."""
    from bot.settings import Settings, load_settings
    from storage.engine import Store

    settings: Settings = load_settings(Settings)
    store = Store(settings.database_url)
    bring_up_to_date(store)
    return store


def bring_up_to_date(store: Store) -> None:
    """The tables of `store`; or ends the program, saying what to do."""
    from storage.errors import AWAY, TooNew

    try:
        store.upgrade()
    except AWAY as error:
        detail = str(getattr(error, "orig", None) or error).strip()
        fail(f"The database cannot be reached: {detail}", "Check DATABASE_URL and that the database runs")
    except TooNew as error:
        fail(f"This program is too old: {error}", "Start the newer program, or restore a copy from before its upgrade")


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream; it is moved to so much of `total`."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def in_words(error: OnboardError) -> str:
    """An error as plain text; of a file, every fault a line."""
    from messages.errors import error_text
    from messages.problems import problem_lines
    from playbook.errors import BadFile

    if isinstance(error, BadFile):
        return "\n".join(["nothing was taken", *(f"  {line}" for line in problem_lines(error, len(error.problems)))])
    return error_text(error)


def fail(*lines: str) -> NoReturn:
    """Says why, and ends with 1."""
    for line in lines:
        typer.echo(line, err=True)
    sys.exit(1)


def fail_with_trace() -> NoReturn:
    """Ends with 1 and the trace of the exception at hand, as Python would print it, but for secrets."""
    from bot.logs import trace

    fail(trace())
