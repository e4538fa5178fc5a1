"""Migrations make exactly the tables that the code declares, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage.backup import backup
from storage.changes.people import save_person
from storage.engine import Store
from storage.errors import BackupRefused, TooNew
from storage.schema import MIGRATIONS, head
from storage.tables import METADATA
from tests.storage.samples import changing, person


def test_upgraded_tables_are_the_declared_ones(empty_database_url: str) -> None:
    store = Store(empty_database_url)
    store.upgrade()
    with store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    store.close()


def test_upgrade_twice_changes_nothing(empty_database_url: str) -> None:
    store = Store(empty_database_url)
    assert store.current() is None
    assert store.check().problem == "not_upgraded"
    store.upgrade()
    store.upgrade()
    assert store.check().ok
    assert store.current() == store.check().head
    store.close()


def test_replicas_may_upgrade_at_once(empty_database_url: str) -> None:
    stores = [Store(empty_database_url) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda store: store.upgrade(), stores))
    assert all(store.check().ok for store in stores)
    for store in stores:
        store.close()


def test_a_database_of_a_newer_program_is_told_apart(database_url: str) -> None:
    store = Store(database_url)
    with store.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert store.check().problem == "newer"
    with pytest.raises(TooNew, match="9999"):
        store.upgrade()
    store.close()


def test_tables_of_the_next_release_will_do(sqlite_url: str, tmp_path: Path) -> None:
    store = Store(sqlite_url)
    coming = f"{int(head()) + 1:04}"
    with store.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :coming"), {"coming": coming})
        connection.execute(text("ALTER TABLE person ADD COLUMN pronouns VARCHAR"))
    store.upgrade()
    assert (store.check().ok, store.current()) == (True, coming)
    with changing(store) as change:
        assert save_person(change, person()).name == "jane"
    with pytest.raises(BackupRefused, match="other_revision"):  # it would leave out what it does not know
        backup(store, tmp_path / "copy.jsonl")
    store.close()


def test_revisions_are_numbered_without_a_gap() -> None:
    made = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))
    assert made == [f"{number:04}" for number in range(1, len(made) + 1)]
    assert head() == made[-1]


def test_an_unreachable_database_is_a_check_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "not.db").write_text("this is no database, it is text, and long enough to be looked at " * 20)
    for url in (f"sqlite:///{tmp_path}/not.db", "postgresql://nobody@127.0.0.1:9/none?connect_timeout=1"):
        store = Store(url)
        assert store.check().problem == "unreachable"
        assert store.check().detail
        store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite needs a file|not supported"):
        Store(url)
