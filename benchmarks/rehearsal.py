"""A year's customers rehearsed: how long that takes, and that it does not fill the memory."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Aim, Figure
from benchmarks.memory import resident_megabytes
from playbook.models import Workspace
from playbook.rehearsal import DAYS, rehearse
from playbook.tracker import read_tracker

ROOT = Path(__file__).parents[1]
DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
FIRST = 0.1  # of the accounts: memory is compared from there on


def rehearsal(bench: Bench) -> Iterator[Figure]:
    """All of it in a process of its own, so that no other row's memory counts."""
    accounts = bench.by_size(60, 1_000)
    bench.progress.expect(accounts)
    command = [sys.executable, "-m", "benchmarks.rehearsal", str(accounts)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for said in child.stdout:
            if said.startswith("found"):
                seconds, early, late = map(float, said.split()[1:])
            bench.progress.step()
    what = f"rehearse {accounts:,} accounts × {DAYS} days"
    yield Figure(what=what, ours=seconds, unit="s", aims=(Aim(bench.by_size(3.6, 60), of="ours"),))
    against = f"after the first {round(accounts * FIRST):,}"
    what = f"memory at the end of it, {late - early:+.1f} MB"
    yield Figure(what=what, ours=late, unit="MB", against=against, theirs=early, aims=(Aim(1.1),))


def customers(many: int) -> Iterator[str]:
    """Tracker files: the examples again and again, each time signed a week later."""
    texts = [path.read_text() for path in sorted((ROOT / "examples").glob("*.yaml"))]
    for number, text in enumerate(islice(cycle(texts), many)):
        yield DAY.sub(partial(_later, timedelta(weeks=number // len(texts))), text)


def _later(by: timedelta, found: re.Match[str]) -> str:
    return (date.fromisoformat(found[0]) + by).isoformat()


def main(many: int) -> None:
    """Rehearse so many, a line each; then the seconds, and the memory after the first ones and at the end."""
    begun, early = time.perf_counter(), 0.0
    for number, text in enumerate(customers(many), 1):
        rehearse(read_tracker(text, defaults=Workspace()), Workspace())
        if number == max(1, round(many * FIRST)):
            early = resident_megabytes()
        print(number, flush=True)
    print("found", time.perf_counter() - begun, early, resident_megabytes(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
