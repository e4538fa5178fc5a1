"""What the program takes to be there: the memory of `onboard serve`, and how long its help takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench import Bench
from benchmarks.databases import BOTH, SQLITE
from benchmarks.figures import Aim, Figure
from benchmarks.memory import resident_megabytes
from benchmarks.names import misspelt
from benchmarks.portfolio import NIGHT, name_of
from benchmarks.timing import interleaved, median
from tests.faults.machine import Replica, Slack
from tests.shared import close_home, open_home

ROOT = Path(__file__).parents[1]
USERS = 20  # who each ask for something


def memory(bench: Bench) -> Iterator[Figure]:
    """A real process, after people asked for cards, for the whole list, by misspelt names, and for the digest."""
    accounts = bench.by_size(10_000, 100_000)
    kinds = bench.by_size((SQLITE,), BOTH)
    bench.progress.expect(len(kinds))
    for kind in kinds:
        with _machine_room(), bench.own(kind, accounts) as store, Slack(NIGHT) as slack:
            url = store.url.render_as_string(hide_password=False)
            slack.furnish(url)
            with Replica(slack, url, mode="http") as replica:
                slack.deliver_to(replica)
                for text in _asked(accounts):
                    slack.control("command", user="lena", channel="general", text=f"/onboard {text}")
                slack.control("home", user="lena")
                held = resident_megabytes(replica.pid)
        what = f"memory of `serve` with {accounts:,} accounts, {kind}"
        yield Figure(what=what, ours=held, unit="MB", aims=(Aim(150, of="ours"),))
        bench.progress.step()


@contextmanager
def _machine_room() -> Iterator[None]:
    """Where the tests' real processes live."""
    ours = open_home()
    yield
    if ours:
        close_home()


def _asked(accounts: int) -> Iterator[str]:
    yield "list all"
    yield "today"
    yield "digest"
    for number, name in enumerate(misspelt(accounts)[:USERS], 1):
        yield f"status {name_of(number)}"
        yield f"status {name}"


def start(bench: Bench) -> Iterator[Figure]:
    """`onboard --help`, as a person waits for it, once Python has compiled it; an empty Python beside it."""
    runs = bench.by_size(5, 20)
    bench.progress.expect(runs)
    with TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        ours, empty = interleaved(
            runs,
            lambda: _run(environment, "-m", "bot.cli", "--help"),
            lambda: _run(environment, "-c", "pass"),
            after=bench.progress.step,
        )
    seconds, least = median(ours.wall) / 1000, median(empty.wall) / 1000
    what, aims = "`onboard --help`, from start to end, p50", (Aim(0.4, of="ours"),)
    yield Figure(what=what, ours=seconds, unit="s", against="`python -c pass`", theirs=least, aims=aims)


def _run(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
