"""Upgrades from every released revision, and to one that is to come, killed before each statement and COMMIT."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import schema
from storage.engine import Store
from storage.tables import METADATA
from tests.faults.copies import copies
from tests.faults.databases import BOTH, Databases
from tests.faults.figures import Figure, Progress, Size
from tests.faults.fingerprint import fill, is_kept, rows_of, schema_of
from tests.faults.upgrader import Upgrader, upgrader

STRIDE = {Size.QUICK: 9, Size.FULL: 1}  # statements from one kill to the next
TO_COME = '''
"""What a later release might do: a column, a table, an index, a table rewritten, rows moved."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{coming}", "{head}", None, None


def upgrade():
    op.add_column("person", sa.Column("pronouns", sa.String(), nullable=True))
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()))
    op.execute("INSERT INTO team (id, name) SELECT id, name FROM account")
    op.create_index("ix_team_name", "team", ["name"])
    with op.batch_alter_table("note", recreate="always") as note:
        note.alter_column("permalink", server_default="none")
        note.add_column(sa.Column("pinned", sa.Boolean(), server_default=sa.false()))
    op.execute("UPDATE person SET pronouns = 'they'")
'''


@dataclass(frozen=True, slots=True)
class Step:
    """An upgrade: from a revision (None: from nothing), with the revisions in `scripts` or the program's own."""

    start: str | None
    scripts: Path | None

    @property
    def name(self) -> str:
        return f"{self.start or 'nothing'}-to-{'one-to-come' if self.scripts else 'the-newest'}"


def migrations(size: Size, progress: Progress) -> Iterable[Figure]:
    """Upgrades that are killed, copies of a busy database, and a team that goes on from a copy."""
    yield from killed_upgrades(size, progress)
    yield from copies(size, progress)


def killed_upgrades(size: Size, progress: Progress) -> Iterable[Figure]:
    """One figure for each upgrade and database."""
    with TemporaryDirectory() as folder, Databases() as databases, upgrader() as other:
        steps = [Step(start, None) for start in _released()] + [Step(schema.head(), _to_come(Path(folder)))]
        cases = [(step, kind) for step in steps for kind in BOTH]
        progress.expect(len(cases))
        for step, kind in cases:
            if progress.only in (None, f"{kind}-{step.name}"):
                yield _figure(databases, other, step, kind, STRIDE[size])
            progress.step()


def _released() -> list[str | None]:
    """Where an upgrade may start: from nothing, and from every revision before the newest."""
    scripts = ScriptDirectory.from_config(schema._config()).walk_revisions()
    return [None, *sorted(script.revision for script in scripts if script.revision != schema.head())]


def _to_come(folder: Path) -> Path:
    """The program's revisions and one more."""
    shutil.copytree(schema.MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__", "first"))
    coming = f"{int(schema.head()) + 1:04}"
    text = TO_COME.format(coming=coming, head=schema.head())
    (folder / "migrations" / "versions" / f"{coming}_to_come.py").write_text(text, "utf-8")
    return folder / "migrations"


def _figure(databases: Databases, other: Upgrader, step: Step, kind: str, stride: int) -> Figure:
    with databases.empty(kind) as url:
        store = Store(url)
        _start(store, step)
        before = schema_of(store), rows_of(store)
        kills, traces = 0, list[int]()
        while other.upgrade(url, step.scripts, kills * stride + 1):
            if (schema_of(store), rows_of(store)) != before:
                traces.append(kills * stride + 1)
            kills += 1
        faults = [*([f"a trace of {traces}"] if traces else []), *_faults_after(store, step, before[1])]
        store.close()
    what = f"{kind}: upgrade from {step.start or 'nothing'} to {'one to come' if step.scripts else 'the newest'}"
    value = (
        f"{kills} kills, {len(traces)} left a trace; then run again: tables and data {'differ' if faults else 'equal'}"
    )
    named = tuple(f"{kind}-{step.name} {fault}" for fault in faults)
    return Figure(what, value, "no trace; equal", not faults and kills > 0, named)


def _start(store: Store, step: Step) -> None:
    """The tables of the revision to start from, with rows in all of them."""
    if step.start is None:
        return
    config = schema._config()
    with store.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step.start)
    fill(store)


def _faults_after(store: Store, step: Step, before: dict[str, list[dict[str, object]]]) -> list[str]:
    """What is wrong with a database that is at its newest revision now."""
    faults = [] if is_kept(before, rows_of(store)) else ["data differ"]
    if step.scripts is not None:
        return faults + ([] if any("ix_team_name" in line for line in schema_of(store)) else ["tables differ"])
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return faults + (["tables differ"] if compare_metadata(context, METADATA) else [])
