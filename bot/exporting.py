"""`onboard export`: accounts as tracker files, or all of them with their measures, to the screen or into a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from bot.trackers import export_all, export_named, file_name
from messages.exports import account_row, csv_lines
from playbook.known import known_at
from playbook.measures.account import measures_at, segment_document
from storage.engine import Store
from storage.queries.measures import accounts_signed
from storage.queries.people import workspace


def export_trackers(store: Store, names: Sequence[str] | None, folder: Path | None, now: datetime) -> None:
    """The named accounts, or with None every one that is not closed. NotFound, Ambiguous."""
    found = export_all(store, now) if names is None else (export_named(store, name) for name in names)
    several = names is None or len(names) > 1
    for name, text in found:
        if folder is None:
            typer.echo(f"---\n{text}" if several else text, nl=False)
        else:
            _write(folder / file_name(name), [text])


def export_measures(store: Store, format: str, folder: Path | None, now: datetime) -> None:
    """Every account with all its measures at `now`, as json or csv."""
    pieces = _json(_rows(store, now)) if format == "json" else csv_lines(_rows(store, now))
    if folder is not None:
        _write(folder / f"accounts.{format}", pieces)
        return
    for piece in pieces:
        typer.echo(piece, nl=False)


def _rows(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    with store.read() as session:
        settings = workspace(session)
        for account in accounts_signed(session):
            segment = segment_document(account, settings)
            yield account_row(known_at(account, now), measures_at(account, now), segment, account.local_date(now))


def _json(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A list, an account a line."""
    yield "["
    for place, row in enumerate(rows):
        yield f"{',' if place else ''}\n{json.dumps(row, ensure_ascii=False)}"
    yield "\n]\n"


def _write(path: Path, pieces: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    typer.echo(path)
