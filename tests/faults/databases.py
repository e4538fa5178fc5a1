"""Fresh databases outside of pytest's fixtures: SQLite files, and databases on a real PostgreSQL of our own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

from storage.engine import Store
from tests.shared import close_home, execute, home, open_home, postgresql

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)


class Databases:
    """Up-to-date databases, copied from a template that is made once; the PostgreSQL server starts when first needed.

    A context: what it made is gone afterwards. `name=None` where a template of yours is not wanted.
    """

    def __init__(self) -> None:
        self._open, self._numbers = ExitStack(), count(1)
        self._mark = f"faults_{uuid4().hex[:8]}"
        self._server: str | None = None
        self._templates: set[str] = set()

    def __enter__(self) -> Databases:
        if open_home():
            self._open.callback(close_home)
        self._folder = home() / self._mark
        self._folder.mkdir()
        self._open.callback(shutil.rmtree, self._folder, ignore_errors=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def server(self) -> str:
        """The PostgreSQL server's URL, with `{name}` for the database; `execute(server, statement)` asks it."""
        if self._server is None:
            self._server = self._open.enter_context(postgresql())
        return self._server

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The URL of an up-to-date, empty database of this kind, dropped at the end."""
        if kind not in self._templates:
            self._make_template(kind)
            self._templates.add(kind)
        with self.copy(self._template(kind)) as url:
            yield url

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """The URL of a database of this kind without a single table, dropped at the end."""
        name = f"{self._mark}_{next(self._numbers)}"
        if kind == SQLITE:
            yield f"sqlite:///{self._folder / name}.db"
            return
        execute(self.server, f"CREATE DATABASE {name}")
        try:
            yield self.server.format(name=name)
        finally:
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copy(self, url: str) -> Iterator[str]:
        """The URL of a copy of that database, to which nobody may be connected; dropped at the end."""
        name = f"{self._mark}_{next(self._numbers)}"
        if url.startswith(SQLITE):
            path = self._folder / f"{name}.db"
            shutil.copyfile(url.removeprefix("sqlite:///"), path)
            yield f"sqlite:///{path}"
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()
        else:
            of = url.partition("?")[0].rpartition("/")[2]
            execute(self.server, f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY WAL_LOG")
            try:
                yield self.server.format(name=name)
            finally:
                execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")

    def lasting(self, kind: str) -> str:
        """As `fresh`, but dropped with everything else."""
        return self._open.enter_context(self.fresh(kind))

    def _template(self, kind: str) -> str:
        if kind == SQLITE:
            return f"sqlite:///{Path(self._folder) / 'template.db'}"
        return self.server.format(name=f"{self._mark}_template")

    def _make_template(self, kind: str) -> None:
        url = self._template(kind)
        if kind == POSTGRESQL:
            execute(self.server, f"CREATE DATABASE {self._mark}_template")
            self._open.callback(execute, self.server, f"DROP DATABASE {self._mark}_template WITH (FORCE)")
        store = Store(url)
        store.upgrade()
        store.close()
