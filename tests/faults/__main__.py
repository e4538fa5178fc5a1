"""`uv run python -m tests.faults [--quick] [--only CASE] [ROW …]`: inject faults, print figures, exit 1 on a miss."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import signal
import sys
from collections.abc import Sequence

import rich.console
import rich.progress
import structlog

from tests.bytecode import keep_bytecode
from tests.faults.figures import HEAD, Row, Size, line
from tests.faults.rows import ALL, MUTANTS, ROWS
from tests.faults.side_by_side import Asked, Found, side_by_side
from tests.shared import close_home, open_home, postgresql

FAILURES_SHOWN = 10
Ran = dict[str, tuple[Row, Found]]


class Bars:
    """The progress of each row on the terminal."""

    def __init__(self, shown: rich.progress.Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._totals: dict[str, int] = {}

    def hear(self, key: str, coming: int, done: int) -> None:
        """So many steps more of a row are to come, so many are done."""
        if key not in self._tasks:
            self._tasks[key] = self._shown.add_task(key, total=None)
        self._totals[key] = self._totals.get(key, 0) + coming
        self._shown.update(self._tasks[key], total=self._totals[key] or None, advance=done)


def main() -> int:
    """Run the rows; the exit code is 1 if a target was missed. What was found until Ctrl-C is printed too."""
    options = _arguments()
    asked = Asked(Size.QUICK if options.quick else Size.FULL, options.only, options.seeds, options.customers)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    keep_bytecode()
    ours, ran = open_home(), Ran()
    try:
        with postgresql():  # held, or it stops as one row leaves, and another arrives meanwhile
            _run(_chosen(options), asked, ran)
    except KeyboardInterrupt:
        return 130
    finally:
        _print([ran[row.key] for row in ALL if row.key in ran], asked)
        if ours:
            close_home()
    return 0 if all(figure.met for _, found in ran.values() for figure in found.figures) else 1


def _chosen(options: argparse.Namespace) -> list[Row]:
    if options.mutants:
        return [MUTANTS]
    return [row for row in ALL if row.key in options.rows] if options.rows else list(ROWS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cases, for CI")
    parser.add_argument("--mutants", action="store_true", help="whether tests notice it when a guard is removed")
    parser.add_argument("--only", metavar="CASE", help="run one case again, as a failure named it")
    parser.add_argument("--seeds", type=int, metavar="N", help="so many seeds of the rows that have them")
    parser.add_argument("--customers", type=int, metavar="N", help="so many customers a seed")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(row.key for row in ROWS))
    options = parser.parse_args()
    if unknown := set(options.rows) - {row.key for row in ALL}:
        parser.error(f"there is no row {', '.join(sorted(unknown))}; there are {', '.join(row.key for row in ROWS)}")
    return options


def _run(rows: Sequence[Row], asked: Asked, ran: Ran) -> None:
    columns = (*rich.progress.Progress.get_default_columns(), rich.progress.TimeElapsedColumn())
    with rich.progress.Progress(*columns, console=rich.console.Console(stderr=True)) as shown:
        for row, found in side_by_side(rows, asked, Bars(shown).hear):
            ran[row.key] = row, found


def _print(ran: Sequence[tuple[Row, Found]], asked: Asked) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    print(f"{machine}; {asked.size}")
    print(HEAD)
    for row, found in ran:
        for figure in found.figures:
            print(line(row, figure))
    lasted = (f"{row.key} {found.seconds:.0f} ({found.worked:.0f} of a processor)" for row, found in ran)
    print("\nseconds:", ", ".join(lasted))
    again = " ".join(["uv run python -m tests.faults", *_sizes(asked)])
    for row, found in ran:
        for failure in [each for figure in found.figures for each in figure.failures[:FAILURES_SHOWN]]:
            print(f"\nMISSED {failure}\n  again: {again} {row.key} --only {failure.split()[0].rstrip(':')}")


def _sizes(asked: Asked) -> list[str]:
    chosen = [("--seeds", asked.seeds), ("--customers", asked.customers)]
    numbers = [f"{name} {number}" for name, number in chosen if number is not None]
    return [*(["--quick"] if asked.size is Size.QUICK else []), *numbers]


if __name__ == "__main__":
    sys.exit(main())
