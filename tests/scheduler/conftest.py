"""The office that every test of the scheduler works in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.manifest import SCOPES
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from storage.engine import Store
from storage.tables import METADATA
from tests.conftest import TEMPLATE
from tests.scheduler.office import Office, at
from tests.shared import WORKER, execute


class RealTime:
    """Real time that stands still."""

    def __call__(self) -> float:
        return 1000.0


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kept_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One open store of each kind: its engine keeps the statements it has compiled, most of what a fresh one costs."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("scheduler") / "onboard.db"
        shutil.copyfile(template, path)
        url = f"sqlite:///{path}"
    else:
        server: str = request.getfixturevalue("postgresql_template")
        execute(server, f"CREATE DATABASE scheduler_{WORKER} TEMPLATE {TEMPLATE}")
        url = server.format(name=f"scheduler_{WORKER}")
    opened = Store(url)
    yield opened
    opened.close()


@pytest.fixture
def store(kept_store: Store) -> Store:
    """The kept store, empty again, its ids beginning at 1."""
    names = [table.name for table in METADATA.sorted_tables]
    with kept_store.connect() as connection:
        if kept_store.dialect == "postgresql":
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        else:
            for name in reversed(names):
                connection.execute(text(f"DELETE FROM {name}"))
            connection.execute(text("DELETE FROM sqlite_sequence"))
    return kept_store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    """A team on Friday 23 January 2026, 08:00 in New York. No payload of any test may be one that Slack refuses."""
    limits = Limits(monotonic=RealTime())
    sandbox = Sandbox(at("2026-01-23 08:00"), scopes=SCOPES, limits=limits)
    server = SandboxServer(sandbox).start()
    made = Office(sandbox, store)
    made.open()
    yield made
    threading.Thread(target=server.stop).start()  # takes a fifth of a second, and nobody needs to wait for it
    assert sandbox.refusals == []
