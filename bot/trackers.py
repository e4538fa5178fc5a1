"""Tracker files at the command line: in, all of a file or nothing of it, and out."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.reading import text_of
from playbook.errors import OnboardError
from playbook.matching import normalize
from playbook.tracker import read_tracker, write_tracker
from storage.changes.accounts import create_account
from storage.engine import Actor, Store
from storage.queries.accounts import account_by_id
from storage.queries.names import accounts_named
from storage.queries.people import workspace
from storage.queries.playbooks import known_playbooks
from storage.queries.portfolio import portfolio

PAGE = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: the account's name, or what was wrong."""

    path: Path
    name: str | None = None
    error: OnboardError | None = None


def import_files(store: Store, paths: Sequence[Path], now: datetime, actor: Actor | None = None) -> Iterator[Imported]:
    """Each file in a transaction of its own, told as it is done."""
    for path in paths:
        try:
            yield Imported(path, name=_import(store, path, now, actor or at_the_keyboard()))
        except OnboardError as error:
            yield Imported(path, error=error)


def export_named(store: Store, name: str) -> tuple[str, str]:
    """(account name, tracker file). NotFound, Ambiguous."""
    with store.read() as session:
        account = account_by_id(session, accounts_named(session, name).id)
        return account.name, write_tracker(account, defaults=workspace(session), known=known_playbooks(session))


def export_all(store: Store, now: datetime) -> Iterator[tuple[str, str]]:
    """(account name, tracker file) of every account that is not closed."""
    offset = 0
    while True:
        with store.read() as session:
            page = portfolio(session, "all", None, now.date(), offset, PAGE)
            for row in page.rows:
                account = account_by_id(session, row.id)
                yield account.name, write_tracker(account, defaults=workspace(session), known=known_playbooks(session))
        offset += PAGE
        if offset >= page.total:
            return


def file_name(account_name: str) -> str:
    """A name that every file system takes."""
    return (re.sub(r"[^a-z0-9]+", "-", account_name.casefold()).strip("-") or normalize(account_name)[:60]) + ".yaml"


def at_the_keyboard() -> Actor:
    """Whoever runs the command line."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "somebody"
    return Actor("cli", name, name)


def _import(store: Store, path: Path, now: datetime, actor: Actor) -> str:
    text = text_of(path)
    with store.change(actor=actor, via="cli", now=now) as change:
        account = read_tracker(text, defaults=workspace(change.session), known=known_playbooks(change.session))
        return create_account(change, account).name
