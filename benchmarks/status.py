"""`/onboard status` over a large portfolio against a bare Bolt app that does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from slack_bolt import App

from benchmarks.apps import bare_app, our_app, slack_client, type_into
from benchmarks.bench import Bench
from benchmarks.databases import BOTH
from benchmarks.figures import Aim, Figure
from benchmarks.portfolio import LEAD, name_of
from benchmarks.timing import interleaved, percentile

AGAINST = "bare Bolt no-op, its defaults"
STRIDE = 7919  # a prime: neighbours in time are no neighbours in the tables


def status(bench: Bench) -> Iterator[Figure]:
    """p50 and p99 of the whole command, by the wall and of processor time, on both databases."""
    accounts, runs = bench.by_size(10_000, 100_000), bench.by_size(150, 2_000)
    bench.progress.expect(runs)
    with slack_client() as client:
        bare = bare_app(client)
        apps = [our_app(bench.shared(kind, accounts), client) for kind in BOTH]
        calls = [lambda: type_into(bare, "status anything", LEAD), *(asking(app, accounts) for app in apps)]
        theirs, *found = interleaved(runs, *calls, warm=20, after=bench.progress.step)
    for kind, ours in zip(BOTH, found, strict=True):
        what = f"`/onboard status`, {accounts:,} accounts, {kind}"
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            wall, bare_wall = percentile(ours.wall, share), percentile(theirs.wall, share)
            yield Figure(what=f"{what}, {name}", ours=wall, against=AGAINST, theirs=bare_wall, aims=(Aim(1.0),))
            cpu, bare_cpu = percentile(ours.cpu, share), percentile(theirs.cpu, share)
            yield Figure(what=f"{what}, {name}, processor", ours=cpu, against=AGAINST, theirs=bare_cpu)


def asking(app: App, accounts: int) -> Callable[[], None]:
    """A call that asks for another account each time, by its name."""
    numbers = count(1)
    return lambda: type_into(app, f"status {name_of(next(numbers) * STRIDE % accounts + 1)}", LEAD)
