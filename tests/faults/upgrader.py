"""A process that upgrades databases and is killed at a statement: jobs come as JSON lines, each runs in a fork."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

import storage.schema
from storage.engine import Store


class Upgrader:
    """Speaks to that process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def upgrade(self, url: str, scripts: Path | None, kill_at: int) -> bool:
        """Upgrade with the revisions of a folder (None: the program's own); whether it was killed, before its
        `kill_at`-th statement or COMMIT."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([url, str(scripts) if scripts else None, kill_at]) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        assert status in (0, signal.SIGKILL), f"the upgrade failed: {status}"
        return status == signal.SIGKILL


@contextmanager
def upgrader() -> Iterator[Upgrader]:
    """A fresh process, which has no threads that a fork would lose."""
    command = [sys.executable, "-c", "from tests.faults.upgrader import serve; serve()"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            yield Upgrader(process)
        finally:
            process.kill()


def serve() -> None:
    """Until the end of the input."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _upgrade(*json.loads(line))
            os._exit(0)
        print(os.waitpid(child, 0)[1], flush=True)


def _upgrade(url: str, scripts: str | None, kill_at: int) -> None:
    if scripts is not None:
        storage.schema.MIGRATIONS = Path(scripts)
    store, left = Store(url), [kill_at]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)
    store.upgrade()
    store.close()
