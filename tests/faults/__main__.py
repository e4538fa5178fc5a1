"""`uv run python -m tests.faults [--quick] [--only CASE] [ROW …]`: inject faults, print figures, exit 1 on a miss."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import rich.progress
import structlog

from tests.faults.figures import HEAD, Figure, Row, Size, line
from tests.faults.rows import MUTANTS, ROWS
from tests.shared import close_home, keep_bytecode, open_home

FAILURES_SHOWN = 10


@dataclass(slots=True)
class Bar:
    """A row's progress on the terminal."""

    shown: rich.progress.Progress
    task: rich.progress.TaskID
    only: str | None = None
    total: float = 0

    def expect(self, steps: int) -> None:
        self.total += steps
        self.shown.update(self.task, total=self.total)

    def step(self, steps: int = 1) -> None:
        self.shown.advance(self.task, steps)


def main() -> int:
    """Run the rows; the exit code is 1 if a target was missed."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    keep_bytecode()
    ours = open_home()
    try:
        return _run(_chosen(asked), asked)
    except KeyboardInterrupt:
        return 130
    finally:
        if ours:
            close_home()


def _chosen(asked: argparse.Namespace) -> list[Row]:
    if asked.mutants:
        return [MUTANTS]
    return [row for row in (*ROWS, MUTANTS) if row.key in asked.rows] if asked.rows else list(ROWS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cases, for CI")
    parser.add_argument("--mutants", action="store_true", help="whether tests notice it when a guard is removed")
    parser.add_argument("--only", metavar="CASE", help="run one case again, as a failure named it")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(row.key for row in ROWS))
    asked = parser.parse_args()
    if unknown := set(asked.rows) - {row.key for row in (*ROWS, MUTANTS)}:
        parser.error(f"there is no row {', '.join(sorted(unknown))}; there are {', '.join(row.key for row in ROWS)}")
    return asked


def _run(rows: Sequence[Row], asked: argparse.Namespace) -> int:
    size = Size.QUICK if asked.quick else Size.FULL
    found: list[tuple[Row, Figure]] = []
    lasted: list[tuple[Row, float]] = []
    with rich.progress.Progress(console=rich.console.Console(stderr=True)) as shown:
        for row in rows:
            bar, begun = Bar(shown, shown.add_task(row.key, total=None), asked.only), time.monotonic()
            found += [(row, figure) for figure in row.run(size, bar)]
            lasted.append((row, time.monotonic() - begun))
            shown.update(bar.task, total=bar.total or 1, completed=bar.total or 1)
    _print(found, lasted, size)
    return 0 if all(figure.met for _, figure in found) else 1


def _print(found: Sequence[tuple[Row, Figure]], lasted: Sequence[tuple[Row, float]], size: Size) -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}; {size}"
    )
    print(HEAD)
    for row, figure in found:
        print(line(row, figure))
    print("\nseconds:", ", ".join(f"{row.key} {seconds:.0f}" for row, seconds in lasted))
    again = f"uv run python -m tests.faults{' --quick' if size is Size.QUICK else ''}"
    for row, figure in found:
        for failure in figure.failures[:FAILURES_SHOWN]:
            print(f"\nMISSED {failure}\n  again: {again} {row.key} --only {failure.split()[0]}")


if __name__ == "__main__":
    sys.exit(main())
