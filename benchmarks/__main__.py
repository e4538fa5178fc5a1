"""`uv run python -m benchmarks [--quick]`: a table of ratios. It informs; a missed aim is said, not raised."""

from __future__ import annotations

import argparse
import os
import platform
import sys

from benchmarks.status import status
from benchmarks.tick import quiet_tick


def main() -> int:
    """Print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, for CI")
    quick = parser.parse_args().quick
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print("| what | ours | against | theirs | ratio | aim | |\n|---|---|---|---|---|---|---|")
    for ratio in (*status(200 if quick else 2_000), *quiet_tick(60 if quick else 500)):
        print(ratio.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
