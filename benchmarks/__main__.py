"""`uv run python -m benchmarks [--quick] [--only ROW] [--json FILE]`: a table of ratios; a missed aim is said only."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rich.progress
import structlog

from benchmarks.bench import Bench, Row
from benchmarks.databases import Databases
from benchmarks.figures import HEAD, Figure, Size, line
from benchmarks.rows import ROWS


@dataclass(slots=True)
class Bar:
    """A row's progress on the terminal."""

    shown: rich.progress.Progress
    task: rich.progress.TaskID
    total: float = 0

    def expect(self, steps: int) -> None:
        self.total += steps
        self.shown.update(self.task, total=self.total)

    def step(self, steps: int = 1) -> None:
        self.shown.advance(self.task, steps)


def main() -> int:
    """Print the table; returns the exit code."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    size = Size.QUICK if asked.quick else Size.FULL
    found = _measured([row for row in ROWS if not asked.only or row.key in asked.only], size)
    print(f"{found['machine']}; {size}")
    print(HEAD)
    for figure in found["figures"]:
        print(line(figure))
    print("\nseconds:", ", ".join(f"{key} {seconds:.0f}" for key, seconds in found["seconds"].items()))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    keys = [row.key for row in ROWS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller, for CI: about a minute")
    parser.add_argument("--only", metavar="ROW", action="append", choices=keys, help=f"one of {', '.join(keys)}")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write what was found there too")
    return parser.parse_args()


def _measured(rows: Sequence[Row], size: Size) -> dict[str, Any]:
    """What `--json` keeps."""
    figures: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    lasted: dict[str, float] = {}
    shown = rich.progress.Progress(console=rich.console.Console(stderr=True))
    with shown, Databases() as databases:
        bench = Bench(size, Bar(shown, rich.progress.TaskID(0)), databases)
        for row in rows:
            bench.progress, begun = Bar(shown, shown.add_task(row.key, total=None)), time.monotonic()
            for one in row.run(bench):
                figures += [{"row": row.key, **one.as_json()}] if isinstance(one, Figure) else []
                points += [] if isinstance(one, Figure) else [asdict(one)]
            lasted[row.key] = round(time.monotonic() - begun, 1)
            shown.stop_task(bench.progress.task)
        bench.close()
    return {
        "machine": machine(),
        "size": str(size),
        "on": datetime.now(UTC).date().isoformat(),
        "figures": figures,
        "growth": points,
        "seconds": lasted,
    }


def machine() -> str:
    """What it was measured on, as far as it can be told without naming it."""
    cores, python = os.cpu_count(), platform.python_version()
    return f"{platform.machine()}, {cores} cores, {platform.system()}, Python {python}"


if __name__ == "__main__":
    sys.exit(main())
