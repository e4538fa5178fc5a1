"""What all tests share: a fresh, up-to-date database on SQLite and on PostgreSQL, quickly."""

from __future__ import annotations

import tests.bytecode  # isort: skip  # noqa: F401 - the first of all

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

import storage.engine
from storage.engine import Store
from storage.tables import METADATA
from tests.shared import (
    WORKER,
    close_home,
    execute,
    few_or_many,
    home,
    one_at_a_time,
    open_home,
    postgresql,
    share_statements,
    sharing,
)

storage.engine.create_engine = sharing(storage.engine.create_engine)
few_or_many()
ANEW = {  # the ids begin at 1
    "sqlite": "DELETE FROM sqlite_sequence",
    "postgresql": "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
}
TEMPLATE, MAKING = "onboard_template", "onboard_making"
_numbers = count(1)

structlog.configure(  # the default draws each traceback with its locals, which takes seconds
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)


def pytest_configure(config: pytest.Config) -> None:
    if open_home():
        config.add_cleanup(close_home)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories take longest: each worker begins with its share of them, or the last one would keep all waiting."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    stories = [item for item in items if "stories" in item.path.parts]
    others = [item for item in items if "stories" not in item.path.parts]
    size = -(-len(others) // workers)
    items[:] = [item for n in range(workers) for item in (*stories[n::workers], *others[n * size : (n + 1) * size])]


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """An up-to-date SQLite file to copy, one for all workers."""
    path, making = home() / "template.db", home() / "making.db"
    with one_at_a_time("template"):
        if not path.exists():
            _upgrade(f"sqlite:///{making}")
            making.rename(path)
    _compile_for_all(f"sqlite:///{home() / f'{WORKER}.db'}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The PostgreSQL of all workers: its URL, with `{name}` for the database."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The server's URL, once it has an up-to-date database to copy."""
    with one_at_a_time("template"):
        if not execute(postgresql_server, f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            execute(postgresql_server, f"CREATE DATABASE {MAKING}")
            _upgrade(postgresql_server.format(name=MAKING))
            execute(postgresql_server, f"ALTER DATABASE {MAKING} RENAME TO {TEMPLATE}")
    _compile_for_all(postgresql_server.format(name="postgres"))
    return postgresql_server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, up-to-date SQLite database."""
    path = tmp_path / "onboard.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_template: str) -> Iterator[str]:
    """A fresh, up-to-date PostgreSQL database."""
    name = f"onboard_{WORKER}_{next(_numbers)}"
    execute(postgresql_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY WAL_LOG")
    yield postgresql_template.format(name=name)
    execute(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, up-to-date database; the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"empty_{WORKER}_{next(_numbers)}"
    execute(server, f"CREATE DATABASE {name}")
    yield server.format(name=name)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def kept_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One open store on SQLite for a worker's whole run: a fresh one costs more than most tests."""
    path = tmp_path_factory.mktemp("kept") / "onboard.db"
    shutil.copyfile(sqlite_template, path)
    with closing(Store(f"sqlite:///{path}")) as opened:
        yield opened


@pytest.fixture(scope="session")
def kept_postgresql(postgresql_template: str) -> Iterator[Store]:
    """One open store on PostgreSQL for a worker's whole run."""
    execute(postgresql_template, f"CREATE DATABASE kept_{WORKER} TEMPLATE {TEMPLATE}")
    with closing(Store(postgresql_template.format(name=f"kept_{WORKER}"))) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """The kept store, empty again, its ids beginning at 1; the test runs once on each kind."""
    kept: Store = request.getfixturevalue(f"kept_{request.param}")
    with kept.connect() as connection:
        for table in reversed(METADATA.sorted_tables):  # so few rows are deleted in a tenth of what TRUNCATE takes
            connection.execute(text(f"DELETE FROM {table.name}"))
        connection.execute(text(ANEW[kept.dialect]))
    return kept


def _upgrade(url: str) -> None:
    opened = Store(url)
    opened.upgrade()
    opened.close()


def _compile_for_all(url: str) -> None:
    opened = Store(url)
    with opened.connect():
        share_statements(opened.engine)
    opened.close()
